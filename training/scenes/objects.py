"""One object or a few before a plain sweep, a table, a room's wall or a garden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, lights, open_air, parts
from training.scenes.furnish import Use
from training.scenes.setting import Setting, vector
from training.scenes.shell import Room, build, plan
from training.scenes.stage import Kind, Stage, Theme, concatenate
from training.scenes.view import View, finished, focal_of, towards

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw

_OBJECTS = 4


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of product and statue views: on sweeps, in rooms, in the open."""
    third = count // 3
    stages = [_in_the_open(catalogue, draw, count - 2 * third, shape)]
    if third:
        stages += [_indoors(catalogue, draw, third, shape, plain=p) for p in (True, False)]
    return concatenate(stages)


def _indoors(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int], *,
             plain: bool) -> Stage:  # fmt: skip
    setting = Setting(catalogue, count, draw)
    room = plan(setting, draw.uniform(count, low=3.5, high=7), draw.uniform(count, low=3.5, high=8),
                draw.uniform(count, low=2.5, high=3.4))  # fmt: skip
    build(setting, room)
    reach = draw.uniform(count, low=0.15, high=1.3)
    lift = torch.where(
        (reach < 0.6) | draw.chance(count, of=0.2), draw.uniform(count, low=0.4, high=1.0), 0.0
    )
    back = draw.uniform(count, low=0.4, high=2.0) + reach
    place = vector(draw.normal(count, scale=0.5), room.depth / 2 - back, 0.0)
    _stand(setting, place, reach, lift)
    if plain:
        _sweep(setting, place, reach, lift)
    view = _things(setting, place, reach, lift, shape)
    use = torch.full((count,), int(Use.LIVING), device=draw.device)
    if not plain:
        furnish.along_walls(setting, room, use, draw.uniform(count, low=0.3, high=1.0))
        furnish.on_walls(setting, room, draw.uniform(count, high=0.8))
    _inside(setting, room, view)
    aim = place + vector(0 * reach, 0, lift + reach / 2)
    light = lights.indoors(draw, room, view.position, aim)
    return finished(setting, view, Theme.OBJECTS, light, shake=0.4)


def _in_the_open(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    setting = Setting(catalogue, count, draw)
    kind = draw.among(count, values=[int(Kind.GRASS), int(Kind.PAVEMENT), int(Kind.SOIL)],
                      weights=[3, 3, 1])  # fmt: skip
    open_air.ground(setting, kind)
    reach = draw.log_uniform(count, low=0.25, high=2.2)
    lift = torch.where(draw.chance(count, of=0.5), draw.uniform(count, low=0.3, high=1.2), 0.0)
    place = torch.zeros(count, 3, device=draw.device)
    _stand(setting, place, reach, lift)
    view = _things(setting, place, reach, lift, shape)
    open_air.town(setting, draw.uniform(count, high=1.0), 14, 60)
    open_air.furniture(setting, draw.uniform(count, high=0.5), 6, 30)
    open_air.woods(setting, 14, draw.uniform(count, high=1.0), 6, 60)
    open_air.bushes(setting, draw.uniform(count, high=0.7), 5, 25)
    open_air.thicket(setting, draw.uniform(count, high=1.1), 16, 90)
    return finished(setting, view, Theme.OBJECTS, lights.outdoors(draw, count), shake=0.4)


def _stand(setting: Setting, place: Tensor, reach: Tensor, lift: Tensor) -> None:
    """A pedestal or a table below what is lifted."""
    draw, count = setting.draw, setting.count
    wide = reach * draw.uniform(count, low=1.3, high=3.0)
    block = vector(wide, wide * draw.uniform(count, low=0.7, high=1.0), lift.clamp(min=0.01))[
        :, None
    ]
    solid = (lift > 0) & draw.chance(count, of=0.5)
    yaw = draw.normal(count, 1, scale=0.3)
    shape = draw.chance(count, 1, of=0.3)
    for round_, name in ((True, "cylinder"), (False, "box")):
        thing = setting.catalogue.primitive(name, block)
        setting.put(
            solid[:, None] & (shape == round_), thing, place[:, None], Kind.PRIMITIVE, yaw=yaw
        )
    size = torch.maximum(block, vector(0.6, 0.5, 0.0, like=block))
    parts.table(setting, ((lift > 0.3) & ~solid)[:, None], place[:, None], yaw, size)


def _sweep(setting: Setting, place: Tensor, reach: Tensor, lift: Tensor) -> None:
    """A plain sheet of one colour below and behind."""
    draw, count = setting.draw, setting.count
    look = setting.looks(count, 1)
    grey = draw.uniform(count, 1, 1, low=0.05, high=0.9)
    tint = (grey * (1 + draw.normal(count, 1, 3, scale=0.2))).clamp(0.01, 0.95)
    wide, behind = 6.0 * reach + 2, reach * 1.2
    below = vector(wide, wide, 0.004)[:, None]
    top = place + vector(0 * lift, 0, lift)
    here = torch.ones(count, 1, device=draw.device) > 0
    floor = parts.box(setting, below * vector(1, 0.4, 1, like=lift))
    setting.put(here, floor, top[:, None], Kind.WALL, look=look, tint=tint, solid=False)
    sheet = vector(wide, 0.01, wide * 0.5)[:, None]
    setting.put(here, parts.box(setting, sheet),
                (top + vector(0 * lift, behind, -0.3))[:, None], Kind.WALL, look=look, tint=tint,
                solid=False)  # fmt: skip


def _things(setting: Setting, place: Tensor, reach: Tensor, lift: Tensor,
            shape: tuple[int, int]) -> View:  # fmt: skip
    """The object, a few beside it, and a camera that has it nearly fill the picture."""
    draw, count = setting.draw, setting.count
    catalogue = setting.catalogue
    roles = torch.where(draw.chance(count, _OBJECTS, of=0.75), catalogue.role("product"),
                        catalogue.role("animal"))  # fmt: skip
    thing = catalogue.mixed(roles, draw)
    wanted = reach[:, None] * draw.uniform(count, _OBJECTS, low=0.5, high=1.0)
    wanted[:, 0] = reach
    thing = thing.scaled(wanted / thing.size.amax(-1))
    aside = torch.tensor([0.0, -1, 1, -2], device=setting.device) * reach[:, None] * 0.95
    depth = draw.normal(count, _OBJECTS, scale=0.25) * reach[:, None]
    depth[:, 0] = 0.0
    top = place[:, None] + vector(aside, depth, lift[:, None])
    more = draw.among(count, 1, values=(1, 2, 3, 4), weights=(6, 2, 1, 1))
    mask = torch.arange(_OBJECTS, device=setting.device) < torch.where((lift > 0)[:, None], 1, more)
    yaw = draw.normal(count, _OBJECTS, scale=0.8)
    mask = setting.free(mask, thing, top, yaw)
    setting.failed |= ~mask[:, 0]
    figure = draw.among(count, 1, values=(int(Kind.PROP), int(Kind.ROCK)), weights=(4, 1))
    setting.put(mask, thing, top, figure.expand(count, _OBJECTS), yaw=yaw)
    focal = focal_of(draw.uniform(count, low=38, high=72), shape)
    away = (
        reach * draw.uniform(count, low=1.0, high=2.4) * focal.clamp(0.8, 1.8) + 0.25 * reach + 0.12
    )
    turn = draw.uniform(count, low=-1.0, high=1.0)
    steep = draw.uniform(count, low=-0.05, high=0.8)
    back = vector(
        torch.sin(turn) * torch.cos(steep), -torch.cos(turn) * torch.cos(steep), torch.sin(steep)
    )
    aim = place + vector(0 * lift, 0, lift + 0.5 * thing.size[:, 0, 2])
    position = aim + back * away[:, None]
    position[:, 2] = position[:, 2].clamp(min=0.15)
    return View(towards(position, aim + draw.normal(count, 3) * 0.1 * reach[:, None],
                        draw.normal(count, scale=0.04)), position, focal)  # fmt: skip


def _inside(setting: Setting, room: Room, view: View) -> None:
    inside = (view.position[:, :2].abs() < vector(room.width, room.depth) / 2 - 0.15).all(-1)
    setting.failed |= ~inside | (view.position[:, 2] > room.height - 0.15)

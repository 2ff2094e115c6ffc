"""Close views of table tops, worktops and bins: meals, desks, tools, plants, packed boxes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, lights, parts
from training.scenes.figures import crowd_of, put_people
from training.scenes.furnish import Use
from training.scenes.groups import near
from training.scenes.setting import Piece, Setting, turned, vector
from training.scenes.shell import Room, build, plan
from training.scenes.stage import Kind, Theme
from training.scenes.view import View, focal_of, hand_held, looking

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue, Thing
    from training.scenes.draw import Draw
    from training.scenes.stage import Stage

_THINGS = 22
_MEAL, _DESK, _MIXED, _BIN = range(4)
_ROLES: dict[int, dict[str, float]] = {
    _MEAL: {"tableware": 5, "bottle": 2, "cup": 3, "food": 3, "plant": 0.4},
    _DESK: {"desk_item": 6, "cup": 2, "laptop": 1, "keyboard": 1, "lamp": 0.7, "plant": 0.7,
            "bottle": 0.7, "monitor": 0.7},
    _MIXED: {"product": 3, "clutter": 3, "counter_item": 2, "bottle": 2, "plant": 2, "food": 1,
             "desk_item": 2},
    _BIN: {"clutter": 4, "bottle": 3, "desk_item": 3, "food": 2, "product": 1},
}  # fmt: skip


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of table tops."""
    setting = Setting(catalogue, count, draw)
    sort = draw.among(count, values=[_MEAL, _DESK, _MIXED, _BIN], weights=[0.35, 0.25, 0.25, 0.15])
    size = vector(draw.uniform(count, low=0.7, high=2.0), draw.uniform(count, low=0.6, high=1.1),
                  draw.uniform(count, low=0.68, high=0.92))  # fmt: skip
    room = plan(
        setting, draw.uniform(count, low=3.2, high=6), draw.uniform(count, low=3.2, high=7),
        draw.uniform(count, low=2.4, high=3),
    )  # fmt: skip
    build(setting, room)
    place = vector(draw.normal(count, scale=0.4), draw.normal(count, scale=0.4), 0.0)
    yaw = draw.normal(count, scale=0.3)
    parts.table(setting, torch.ones(count, 1, device=draw.device) > 0, place[:, None],
                yaw[:, None], size[:, None])  # fmt: skip
    rotation, position, aim = _lens(draw, place, yaw, size)
    _people(setting, place, yaw, size, position)
    furnish.along_walls(setting, room, torch.full((count,), Use.LIVING, device=draw.device),
                        draw.uniform(count, low=0.4, high=1.0))  # fmt: skip
    furnish.on_walls(setting, room, draw.uniform(count, high=0.8))
    top = place + vector(0.0 * yaw, 0.0, size[:, 2])
    _cloth(setting, top, yaw, size)
    _bin(setting, sort == _BIN, aim, yaw)
    _spread(setting, sort, aim, yaw, top, size, position)
    _plates(setting, (sort == _MEAL)[:, None], aim, yaw, top, size)
    focal = focal_of(draw.uniform(count, low=52, high=80), shape)
    return _finish(setting, View(rotation, position, focal), room, aim)


def _lens(draw: Draw, place: Tensor, yaw: Tensor, size: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Cameras that look at a point on the top from 0.35 to 1.3 m, from flat to straight down."""
    count = len(yaw)
    local = draw.uniform(count, 2, low=-0.28, high=0.28) * size[:, :2]
    aim = near(place, yaw, local[:, 0], local[:, 1]) + vector(0.0 * yaw, 0.0, size[:, 2] + 0.04)
    distance = draw.log_uniform(count, low=0.38, high=1.3)
    steep = torch.deg2rad(draw.uniform(count, low=14, high=86))
    turn = draw.angle(count)
    back = vector(torch.sin(turn), -torch.cos(turn), 0.0)
    position = aim + distance[:, None] * (
        back * torch.cos(steep)[:, None] + vector(0 * steep, 0, torch.sin(steep))
    )
    rotation = looking(
        turn, -steep + draw.normal(count, scale=0.06), draw.normal(count, scale=0.08)
    )
    return rotation, position, aim


def _cloth(setting: Setting, top: Tensor, yaw: Tensor, size: Tensor) -> None:
    """Table cloths, place mats and papers."""
    draw, count, sheets = setting.draw, setting.count, 5
    whole = vector(size[:, 0] + 0.02, size[:, 1] + 0.02, 0.004)[:, None]
    covered, cloth = draw.chance(count, 1, of=0.25), parts.box(setting, whole)
    setting.put(covered, cloth, top[:, None], Kind.CARPET, yaw=yaw[:, None], solid=False)
    flat = vector(draw.uniform(count, sheets, low=0.15, high=0.45),
                  draw.uniform(count, sheets, low=0.15, high=0.32), 0.003)  # fmt: skip
    spot = draw.uniform(count, sheets, 2, low=-0.4, high=0.4) * size[:, None, :2]
    lift = 0.004 + 0.0035 * torch.arange(sheets, device=setting.device)
    place = near(top[:, None], yaw[:, None].expand(count, sheets), spot[..., 0], spot[..., 1])
    place = place + vector(0 * lift, 0, lift)
    turn = yaw[:, None] + draw.normal(count, sheets, scale=0.4)
    paper = torch.where(draw.chance(count, sheets, of=0.5), int(Kind.BOOK), int(Kind.CARPET))
    mask = draw.chance(count, sheets, of=draw.uniform(count, 1, high=0.7))
    setting.put(mask, parts.box(setting, flat), place, paper, yaw=turn, solid=False)


def _things(setting: Setting, sort: Tensor, slots: int) -> tuple[Thing, Tensor]:
    names = sorted({name for row in _ROLES.values() for name in row})
    shares = torch.tensor(
        [[_ROLES[k].get(name, 0.0) for name in names] for k in range(4)], device=setting.device
    )
    pick = torch.multinomial(shares[sort], slots, replacement=True,
                             generator=setting.draw.generator)  # fmt: skip
    numbers = torch.tensor([setting.catalogue.role(name) for name in names], device=setting.device)
    roles = numbers[pick]
    thing = setting.catalogue.mixed(roles, setting.draw)
    limit = torch.where(sort == _BIN, 0.22, 0.5)[:, None]
    return thing.scaled((limit / thing.size.amax(-1)).clamp(max=1.0)), roles


def _spread(setting: Setting, sort: Tensor, aim: Tensor, yaw: Tensor, top: Tensor, size: Tensor,
            lens: Tensor) -> None:  # fmt: skip
    """Things about the point aimed at, or heaped in a bin."""
    draw, count = setting.draw, setting.count
    thing, roles = _things(setting, sort, _THINGS)
    heap = (sort == _BIN)[:, None]
    spread = draw.uniform(count, 1, 1, low=0.14, high=0.34)
    around = draw.normal(count, _THINGS, 2) * spread * size[:, None, :2].clamp(max=1.1)
    in_bin = draw.uniform(count, _THINGS, 2, low=-0.14, high=0.14)
    local = torch.where(heap[..., None], in_bin, around)
    place = near(aim[:, None], yaw[:, None].expand(count, _THINGS), local[..., 0], local[..., 1])
    up = torch.where(heap, 0.012 + draw.uniform(count, _THINGS, high=0.1), 0.004) + top[:, 2:]
    place = torch.cat([place[..., :2], up[..., None]], -1)
    from_middle = (turned(-yaw)[:, None] @ (place - top[:, None])[..., None])[..., 0]
    on_top = (from_middle[..., :2].abs() + thing.size[..., :2].amin(-1, keepdim=True) / 2
              < size[:, None, :2] / 2).all(-1)  # fmt: skip
    turn = draw.angle(count, _THINGS)
    mask = draw.chance(count, _THINGS, of=draw.uniform(count, 1, low=0.45, high=1.1)) & on_top
    reach = (place - lens[:, None]).norm(dim=-1) - thing.size.norm(dim=-1)
    mask &= reach > 0.12
    kind = furnish.kind_of(setting, roles)
    apart = setting.free(mask & ~heap, thing, place, turn)
    setting.put(apart, thing, place, kind, yaw=turn)
    tumbled = turned(turn) @ _tumble(draw, count, _THINGS)
    setting.put(mask & heap, thing, place, kind, rotation=tumbled)


def _tumble(draw: Draw, *shape: int) -> Tensor:
    """Rotations (..., 3, 3) that lay things on a side."""
    tilt = draw.among(*shape, values=(0.0, math.pi / 2, math.pi), weights=(3, 5, 1))
    tilt = tilt + draw.normal(*shape, scale=0.2)
    c, s, zero = torch.cos(tilt), torch.sin(tilt), torch.zeros_like(tilt)
    rows = [zero + 1, zero, zero, zero, c, -s, zero, s, c]
    return torch.stack(rows, -1).reshape(*shape, 3, 3)


def _bin(setting: Setting, mask: Tensor, aim: Tensor, yaw: Tensor) -> None:
    """An open box about the point aimed at."""
    draw, count = setting.draw, setting.count
    wide, deep = (draw.uniform(count, 1, low=a, high=b) for a, b in ((0.36, 0.6), (0.34, 0.45)))
    tall, thick = draw.uniform(count, 1, low=0.1, high=0.32), 0.012
    pieces = [
        Piece("box", (wide, deep, 0.008), (0.0, 0.0, 0.0)),
        Piece("box", (thick, deep, tall), (-wide / 2, 0.0, 0.0)),
        Piece("box", (thick, deep, tall), (wide / 2, 0.0, 0.0)),
        Piece("box", (wide, thick, tall), (0.0, -deep / 2, 0.0)),
        Piece("box", (wide, thick, tall), (0.0, deep / 2, 0.0)),
    ]
    place = aim[:, None] - vector(0, 0, 0.036, like=aim)
    setting.assemble(mask[:, None], place, yaw[:, None], pieces, Kind.PROP, solid=False)


def _plates(setting: Setting, mask: Tensor, aim: Tensor, yaw: Tensor, top: Tensor,
            size: Tensor) -> None:  # fmt: skip
    """Plates, each with a helping of lumps, slices and balls."""
    draw, count, plates, bites = setting.draw, setting.count, 3, 7
    wide = draw.uniform(count, plates, low=0.16, high=0.32)
    disc = setting.catalogue.primitive(
        "bowl", vector(wide, wide, draw.uniform(count, plates, low=0.012, high=0.06))
    )
    spot = draw.normal(count, plates, 2, scale=0.22)
    place = near(aim[:, None], yaw[:, None].expand(count, plates), spot[..., 0], spot[..., 1])
    place = torch.cat([place[..., :2], (top[:, None, 2:] + 0.004).expand(count, plates, 1)], -1)
    local = (turned(-yaw)[:, None] @ (place - top[:, None])[..., None])[..., 0]
    on_top = (local[..., :2].abs() + wide[..., None] / 2 < size[:, None, :2] / 2).all(-1)
    mask = mask & on_top & draw.chance(count, plates, of=0.8)
    mask = setting.free(mask, disc, place, 0.0 * wide)
    setting.put(mask, disc, place, Kind.PROP)
    shape = (count, plates, bites)
    across = wide[..., None] * draw.uniform(*shape, low=0.12, high=0.45)
    low = draw.uniform(*shape, low=0.3, high=0.9)
    bite = setting.catalogue.any_of(
        "blob", draw, vector(across, across * draw.uniform(*shape, low=0.6, high=1.3), across * low)
    )
    local = draw.normal(*shape, 2, scale=0.17) * wide[..., None, None]
    heap = place[..., None, :] + vector(
        local[..., 0], local[..., 1], disc.size[..., 2:] * 0.5 + 0.004
    )
    served = mask[..., None] & draw.chance(count, plates, 1, of=0.85) & draw.chance(*shape, of=0.75)
    look = setting.looks(count, plates, 3)
    pick = draw.whole(*shape, below=3)
    setting.put(served, bite, heap, Kind.FOOD, yaw=draw.angle(*shape),
                look=torch.gather(look, 2, pick), solid=False)  # fmt: skip


def _people(setting: Setting, place: Tensor, yaw: Tensor, size: Tensor, lens: Tensor) -> None:
    """People who sit at the table, their hands on it or near."""
    draw, count, seats = setting.draw, setting.count, 2
    crowd = crowd_of(setting.catalogue)
    who = crowd.some(draw, count, seats, seated=torch.ones(count, seats, device=setting.device) > 0)
    side = torch.tensor([1.0, -1.0], device=setting.device).expand(count, seats)
    x = draw.uniform(count, seats, low=-0.3, high=0.3) * size[:, :1]
    y = side * (size[:, 1:2] / 2 + draw.uniform(count, seats, low=0.15, high=0.35))
    at = near(place[:, None], yaw[:, None].expand(count, seats), x, y)
    turn = (
        yaw[:, None] + torch.where(side > 0, 0.0, math.pi) + draw.normal(count, seats, scale=0.15)
    )
    far = (at - lens[:, None])[..., :2].norm(dim=-1) > 0.45
    mask = draw.chance(count, seats, of=0.28) & far
    put_people(setting, crowd, mask, who, at, turn, pace=0.1)


def _finish(setting: Setting, view: View, room: Room, aim: Tensor) -> Stage:
    draw, count = setting.draw, setting.count
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, 0.35))
    stage = setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=velocity, camera_spin=spin,
        theme=lights.theme_of(draw, count, Theme.TABLE),
        **lights.indoors(draw, room, view.position, aim),
    )  # fmt: skip
    inside = (view.position[:, :2].abs() < vector(room.width, room.depth) / 2 - 0.15).all(-1)
    inside &= view.position[:, 2] < room.height - 0.15
    return stage.chosen(~setting.failed & inside)

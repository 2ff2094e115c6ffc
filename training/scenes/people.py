"""Groups of people a few steps away: talking, dancing, walking, sitting, covering each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, lights, open_air
from training.scenes.figures import crowd_of, head_at, put_people
from training.scenes.furnish import Use
from training.scenes.setting import Setting, vector
from training.scenes.shell import Room, build, plan
from training.scenes.stage import Kind, Stage, Theme, concatenate
from training.scenes.view import View, finished, focal_of, looking

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw

_PEOPLE = 6


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of groups, half of them in rooms, half in the open."""
    within = count // 2
    stages = [_indoors(catalogue, draw, within, shape)] if within else []
    return concatenate([*stages, _in_the_open(catalogue, draw, count - within, shape)])


def _indoors(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    setting = Setting(catalogue, count, draw)
    away = draw.log_uniform(count, low=1.5, high=6.0)
    depth = away + draw.uniform(count, low=1.6, high=7)
    width = draw.uniform(count, low=4, high=11)
    room = plan(setting, width, depth, draw.uniform(count, low=2.5, high=4.2))
    build(setting, room)
    lens = vector(draw.normal(count, scale=0.4), -depth / 2 + 0.3, 0.0)
    view = group_before(setting, lens, away, shape, room=room)
    use = draw.among(count, values=[Use.LIVING, Use.OFFICE, Use.LIBRARY, Use.CLASSROOM, Use.DINING],
                     weights=[1, 1, 0.4, 0.5, 0.5])  # fmt: skip
    tops = furnish.along_walls(setting, room, use, draw.uniform(count, low=0.2, high=1.0))
    furnish.on_tops(setting, tops, use, 4, 0.6)
    furnish.on_walls(setting, room, draw.uniform(count, high=0.8))
    furnish.on_ceiling(setting, room)
    middle = lens + vector(0 * away, away, 1.0)
    light = lights.indoors(draw, room, view.position, middle)
    return finished(setting, view, Theme.PEOPLE, light, shake=1.0)


def _in_the_open(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    setting = Setting(catalogue, count, draw)
    kinds = (Kind.GRASS, Kind.PAVEMENT, Kind.SOIL, Kind.ROAD)
    kind = draw.among(count, values=list(map(int, kinds)), weights=[4, 4, 1, 1])
    open_air.ground(setting, kind)
    lens = torch.zeros(count, 3, device=draw.device)
    away = draw.log_uniform(count, low=1.5, high=11)
    view = group_before(setting, lens, away, shape, room=None)
    paved = kind != int(Kind.GRASS)
    open_air.town(setting, torch.where(paved, 0.9, 0.3), 16, 60)
    open_air.furniture(setting, draw.uniform(count, high=0.6), 6, 30)
    open_air.woods(setting, 16, draw.uniform(count, high=0.9), 7, 60)
    open_air.bushes(setting, draw.uniform(count, high=0.6), 5, 30)
    open_air.thicket(setting, draw.uniform(count, high=1.1), 16, 90)
    open_air.hills(setting, draw.uniform(count, high=0.8), wild=False)
    return finished(setting, view, Theme.PEOPLE, lights.outdoors(draw, count), shake=1.0)


def group_before(setting: Setting, lens: Tensor, away: Tensor, shape: tuple[int, int], *,
                 room: Room | None) -> View:  # fmt: skip
    """People side by side and behind each other about `away` (B,) ahead, and a camera on them."""
    draw, count = setting.draw, setting.count
    crowd = crowd_of(setting.catalogue)
    sits = draw.chance(count, _PEOPLE, of=draw.among(count, 1, values=(0.05, 0.7), weights=(3, 1)))
    who = crowd.some(draw, count, _PEOPLE, seated=sits)
    any_pose = draw.chance(count, 1, of=0.25)
    who = torch.where(any_pose, crowd.some(draw, count, _PEOPLE), who)
    number = draw.among(count, 1, values=(1, 2, 3, 4, 5, 6), weights=(3, 3, 2, 2, 1, 1))
    mask = torch.arange(_PEOPLE, device=setting.device) < number
    step = draw.uniform(count, 1, low=0.45, high=1.1)
    order = torch.argsort(draw.uniform(count, _PEOPLE), 1) - (number - 1) / 2
    x = order.clamp(-2.5, 2.5) * step * 0.6 + draw.normal(count, _PEOPLE, scale=0.2)
    y = away[:, None] + draw.normal(count, _PEOPLE) * 0.18 * away[:, None].clamp(max=4)
    place = lens[:, None] + vector(x, y.clamp(min=0.9), 0.0)
    toward = draw.chance(count, 1, of=0.6)
    yaw = torch.where(toward, draw.normal(count, _PEOPLE, scale=0.6), draw.angle(count, _PEOPLE))
    if room is not None:
        half = vector(room.width, room.depth)[:, None] / 2 - 0.45
        mask = mask & (place[..., :2].abs() < half).all(-1)
    probe = setting.catalogue.primitive("box", vector(0.45 + 0 * x, 0.4, 1.6))
    mask = setting.free(mask, probe, place, 0 * x)
    put_people(setting, crowd, mask, who, place, yaw, pace=0.8)
    head = place[:, 0] + head_at(crowd, who[:, 0], yaw[:, 0])
    height = torch.where(draw.chance(count, of=0.75), draw.uniform(count, low=1.2, high=1.75),
                         draw.uniform(count, low=0.35, high=2.3))  # fmt: skip
    position = torch.cat([lens[:, :2], height[:, None]], 1)
    focal = focal_of(draw.uniform(count, low=45, high=85), shape)
    # The first head is in the picture, its feet when there is room for them.
    half = away / 2 * shape[0] / shape[1] / focal
    below = (half * draw.uniform(count, low=0.1, high=0.8)).clamp(max=0.9)
    aim = torch.stack([head[:, 0] * draw.uniform(count), head[:, 1], head[:, 2] - below], 1)
    flat, rise = (aim - position)[:, :2].norm(dim=-1), (aim - position)[:, 2]
    pitch = torch.atan2(rise, flat) + draw.normal(count, scale=0.04)
    side = torch.atan2(-(aim - position)[:, 0], (aim - position)[:, 1])
    rotation = looking(side + draw.normal(count, scale=0.05), pitch, draw.normal(count, scale=0.03))
    near = position + vector(0 * away, 0.55 * away, -0.4)
    reach = vector(0.5 + 0.2 * away, 0.45 * away, 1.0)
    setting.reserve(torch.ones(count, 1, device=draw.device) > 0, (near - reach)[:, None],
                    (near + reach)[:, None])  # fmt: skip
    return View(rotation, position, focal)

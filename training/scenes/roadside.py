"""What stands along a road: houses, lamps, signs, bridges, people."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import TYPE_CHECKING

import torch

from training.scenes import outside
from training.scenes.figures import crowd_of, put_people
from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Thing
    from training.scenes.road import Road


class Sort(IntEnum):
    """Kinds of streets."""

    RESIDENTIAL = 0
    URBAN = 1
    COUNTRY = 2
    HIGHWAY = 3
    SQUARE = 4


def houses(setting: Setting, road: Road, sort: Tensor) -> None:
    """Rows of houses on both sides, close in towns, rare in the country."""
    draw, count, slots = setting.draw, setting.count, 9
    towns = ((sort == Sort.URBAN) | (sort == Sort.SQUARE))[:, None, None].expand(count, 2, slots)
    house, real = _houses(setting, towns)
    wide, deep = house.size[..., 0], house.size[..., 1]
    closed = draw.chance(count, 2, 1, of=torch.where(towns[..., :1], 0.65, 0.2))
    gap = torch.where(closed, 0.02, draw.uniform(count, 2, slots, low=2, high=14))
    far = draw.chance(count, 2, slots, of=0.12)
    gap = gap + torch.where(far, draw.uniform(count, 2, slots, high=25), 0.0)
    s = torch.cumsum(wide + gap, -1) - wide / 2 - draw.uniform(count, 2, 1, high=30)
    small, large = draw.uniform(count, 2, 1) ** 3 * 8, draw.uniform(count, 2, 1, low=1, high=10)
    garden = torch.where(towns[..., :1], small, large)
    garden = garden + torch.where(closed, 0.0, draw.uniform(count, 2, slots, high=2.5))
    back = (road.half[:, None] + road.pavement)[..., None] + garden + deep / 2 + 0.3
    sign = torch.tensor([-1.0, 1.0], device=setting.device)[:, None]
    share = torch.tensor([0.9, 0.95, 0.13, 0.08, 0.8], device=setting.device)[sort]
    share = share * draw.among(count, values=(1.0, 0.6), weights=(0.75, 0.25))
    mask = draw.chance(count, 2, slots, of=share[:, None, None]) & (s < 170)
    d = torch.where((sort == Sort.HIGHWAY)[:, None, None], back + 15, back) * sign
    yaw = (road.yaw(s) - sign * math.pi / 2).reshape(count, -1)
    place, size = road.at(d, s).reshape(count, -1, 3), house.size.reshape(count, -1, 3)
    house, real = house.reshaped(count, 2 * slots), real.reshape(count, -1)
    mask = setting.free(mask.reshape(count, -1), house, place, yaw)
    blocks = draw.chance(count, 2, 1, of=torch.where(towns[..., :1], 0.5, 0.1))
    flat_roof = blocks.expand(count, 2, slots).reshape(count, -1)
    setting.put(mask & real, house, place, Kind.BUILDING, yaw=yaw)
    outside.houses(setting, mask & ~real, place, yaw, size, flat_roof)


def _houses(setting: Setting, towns: Tensor) -> tuple[Thing, Tensor]:
    """Houses for villages or towns, and where they are meshes of the library."""
    draw, shape, catalogue = setting.draw, towns.shape, setting.catalogue
    roles = torch.where(towns & draw.chance(*shape, of=0.7), catalogue.role("building"),
                        catalogue.role("house"))  # fmt: skip
    house = catalogue.mixed(roles, draw)
    low = draw.among(*shape, values=(1, 2, 3, 4, 6), weights=(1, 2, 0.7, 0.2, 0.05))
    high = draw.among(*shape, values=(2, 3, 4, 5, 8), weights=(1, 2, 2, 1, 0.4))
    tall = torch.where(towns, high, low) * 2.9 + draw.uniform(*shape, low=-0.3, high=0.9)
    wide = draw.uniform(*shape, low=8, high=16) * torch.where(towns, 1.3, 1.0)
    built = vector(wide, draw.uniform(*shape, low=8, high=13), tall)
    known = catalogue.has("house") and catalogue.has("building")
    real = draw.chance(*shape, of=0.55 if known else 0.0)
    return house.stretched(torch.where(real[..., None], house.size, built)), real


def poles(setting: Setting, road: Road, sort: Tensor, crossing: Tensor) -> None:
    """Street lamps, signs, traffic lights, bins and bollards; a bridge now and then."""
    draw, count, slots = setting.draw, setting.count, 5
    sign = draw.sign(count, 1)
    s = torch.arange(slots, device=setting.device) * draw.uniform(count, 1, low=18, high=40)
    s = s + draw.uniform(count, 1, low=4, high=20)
    d = sign * (road.half[:, None] + 0.5).expand(count, slots)
    often = torch.tensor([0.6, 0.75, 0.1, 0.4, 0.6], device=setting.device)[sort]
    thin = setting.catalogue.primitive("box", vector(0.3 + 0 * s, 0.3, 3.0))
    mask = setting.free(
        draw.chance(count, 1, of=often[:, None]).expand(count, slots), thin, road.at(d, s), 0 * s
    )
    outside.lamps(setting, mask, road.at(d, s), road.yaw(s) + math.pi / 2 * -d.sign())
    many = 6
    s = draw.uniform(count, many) ** 1.4 * 70 + 4
    side = draw.sign(count, many)
    thin = setting.catalogue.primitive("box", vector(0.3 + 0 * s, 0.3, 3.0))
    d = side * (road.half[:, None] + draw.uniform(count, many, low=0.3, high=0.9))
    mask = setting.free(draw.chance(count, many, of=0.35), thin, road.at(d, s), 0 * s)
    facing = road.yaw(s) + torch.where(draw.chance(count, many, of=0.7), 0.0, math.pi)
    outside.signs(setting, mask, road.at(d, s), facing + draw.normal(count, many, scale=0.2))
    lit = (draw.chance(count, of=0.3)[:, None] & (crossing < 100)) | draw.chance(count, 2, of=0.03)
    at = torch.where(crossing < 100, crossing, 20.0) - 6.0
    sides = torch.tensor([-1.0, 1.0], device=setting.device) * (road.half[:, None] + 0.6)
    outside.traffic_lights(setting, lit, road.at(sides, at), road.yaw(at))
    thing = setting.catalogue.thing("street_item", draw, count, many)
    s = draw.uniform(count, many) ** 1.4 * 50 + 3
    d = side * (road.half[:, None] + draw.uniform(count, many, low=0.5, high=2.2))
    mask = draw.chance(count, many, of=0.3) & (sort != Sort.HIGHWAY)[:, None]
    place, yaw = road.at(d, s), draw.angle(count, many)
    mask = setting.free(mask, thing, place, yaw)
    setting.put(mask, thing, place, Kind.PROP, yaw=yaw)
    _power_line(setting, road, sort)
    over = draw.chance(count, 1, of=torch.where(sort == Sort.HIGHWAY, 0.3, 0.05)[:, None])
    s = draw.uniform(count, 1, low=15, high=90)
    span = 2 * road.half[:, None] + 2 * road.pavement.amax(1, keepdim=True) + 3
    outside.bridge(setting, over, road.at(0 * s, s), road.yaw(s), span)


def _power_line(setting: Setting, road: Road, sort: Tensor) -> None:
    """Wooden poles along country roads."""
    draw, count, slots = setting.draw, setting.count, 4
    s = torch.arange(slots, device=setting.device) * draw.uniform(count, 1, low=25, high=45)
    s = s + draw.uniform(count, 1, low=5, high=30)
    d = draw.sign(count, 1) * (road.half[:, None] + draw.uniform(count, 1, low=1.5, high=9))
    d = d.expand(count, slots)
    often = torch.tensor([0.1, 0.0, 0.3, 0.0, 0.05], device=setting.device)[sort]
    mask = draw.chance(count, 1, of=often[:, None]).expand(count, slots)
    thing = setting.catalogue.thing("power_pole", draw, count, slots)
    thin = setting.catalogue.primitive("box", vector(0.4 + 0 * s, 0.4, 3.0))
    mask = setting.free(mask, thin, road.at(d, s), 0 * s)
    setting.put(mask, thing, road.at(d, s), Kind.POLE, yaw=road.yaw(s), solid=False)


def people(setting: Setting, road: Road, sort: Tensor) -> None:
    """Walkers on the pavements, some crossing."""
    draw, count, many = setting.draw, setting.count, 6
    crowd = crowd_of(setting.catalogue)
    who = crowd.some(draw, count, many, seated=torch.zeros(count, many, device=setting.device) > 0)
    s = draw.log_uniform(count, many, low=3.5, high=50)
    side = draw.sign(count, many)
    paved = torch.where(side > 0, road.pavement[:, 1:], road.pavement[:, :1])
    d = side * (road.half[:, None] + paved * draw.uniform(count, many, low=0.1, high=0.9))
    crossing = draw.chance(count, many, of=0.15)
    d = torch.where(crossing, draw.uniform(count, many, low=-1, high=1) * road.half[:, None], d)
    along = road.yaw(s) + torch.where(draw.chance(count, many, of=0.5), 0.0, math.pi)
    yaw = torch.where(crossing, side * math.pi / 2, along) + draw.normal(count, many, scale=0.4)
    often = torch.tensor([0.12, 0.3, 0.02, 0.0, 0.35], device=setting.device)[sort]
    place = road.at(d, s)
    mask = draw.chance(count, many, of=(often[:, None] * draw.uniform(count, 1, high=2)))
    thin = setting.catalogue.primitive("box", vector(0.7 + 0 * s, 0.7, 1.8))
    mask = setting.free(mask, thin, place, yaw)
    put_people(setting, crowd, mask, who, place, yaw, pace=0.8)

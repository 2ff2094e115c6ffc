"""What grows and ends along a road: trees, woods, bushes, hedges, fences, far hills."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import outside
from training.scenes.roadside import Sort
from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.road import Road


def green(setting: Setting, road: Road, sort: Tensor) -> None:
    """Trees in rows along the road, in gardens and in woods; bushes; hills far away."""
    draw, count, slots = setting.draw, setting.count, 9
    sign = torch.tensor([-1.0, 1.0], device=setting.device)[:, None]
    step = draw.uniform(count, 2, 1, low=6, high=16)
    s = torch.arange(slots, device=setting.device) * step + draw.uniform(
        count, 2, 1, low=-6, high=9
    )
    s = s + draw.normal(count, 2, slots, scale=0.8)
    kept = torch.where(
        (sort == Sort.COUNTRY)[:, None],
        1.2,
        draw.uniform(count, 2, low=0.5, high=1.0) * road.pavement,
    )
    d = ((road.half[:, None] + kept)[..., None] * sign).expand(count, 2, slots)
    often = torch.tensor([0.3, 0.4, 0.35, 0.1, 0.3], device=setting.device)[sort]
    rows = draw.chance(count, 2, 1, of=often[:, None, None]) & draw.chance(count, 2, slots, of=0.9)
    _plant(
        setting, road, rows, d, s, draw.uniform(count, 1, low=4, high=13).expand(count, 2 * slots)
    )
    many = 30
    s = draw.uniform(count, many, low=0.0, high=1.0) ** 1.3 * 170 - 6
    beyond = draw.uniform(count, many) ** 2 * torch.where(sort >= Sort.COUNTRY, 60.0, 22.0)[:, None]
    side = draw.sign(count, many)
    paved = torch.where(side > 0, road.pavement[:, 1:], road.pavement[:, :1])
    d = side * (road.half[:, None] + paved + 1.5 + beyond)
    often = (
        draw.uniform(count, 1)
        * torch.tensor([0.8, 0.4, 1.1, 1.0, 0.5], device=setting.device)[sort][:, None]
    )
    _plant(
        setting,
        road,
        draw.chance(count, many, of=often),
        d,
        s,
        draw.uniform(count, many, low=3, high=15),
    )
    _edges(setting, road, sort)
    _bushes(setting, road, sort)
    _woods(setting, road, sort)
    _horizon(setting, road)


def _plant(
    setting: Setting, road: Road, mask: Tensor, d: Tensor, s: Tensor, height: Tensor
) -> None:
    count = setting.count
    mask, d, s = (t.expand_as(s).reshape(count, -1) for t in (mask, d, s))
    height = height.reshape(count, -1) * setting.draw.uniform(*s.shape, low=0.8, high=1.2)
    place = road.at(d, s)
    probe = setting.catalogue.primitive("box", vector(0.8 + 0 * s, 0.8, 3.0))
    mask = setting.free(mask, probe, place, 0.0 * s)
    outside.trees(setting, mask, place, height)


def _bushes(setting: Setting, road: Road, sort: Tensor) -> None:
    draw, count, many = setting.draw, setting.count, 14
    s = draw.uniform(count, many) ** 1.5 * 110 + 2
    side = draw.sign(count, many)
    paved = torch.where(side > 0, road.pavement[:, 1:], road.pavement[:, :1])
    d = side * (road.half[:, None] + paved + 1.2 + draw.uniform(count, many) ** 2 * 14)
    thing = setting.catalogue.thing("bush", draw, count, many)
    place, yaw = road.at(d, s, -0.1), draw.angle(count, many)
    mask = draw.chance(count, many, of=torch.where(sort == Sort.COUNTRY, 0.6, 0.35)[:, None])
    mask = setting.free(mask, thing, place, yaw)
    tint = outside.leaf_green(setting, count, many)
    setting.put(mask, thing, place, Kind.FOLIAGE, yaw=yaw, tint=tint)


def _woods(setting: Setting, road: Road, sort: Tensor) -> None:
    """Bands of dense green beside the road, behind gardens or close by."""
    draw, count, slots = setting.draw, setting.count, 12
    step = draw.uniform(count, 2, 1, low=7, high=13)
    s = torch.arange(slots, device=setting.device) * step + draw.uniform(
        count, 2, slots, low=-4, high=6
    )
    close = torch.where(sort >= Sort.COUNTRY, 4.0, 16.0)[:, None]
    beyond = close + draw.uniform(count, 2) ** 2 * 30
    sign = torch.tensor([-1.0, 1.0], device=setting.device)[:, None]
    deep = draw.uniform(count, 2, slots, low=4, high=9)
    d = sign * ((road.half[:, None] + road.pavement + beyond)[..., None] + deep / 2)
    tall = draw.uniform(count, 2, 1, low=2.5, high=13) * draw.uniform(
        count, 2, slots, low=0.6, high=1.2
    )
    size = vector(deep, step * draw.uniform(count, 2, slots, low=1.0, high=1.7), tall)
    often = torch.tensor([0.45, 0.12, 0.5, 0.55, 0.3], device=setting.device)[sort]
    mask = draw.chance(count, 2, 1, of=often[:, None, None]) & draw.chance(count, 2, slots, of=0.85)
    mask, s, d = (t.expand_as(s).reshape(count, -1) for t in (mask, s, d))
    lump = setting.catalogue.any_of("ragged", draw, size.reshape(count, -1, 3))
    place, yaw = road.at(d, s, -0.8), road.yaw(s)
    thin = lump.stretched(lump.size * vector(0.5, 0.5, 0.5, like=s))
    mask = setting.free(mask, thin, place + vector(0, 0, 1.0, like=s), yaw)
    tint = outside.leaf_green(setting, count, 1) * draw.log_uniform(*s.shape, 1, low=0.6, high=1.5)
    setting.put(mask, lump, place, Kind.FOLIAGE, yaw=yaw, tint=tint, solid=False)


def _horizon(setting: Setting, road: Road) -> None:
    """Wooded ridges and hills that close the view at 120 to 280 m."""
    draw, count, many = setting.draw, setting.count, 10
    turn = draw.angle(count, many)
    far = draw.uniform(count, many, low=150, high=280)
    wide = draw.uniform(count, many, low=60, high=160)
    tall = draw.uniform(count, many, low=8, high=26) * draw.uniform(count, 1, low=0.3, high=1.4)
    size = vector(wide, wide * draw.uniform(count, many, low=0.4, high=0.8), tall + 6)
    hill = setting.catalogue.any_of("hill", draw, size)
    mask = draw.chance(count, many, of=draw.uniform(count, 1))
    # None may cover the road where it is still seen.
    aside = (far * torch.sin(turn)).abs() > 0.7 * wide + 30
    mask &= aside | (far - 0.7 * wide > 150) | (torch.cos(turn) < 0)
    base = road.height(far * torch.cos(turn)) * (torch.cos(turn) > 0)
    place = vector(far * torch.sin(turn), far * torch.cos(turn), base - 6)
    setting.put(mask, hill, place, Kind.FOLIAGE, yaw=-turn, solid=False)


def _edges(setting: Setting, road: Road, sort: Tensor) -> None:
    """Hedges, walls, fences and rails along the properties or the road."""
    draw, count, slots = setting.draw, setting.count, 11
    long = draw.uniform(count, 1, 1, low=4, high=9).expand(count, 2, slots)
    s = (torch.arange(slots, device=setting.device) - 1) * long + draw.uniform(count, 2, 1, high=4)
    sign = torch.tensor([-1.0, 1.0], device=setting.device)[:, None]
    table = torch.tensor(
        [[3, 3, 2, 2, 0.2], [6, 1, 1.5, 1, 0.3], [4, 1.5, 0.7, 1, 2.5], [2, 0.5, 1.5, 0.5, 6],
         [5, 1, 1, 1, 0.3]], device=setting.device,
    )[sort]  # fmt: skip
    pick = torch.multinomial(table, 2, replacement=True, generator=draw.generator)
    beyond = road.half[:, None] + road.pavement + draw.uniform(count, 2, low=0.2, high=0.9)
    at_road = road.half[:, None] + 0.4
    d = (torch.where(pick == 4, at_road, beyond)[..., None] * sign).expand(count, 2, slots)
    start, stop = road.at(d, s - long / 2), road.at(d, s + long / 2)
    way = stop - start
    yaw = torch.atan2(way[..., 1], way[..., 0]) - math.pi * (sign < 0)
    place = (start + stop) / 2
    reach = way.norm(dim=-1)
    place, yaw, reach, s = (t.reshape(count, -1, *t.shape[3:]) for t in (place, yaw, reach, s))
    gaps = draw.chance(count, 2 * slots, of=0.12)
    probe = setting.catalogue.primitive("box", vector(reach * 0.9, 0.3, 1.5))
    mask = setting.free(~gaps & (s < 120), probe, place, yaw)
    kinds = pick[..., None].expand(count, 2, slots).reshape(count, -1)
    builders = (None, outside.hedges, outside.walls, outside.fences, outside.rails)
    for number, build in enumerate(builders):
        if build is not None:
            build(setting, mask & (kinds == number), place, yaw, reach)

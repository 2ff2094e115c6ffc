"""Vehicles: nose to tail at the kerb, across in bays, ahead, oncoming and crossing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes.setting import Setting, turned, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Thing
    from training.scenes.road import Road


def vehicles(setting: Setting, *shape: int, large: float) -> Thing:
    """Cars, and vans or trucks as often as `large` says."""
    catalogue, draw = setting.catalogue, setting.draw
    car, van = catalogue.role("car"), catalogue.role("van")
    role = torch.where(draw.chance(*shape, of=large), van, car)
    return catalogue.mixed(role, draw, spread=0.05)


def parked(setting: Setting, road: Road, parking: Tensor, lane: Tensor) -> None:
    """Rows of parked vehicles on the sides where `parking` (B, 2) has a width."""
    draw, count, slots = setting.draw, setting.count, 15
    thing = vehicles(setting, count, 2, slots, large=0.07)
    wide, long, _ = thing.size.unbind(-1)
    across = (parking > 3)[..., None]
    gap = draw.log_uniform(count, 2, slots, low=0.5, high=1.8)
    step = torch.where(across, wide + 0.7, long + gap)
    s = torch.cumsum(step, -1) - step / 2 - draw.uniform(count, 2, 1, high=14)
    sign = torch.tensor([-1.0, 1.0], device=setting.device)[:, None]
    inset = torch.where(
        across, long / 2 + 0.15, wide / 2 + 0.2 + draw.uniform(count, 2, slots, high=0.2)
    )
    d = sign * (road.half[:, None, None] - inset)
    half_on = draw.chance(count, 2, 1, of=0.15) & ~across
    d = d + sign * torch.where(half_on, 0.9, 0.0)
    back = torch.where(draw.chance(count, 2, slots, of=0.12), math.pi, 0.0)
    towards = torch.where(lane[:, None, None] * sign > 0, math.pi, 0.0)
    yaw = road.yaw(s) + towards + back + draw.normal(count, 2, slots, scale=0.02)
    angle = draw.among(count, 2, 1, values=(0.8, math.pi / 2), weights=(0.3, 0.7))
    yaw = yaw + torch.where(across, angle * sign, 0.0)
    share = draw.uniform(count, 2, 1, low=0.35, high=1.0)
    mask = (parking > 0)[..., None] & draw.chance(count, 2, slots, of=share) & (s < 95)
    up = torch.where(half_on, 0.5 * road.kerb[:, None, None], 0.0)
    edge = road.half[:, None, None] - 0.05
    on_road = torch.maximum(torch.minimum(d, edge), -edge)
    place = road.at(on_road, s, up) + vector(d - on_road, 0, 0)
    _stand(setting, road, mask, thing, place, yaw, s, torch.zeros_like(s))


def moving(setting: Setting, road: Road, lane: Tensor, fast: Tensor) -> None:
    """Vehicles ahead in the own direction and oncoming in the other half of the road."""
    draw, count, slots = setting.draw, setting.count, 8
    thing = vehicles(setting, count, slots, large=0.16)
    s = draw.log_uniform(count, slots, low=7.5, high=110)
    oncoming = draw.chance(count, slots, of=0.55)
    other_lane = lane[:, None].sign() * draw.whole(count, slots, below=3) * 3.4
    d = lane[:, None] + torch.where(fast[:, None], other_lane * lane[:, None].sign(), 0.0)
    d = torch.where(oncoming, -lane[:, None], d) + draw.normal(count, slots, scale=0.15)
    inside = d.abs() + thing.size[..., 0] / 2 < road.half[:, None]
    busy = draw.uniform(count, 1) ** 1.5 * 0.6
    mask = draw.chance(count, slots, of=busy) & inside
    yaw = road.yaw(s) + torch.where(oncoming, 0.0, math.pi) + draw.normal(count, slots, scale=0.02)
    speed = torch.where(fast[:, None], 25.0, 9.0) * draw.uniform(count, slots, high=1.3)
    _stand(setting, road, mask, thing, road.at(d, s), yaw, s, speed)


def _stand(setting: Setting, road: Road, mask: Tensor, thing: Thing, place: Tensor, yaw: Tensor,
           s: Tensor, speed: Tensor) -> None:  # fmt: skip
    """Puts vehicles on the slope of the road where nothing else is."""
    count = setting.count
    place = place.reshape(count, -1, 3)
    mask, yaw, s, speed = (t.expand_as(s).reshape(count, -1) for t in (mask, yaw, s, speed))
    thing = thing.reshaped(*s.shape)
    mask = setting.free(mask, thing, place, yaw)
    grade = (road.height(s + 2) - road.height(s - 2)) / 4
    tilt = torch.atan(grade) * torch.cos(yaw - road.yaw(s))
    c, n, zero = torch.cos(tilt), torch.sin(tilt), torch.zeros_like(tilt)
    pitch = torch.stack([zero + 1, zero, zero, zero, c, -n, zero, n, c], -1).reshape(
        *yaw.shape, 3, 3
    )
    rotation = turned(yaw) @ pitch
    velocity = rotation[..., :, 1] * -speed[..., None]
    group = setting.groups(velocity, torch.zeros_like(velocity), place)
    setting.put(mask, thing, place, Kind.CAR, rotation=rotation, group=group)

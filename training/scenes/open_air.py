"""Ground, trees, houses and hills about a place in the open, as a background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import outside
from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor


def ground(setting: Setting, kind: Tensor) -> None:
    """A plain of one kind (B,) to the horizon, and a path or two across it."""
    draw, count = setting.draw, setting.count
    here = torch.ones(count, 1, dtype=torch.bool, device=setting.device)
    size = vector(600.0, 600.0, 1.0, like=kind).expand(count, 1, 3)
    sheet = setting.catalogue.primitive("quad", size)
    setting.put(here, sheet, 0.0 * size, kind[:, None], solid=False)
    wide = draw.uniform(count, 1, low=1.2, high=6)
    path = setting.catalogue.primitive("quad", vector(wide, 260.0, 1.0))
    place = vector(draw.normal(count, 1, scale=5), draw.normal(count, 1, scale=5), 0.015)
    sort = torch.where(draw.chance(count, 1, of=0.5), int(Kind.PAVEMENT), int(Kind.SOIL))
    setting.put(draw.chance(count, 1, of=0.45), path, place, sort, yaw=draw.angle(count, 1),
                solid=False)  # fmt: skip


def ring(setting: Setting, slots: int, nearest: float, farthest: float) -> tuple[Tensor, Tensor]:
    """Random places (B, S, 3) about the origin, evenly by distance, and the way to them."""
    draw, count = setting.draw, setting.count
    far = draw.log_uniform(count, slots, low=nearest, high=farthest)
    turn = draw.angle(count, slots)
    return vector(far * torch.sin(turn), far * torch.cos(turn), 0.0), turn


def woods(setting: Setting, slots: int, share: Tensor, nearest: float, farthest: float) -> None:
    """Trees (B, slots), `share` (B,) of them there."""
    draw, count = setting.draw, setting.count
    place, _ = ring(setting, slots, nearest, farthest)
    height = draw.uniform(count, slots, low=3, high=16)
    height = torch.minimum(height, 3 + place.norm(dim=-1) * 0.6)
    probe = setting.catalogue.primitive("box", vector(1.0 + 0 * height, 1.0, 3.0))
    mask = setting.free(draw.chance(count, slots, of=share[:, None]), probe, place, 0 * height)
    outside.trees(setting, mask, place, height)


def town(setting: Setting, share: Tensor, nearest: float, farthest: float) -> None:
    """Houses about the place that face it."""
    draw, count, slots = setting.draw, setting.count, 10
    catalogue = setting.catalogue
    place, turn = ring(setting, slots, nearest, farthest)
    numbers = torch.tensor([catalogue.role("house"), catalogue.role("building")],
                           device=setting.device)  # fmt: skip
    house = catalogue.mixed(numbers[draw.whole(count, slots, below=2)], draw)
    known = catalogue.has("house") and catalogue.has("building")
    real = draw.chance(count, slots, of=0.55 if known else 0.0)
    wide, deep = (
        draw.uniform(count, slots, low=8, high=20),
        draw.uniform(count, slots, low=8, high=12),
    )
    size = vector(wide, deep, draw.uniform(count, slots, low=3.5, high=14))
    house = house.stretched(torch.where(real[..., None], house.size, size))
    yaw = -turn + draw.normal(count, slots, scale=0.15)
    mask = draw.chance(count, slots, of=share[:, None])
    mask &= place.norm(dim=-1) > house.size[..., 0] / 2 + nearest * 0.7
    mask = setting.free(mask, house, place, yaw)
    flat = draw.chance(count, 1, of=0.3).expand(count, slots)
    setting.put(mask & real, house, place, Kind.BUILDING, yaw=yaw)
    outside.houses(setting, mask & ~real, place, yaw, house.size, flat)


def bushes(setting: Setting, share: Tensor, nearest: float, farthest: float) -> None:
    """Bushes and hedges."""
    draw, count, slots = setting.draw, setting.count, 14
    thing = setting.catalogue.thing("bush", draw, count, slots)
    place, _ = ring(setting, slots, nearest, farthest)
    yaw = draw.angle(count, slots)
    mask = setting.free(draw.chance(count, slots, of=share[:, None]), thing, place, yaw)
    tint = outside.leaf_green(setting, count, slots)
    setting.put(mask, thing, place, Kind.FOLIAGE, yaw=yaw, tint=tint)


def thicket(setting: Setting, share: Tensor, nearest: float, farthest: float) -> None:
    """Dense green that closes the view: broad leafy masses that stand on the ground."""
    draw, count, slots = setting.draw, setting.count, 26
    place, turn = ring(setting, slots, nearest, farthest)
    far = place.norm(dim=-1)
    wide = far * draw.uniform(count, slots, low=0.2, high=0.5) + 2
    size = vector(
        wide, wide * 0.6, draw.uniform(count, slots, low=0.35, high=0.8) * wide.clamp(max=22) + 1.5
    )
    lump = setting.catalogue.any_of("ragged", draw, size)
    # Some directions stay open.
    gap = torch.cos(turn - draw.angle(count, 1)) > draw.uniform(count, 1, low=0.2, high=1.3)
    mask = draw.chance(count, slots, of=share[:, None]) & ~gap & (far - wide / 2 > 0.7 * nearest)
    tint = outside.leaf_green(setting, count, 1) * draw.log_uniform(
        count, slots, 1, low=0.6, high=1.5
    )
    below = place - vector(0, 0, 0.12, like=place) * size
    setting.put(mask, lump, below, Kind.FOLIAGE, yaw=-turn, tint=tint, solid=False)


def rocks(setting: Setting, share: Tensor, nearest: float, farthest: float) -> None:
    """Stones and boulders, half in the ground."""
    draw, count, slots = setting.draw, setting.count, 12
    thing = setting.catalogue.thing("rock", draw, count, slots)
    thing = thing.scaled(draw.log_uniform(count, slots, low=0.3, high=2.0))
    place, _ = ring(setting, slots, nearest, farthest)
    place = place - vector(0, 0, 0.3, like=place) * thing.size
    yaw = draw.angle(count, slots)
    mask = setting.free(draw.chance(count, slots, of=share[:, None]), thing, place, yaw)
    setting.put(mask, thing, place, Kind.ROCK, yaw=yaw, look=setting.looks(count, 1))


def furniture(setting: Setting, share: Tensor, nearest: float, farthest: float) -> None:
    """Benches, playground and garden things, parked cars."""
    draw, count, slots = setting.draw, setting.count, 8
    catalogue = setting.catalogue
    numbers = torch.tensor([catalogue.role(n) for n in ("garden", "street_item", "bicycle", "car")],
                           device=setting.device)  # fmt: skip
    roles = numbers[draw.whole(count, slots, below=4)]
    thing = catalogue.mixed(roles, draw)
    place, _ = ring(setting, slots, nearest, farthest)
    yaw = draw.angle(count, slots)
    mask = setting.free(draw.chance(count, slots, of=share[:, None]), thing, place, yaw)
    kind = torch.where(roles == catalogue.role("car"), int(Kind.CAR), int(Kind.PROP))
    setting.put(mask, thing, place, kind, yaw=yaw)


def hills(setting: Setting, share: Tensor, *, wild: bool) -> None:
    """Rises of the ground nearby, ridges in the distance and mountains behind."""
    draw, count, slots = setting.draw, setting.count, 10
    place, _ = ring(setting, slots, 25.0 if wild else 110.0, 260.0)
    far = place.norm(dim=-1)
    wide = far * draw.uniform(count, slots, low=0.5, high=1.1)
    steep = draw.uniform(count, slots, low=0.04, high=0.22) * draw.uniform(
        count, 1, low=0.4, high=1.6
    )
    size = vector(wide, wide * draw.uniform(count, slots, low=0.6, high=1.0), wide * steep + 1)
    hill = setting.catalogue.any_of("hill", draw, size)
    kind = torch.where(draw.chance(count, slots, of=0.5), int(Kind.GRASS), int(Kind.FOLIAGE))
    kind = torch.where(draw.chance(count, 1, of=0.2), int(Kind.ROCK), kind)
    mask = draw.chance(count, slots, of=share[:, None]) & (far - wide * 0.75 > 3)
    below = place - vector(0, 0, 0.1, like=place) * size
    setting.put(mask, hill, below, kind, yaw=draw.angle(count, slots), solid=False)


def level_view(setting: Setting, many: int) -> tuple[Tensor, Tensor]:
    """Yaw and pitch (B, K) of cameras that look about them."""
    draw, count = setting.draw, setting.count
    return draw.angle(count, many), draw.normal(count, many, scale=0.09) - 0.03

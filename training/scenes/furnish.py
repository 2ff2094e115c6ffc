"""Furniture along walls, things on tops and floors, and pictures and lamps where they belong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import torch

from training.scenes import parts
from training.scenes.setting import Setting, turned, vector
from training.scenes.shell import WALLS, Room, wall_yaw
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Thing


class Use(IntEnum):
    """What a room is for."""

    LIVING = 0
    BEDROOM = 1
    KITCHEN = 2
    OFFICE = 3
    DINING = 4
    BATHROOM = 5
    CORRIDOR = 6
    LIBRARY = 7
    GARAGE = 8
    CLASSROOM = 9


# Shares of what stands along the walls, by use of the room.
ALONG: dict[Use, dict[str, float]] = {
    Use.LIVING: {"sofa": 3, "armchair": 2, "shelf": 4, "cabinet": 4, "tall": 2, "instrument": 1,
                 "table": 1, "chair": 1},
    Use.BEDROOM: {"bed": 4, "bedside": 3, "wardrobe": 4, "cabinet": 3, "chair": 1, "desk": 2,
                  "shelf": 2, "tall": 1},
    Use.KITCHEN: {"appliance": 5, "cabinet": 2, "table": 1, "chair": 1, "shelf": 1, "wardrobe": 1},
    Use.OFFICE: {"desk": 5, "shelf": 4, "cabinet": 4, "chair": 2, "tall": 1, "wardrobe": 1},
    Use.DINING: {"cabinet": 5, "chair": 3, "shelf": 2, "tall": 2, "instrument": 1},
    Use.BATHROOM: {"bathroom": 7, "appliance": 1.5, "cabinet": 1, "clutter": 1},
    Use.CORRIDOR: {"cabinet": 1, "chair": 1, "tall": 0.6, "shelf": 1, "wardrobe": 0.5},
    Use.LIBRARY: {"shelf": 12, "cabinet": 2, "table": 1, "chair": 1},
    Use.GARAGE: {"garage": 8, "shelf": 3, "cabinet": 1, "wardrobe": 1, "appliance": 1},
    Use.CLASSROOM: {"shelf": 2, "cabinet": 3, "desk": 2, "chair": 2, "tall": 0.5},
}  # fmt: skip
_ON_TOP: dict[Use, dict[str, float]] = {
    Use.LIVING: {"plant": 3, "lamp": 2, "bottle": 1, "desk_item": 3, "cup": 2, "product": 1,
                 "food": 1, "clutter": 1},
    Use.BEDROOM: {"lamp": 3, "plant": 1, "desk_item": 3, "clutter": 2, "bottle": 1, "product": 1},
    Use.KITCHEN: {"counter_item": 5, "tableware": 4, "bottle": 3, "food": 2, "plant": 0.7},
    Use.OFFICE: {"desk_item": 5, "cup": 2, "lamp": 1.5, "laptop": 2, "plant": 1, "clutter": 1,
                 "monitor": 1},
    Use.DINING: {"tableware": 6, "bottle": 2, "food": 2, "plant": 1.5, "lamp": 0.5},
    Use.BATHROOM: {"bottle": 5, "clutter": 1, "plant": 1, "cup": 1},
    Use.CORRIDOR: {"plant": 2, "lamp": 1, "desk_item": 1, "clutter": 1},
    Use.LIBRARY: {"desk_item": 6, "clutter": 2, "plant": 0.5},
    Use.GARAGE: {"clutter": 6, "bottle": 3, "product": 1, "counter_item": 1},
    Use.CLASSROOM: {"desk_item": 5, "laptop": 2, "clutter": 1, "monitor": 1, "plant": 0.5},
}  # fmt: skip
_OPEN = ("shelf", "cabinet", "desk", "table")


@dataclass(frozen=True, slots=True)
class Tops:
    """Flat tops (B, S) to put things on: middle (B, S, 3), width and depth (B, S, 2), yaw."""

    mask: Tensor
    place: Tensor
    size: Tensor
    yaw: Tensor


def roles_for(
    setting: Setting, table: dict[Use, dict[str, float]], use: Tensor, slots: int
) -> Tensor:
    """Numbers of random roles (B, slots) by the use (B,) of each room."""
    names = sorted({name for row in table.values() for name in row})
    shares = [[table[kind].get(name, 0.0) for name in names] for kind in Use]
    weights = torch.tensor(shares, device=setting.device)[use]
    pick = torch.multinomial(weights, slots, replacement=True, generator=setting.draw.generator)
    numbers = torch.tensor([setting.catalogue.role(name) for name in names], device=setting.device)
    return numbers[pick]


def along_walls(setting: Setting, room: Room, use: Tensor, fill: Tensor, slots: int = 8) -> Tops:
    """Stands furniture with its back to each wall, `fill` (B,) of the slots taken."""
    draw, count = setting.draw, setting.count
    roles = roles_for(setting, ALONG, use, WALLS * slots).reshape(count, WALLS, slots)
    thing = setting.catalogue.mixed(roles, draw)
    wide, deep, tall = thing.size.unbind(-1)
    gap = draw.log_uniform(count, WALLS, slots, low=0.01, high=0.5)
    along, mask = lined_up(room, wide, gap, draw.uniform(count, WALLS, 1, low=-0.4, high=0.4))
    mask &= draw.chance(count, WALLS, slots, of=fill[:, None, None])
    mask &= tall < room.height[:, None, None] - 0.1
    mask &= ~covers_opening(room, along, wide, tall)
    place = room.at(along, deep / 2 + 0.02, 0.0)
    yaw = wall_yaw(along) + draw.normal(count, WALLS, slots, scale=0.01)
    flat = [t.reshape(count, WALLS * slots, *t.shape[3:]) for t in (mask, place, yaw, roles)]
    return _stand(setting, thing.reshaped(count, WALLS * slots), *flat)


def lined_up(room: Room, wide: Tensor, gap: Tensor, shift: Tensor) -> tuple[Tensor, Tensor]:
    """Where along each wall things (B, WALLS, S) stand side by side, and which the wall holds."""
    right = torch.cumsum(wide + gap, -1) + shift
    length = room.lengths[..., None]
    return right - wide / 2 - length / 2, (right < length - 0.05) & (right - wide > 0.02)


def covers_opening(room: Room, along: Tensor, wide: Tensor, tall: Tensor) -> Tensor:
    """Whether things (B, WALLS, S) would stand before a door or rise above a window's sill."""
    apart = (along - room.along[..., None]).abs() > (room.opening[..., None] + wide) / 2
    return ~apart & (room.opening[..., None] > 0) & (tall > room.sill[..., None])


def _stand(setting: Setting, thing: Thing, mask: Tensor, place: Tensor, yaw: Tensor,
           roles: Tensor) -> Tops:  # fmt: skip
    """Meshes of the library, or furniture built of primitives in place of some of them."""
    draw, shape = setting.draw, mask.shape
    mask = setting.free(mask, thing, place, yaw)
    shelf, cabinet, desk, table = (roles == setting.catalogue.role(name) for name in _OPEN)
    built = draw.chance(*shape, of=0.5) & (shelf | cabinet | desk | table)
    few = torch.arange(shape[1], device=setting.device) % 2 == 0
    built &= ~shelf | few
    setting.put(mask & ~built, thing, place, Kind.FURNITURE, yaw=yaw)
    size = thing.size
    half = slice(0, shape[1], 2)
    parts.shelf(
        setting, (mask & built & shelf)[:, half], place[:, half], yaw[:, half], size[:, half]
    )
    parts.cabinet(setting, mask & built & cabinet, place, yaw, size)
    parts.table(setting, mask & built & (desk | table), place, yaw, size)
    flat = built & ~shelf | cabinet & (size[..., 2] < 1.3) | (desk | table) & (size[..., 2] < 0.82)
    low = vector(place[..., 0], place[..., 1], size[..., 2])
    return Tops(mask & flat & (size[..., 2] > 0.35), low, size[..., :2], yaw)


def on_tops(setting: Setting, tops: Tops, use: Tensor, per_top: int, share: float) -> None:
    """Strews things on tops."""
    draw, (count, places) = setting.draw, tops.mask.shape
    roles = roles_for(setting, _ON_TOP, use, places * per_top)
    thing = setting.catalogue.mixed(roles, draw)
    spread = draw.uniform(count, places, per_top, 2, low=-0.46, high=0.46)
    fits = thing.size.reshape(count, places, per_top, 3)[..., :2].amax(-1) / 2
    local = spread * (tops.size[:, :, None] - 1.6 * fits[..., None]).clamp(min=0)
    local = torch.cat([local, torch.zeros_like(local[..., :1])], -1)
    world = tops.place[:, :, None] + (turned(tops.yaw)[:, :, None] @ local[..., None])[..., 0]
    world = world.reshape(count, -1, 3)
    yaw = tops.yaw[:, :, None] + draw.normal(count, places, per_top, scale=0.5)
    yaw = yaw.reshape(count, -1)
    room_left = (fits < 0.6 * tops.size.amin(-1)[..., None]).reshape(count, -1)
    busy = draw.chance(count, places, 1, of=0.75) & draw.chance(count, places, per_top, of=share)
    mask = (tops.mask[..., None] & busy).reshape(count, -1) & room_left
    mask = setting.free(mask, thing, world, yaw)
    setting.put(mask, thing, world, kind_of(setting, roles), yaw=yaw)


def kind_of(setting: Setting, roles: Tensor) -> Tensor:
    """Kinds (...) of things by the numbers of their roles."""
    kinds = {"food": Kind.FOOD, "plant": Kind.FOLIAGE, "lamp": Kind.LAMP, "monitor": Kind.PROP,
             "bush": Kind.FOLIAGE, "tree": Kind.FOLIAGE, "rock": Kind.ROCK, "car": Kind.CAR,
             "van": Kind.CAR}  # fmt: skip
    kind = torch.full_like(roles, int(Kind.PROP))
    for name, value in kinds.items():
        kind = torch.where(roles == setting.catalogue.role(name), int(value), kind)
    return kind


def on_floor(
    setting: Setting, room: Room, things: int, share: Tensor, role: str = "clutter"
) -> None:
    """Strews things about the floor, more along the walls."""
    draw, count = setting.draw, setting.count
    thing = setting.catalogue.thing(role, draw, count, things)
    half = vector(room.width, room.depth)[:, None] / 2 - 0.3
    spot = draw.uniform(count, things, 2, low=-1.0, high=1.0)
    spot = torch.sign(spot) * spot.abs() ** 0.6
    place = torch.cat([spot * half, torch.zeros_like(spot[..., :1])], -1)
    yaw = draw.angle(count, things)
    mask = draw.chance(count, things, of=share[:, None])
    mask = setting.free(mask, thing, place, yaw)
    setting.put(mask, thing, place, Kind.PROP, yaw=yaw)


def on_walls(setting: Setting, room: Room, share: Tensor, slots: int = 3) -> None:
    """Hangs pictures, boards and small shelves on the walls where nothing stands before them."""
    draw, count = setting.draw, setting.count
    shape = (count, WALLS, slots)
    wide = draw.log_uniform(*shape, low=0.2, high=1.1)
    tall = (wide * draw.log_uniform(*shape, low=0.6, high=1.6)).clamp(max=1.2)
    grid = (torch.arange(slots, device=setting.device) + 0.5) / slots - 0.5
    along = room.lengths[..., None] * (grid + draw.uniform(*shape, low=-0.1, high=0.1))
    up = draw.uniform(*shape, low=1.35, high=1.75) - tall / 2
    apart = (along - room.along[..., None]).abs() > (room.opening[..., None] + wide) / 2 + 0.12
    mask = draw.chance(*shape, of=share[:, None, None]) & (apart | (room.opening[..., None] <= 0))
    mask &= wide < room.lengths[..., None] / slots
    place = room.at(along, 0.0, up)
    clear = room.at(along, 0.06, up).reshape(count, -1, 3)
    probe = parts.box(setting, vector(wide, 0.05, tall).reshape(count, -1, 3))
    yaw = wall_yaw(along)
    mask = setting.free(mask.reshape(count, -1), probe, clear, yaw.reshape(count, -1))
    parts.picture(setting, mask.reshape(shape), place, yaw, wide, tall)


def on_ceiling(setting: Setting, room: Room) -> None:
    """Hangs a lamp, a row of panels or beams from the ceiling."""
    draw, count = setting.draw, setting.count
    lamp = setting.catalogue.thing("ceiling_lamp", draw, count, 1)
    hung = draw.chance(count, 1, of=0.45)
    spot = draw.uniform(count, 1, 2, low=-0.25, high=0.25) * vector(room.width, room.depth)[:, None]
    drop = torch.where(draw.chance(count, 1, of=0.4), draw.uniform(count, 1, high=0.4), 0.0)
    up = room.height[:, None] - lamp.size[..., 2] - drop
    setting.put(hung & (up > 1.9), lamp, vector(spot[..., 0], spot[..., 1], up), Kind.LAMP)
    cord = parts.box(setting, vector(0.01, 0.01, drop.clamp(min=0.001)))
    above = vector(spot[..., 0], spot[..., 1], room.height[:, None] - drop)
    setting.put(hung & (drop > 0.01) & (up > 1.9), cord, above, Kind.POLE, solid=False)
    _panels(setting, room, ~hung & draw.chance(count, 1, of=0.5))
    _beams(setting, room, draw.chance(count, 1, of=0.07))


def _panels(setting: Setting, room: Room, mask: Tensor) -> None:
    steps = torch.arange(3, device=setting.device) - 1.0
    x, y = torch.meshgrid(steps, steps, indexing="ij")
    at = torch.stack([x.reshape(-1), y.reshape(-1)], -1) * 0.3
    place = at * vector(room.width, room.depth)[:, None]
    place = torch.cat([place, (room.height - 0.015)[:, None, None].expand(-1, 9, 1)], -1)
    long = setting.draw.among(setting.count, 1, values=(0.6, 1.2), weights=(1, 1)).expand(-1, 9)
    panel = parts.box(setting, vector(0.6, long, 0.03))
    look = setting.looks(setting.count, 1)
    setting.put(mask & (room.width * room.depth > 12)[:, None], panel, place, Kind.LAMP, look=look,
                solid=False)  # fmt: skip


def _beams(setting: Setting, room: Room, mask: Tensor) -> None:
    step = torch.linspace(-0.4, 0.4, 5, device=setting.device)
    high = setting.draw.uniform(setting.count, 1, low=0.12, high=0.25).expand(-1, 5)
    place = vector(0.0 * high, step * room.depth[:, None], room.height[:, None] - high)
    beam = parts.box(setting, vector(room.width[:, None], 0.16, high))
    look = setting.looks(setting.count, 1)
    setting.put(mask, beam, place, Kind.FURNITURE, look=look, solid=False)

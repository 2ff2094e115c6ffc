"""Furniture that belongs together: tables with chairs, sofas with tables, desks, kitchen lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import parts
from training.scenes.furnish import Tops
from training.scenes.setting import Setting, turned, vector
from training.scenes.shell import Room, wall_yaw
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Thing


def spots(
    setting: Setting, room: Room, mask: Tensor, size: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Free places (B, S) for groups that need `size` (B, S, 3): mask, place and yaw."""
    draw, shape = setting.draw, mask.shape
    quarter = draw.whole(*shape, below=4) * (math.pi / 2)
    yaw = quarter + torch.where(draw.chance(*shape, of=0.3), draw.normal(*shape, scale=0.2), 0.0)
    half = vector(room.width, room.depth)[:, None] / 2
    half = (half - size[..., :2].amax(-1, keepdim=True) / 2).clamp(min=0)
    spot = draw.uniform(*shape, 2, low=-1, high=1) * half
    place = torch.cat([spot, torch.zeros_like(spot[..., :1])], -1)
    return setting.free(mask, parts.box(setting, size), place, yaw), place, yaw


def near(place: Tensor, yaw: Tensor, x: Tensor, y: Tensor, up: Tensor | float = 0.0) -> Tensor:
    """World places of points given in the axes of a group."""
    local = vector(x, y, up)
    return place + (turned(yaw) @ local[..., None])[..., 0]


def table_with_chairs(setting: Setting, room: Room, mask: Tensor) -> Tops:
    """Tables (B, S) with chairs of one sort along the sides and at the ends, some pulled out."""
    draw, shape = setting.draw, mask.shape
    thing = setting.catalogue.thing("table", draw, *shape)
    size = thing.size
    need = vector(size[..., 0] + 1.1, size[..., 1] + 1.1, size[..., 2])
    mask, place, yaw = spots(setting, room, mask, need)
    built = mask & draw.chance(*shape, of=0.55)
    setting.put(mask & ~built, thing, place, Kind.FURNITURE, yaw=yaw)
    parts.table(setting, built, place, yaw, size)
    chairs(setting, mask, place, yaw, size)
    top = place + vector(0.0 * size[..., 2], 0.0, size[..., 2])
    return Tops(mask & (built | (size[..., 2] < 0.82)), top, size[..., :2], yaw)


def chairs(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor) -> None:
    """Chairs round tables (B, S): up to three on a side and one at each end."""
    draw, shape = setting.draw, mask.shape
    chair = setting.catalogue.thing("chair", draw, *shape)
    look = setting.looks(*shape)
    share = draw.uniform(*shape, low=0.35, high=1.0)
    per_side = (size[..., 0] / 0.65).floor().clamp(1, 3)
    for side in (-1, 1):
        for i in range(3):
            x = (i + 0.5 - per_side / 2) * size[..., 0] / per_side
            y = side * (size[..., 1] / 2 + draw.uniform(*shape, low=-0.05, high=0.35))
            facing = 0.0 if side > 0 else math.pi
            here = mask & (i < per_side) & draw.chance(*shape, of=share)
            _chair(setting, here, near(place, yaw, x, y), yaw + facing, chair, look)
        x = side * (size[..., 0] / 2 + draw.uniform(*shape, low=0.0, high=0.35))
        here = mask & draw.chance(*shape, of=0.4)
        end = near(place, yaw, x, 0.0 * x)
        _chair(setting, here, end, yaw - side * math.pi / 2, chair, look)


def _chair(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, chair: Thing,
           look: Tensor) -> None:  # fmt: skip
    yaw = yaw + setting.draw.normal(*mask.shape, scale=0.2)
    setting.put(mask, chair, place, Kind.FURNITURE, yaw=yaw, look=look)


def sofa_group(setting: Setting, room: Room, mask: Tensor) -> Tops:
    """Sofas (B, S) before a low table on a carpet, with an armchair and a screen opposite."""
    draw, shape = setting.draw, mask.shape
    sofa = setting.catalogue.thing("sofa", draw, *shape)
    low = setting.catalogue.thing("coffee_table", draw, *shape)
    arm = setting.catalogue.thing("armchair", draw, *shape)
    ahead = sofa.size[..., 1] / 2 + low.size[..., 1] / 2 + draw.uniform(*shape, low=0.3, high=0.6)
    need = vector(sofa.size[..., 0], sofa.size[..., 1] + 2 * low.size[..., 1] + 1.0, 0.9)
    mask, place, yaw = spots(setting, room, mask, need)
    back = near(place, yaw, 0.0 * ahead, ahead * 0.5)
    setting.put(mask, sofa, back, Kind.FURNITURE, yaw=yaw)
    middle = near(back, yaw, 0.0 * ahead, -ahead)
    built = mask & draw.chance(*shape, of=0.5)
    setting.put(mask & ~built, low, middle, Kind.FURNITURE, yaw=yaw)
    parts.table(setting, built, middle, yaw, low.size)
    size = vector(sofa.size[..., 0] * 1.1, draw.uniform(*shape, low=1.4, high=2.4), 0.015)
    rug = mask & draw.chance(*shape, of=0.6)
    setting.put(rug, parts.box(setting, size), middle, Kind.CARPET, yaw=yaw, solid=False)
    side = draw.sign(*shape)
    beside = near(
        middle, yaw, side * (low.size[..., 0] / 2 + arm.size[..., 0] / 2 + 0.45), 0 * side
    )
    turn = yaw - side * math.pi / 2 + draw.normal(*shape, scale=0.3)
    seated = setting.free(mask & draw.chance(*shape, of=0.6), arm, beside, turn)
    setting.put(seated, arm, beside, Kind.FURNITURE, yaw=turn)
    _television(setting, mask, near(middle, yaw, 0 * side, -1.9 + 0 * side), yaw + math.pi)
    top = middle + vector(0.0 * ahead, 0.0, low.size[..., 2])
    return Tops(built, top, low.size[..., :2], yaw)


def _television(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor) -> None:
    draw, shape = setting.draw, mask.shape
    size = vector(draw.uniform(*shape, low=1.1, high=1.8), 0.42,
                  draw.uniform(*shape, low=0.4, high=0.6))  # fmt: skip
    mask = mask & draw.chance(*shape, of=0.5)
    mask = setting.free(mask, parts.box(setting, vector(size[..., 0], 0.42, 1.3)), place, yaw)
    parts.cabinet(setting, mask, place, yaw, size)
    up = place + vector(0.0 * size[..., 2], 0.0, size[..., 2])
    parts.screen(setting, mask, up, yaw, draw.uniform(*shape, low=0.7, high=1.25))


def desk_group(setting: Setting, room: Room, mask: Tensor, *, by_wall: bool = False) -> Tops:
    """Desks (B, S) with one or two screens, a keyboard and a chair; `by_wall` puts S = 4."""
    draw, shape = setting.draw, mask.shape
    size = vector(draw.uniform(*shape, low=1.1, high=1.8), draw.uniform(*shape, low=0.6, high=0.85),
                  draw.uniform(*shape, low=0.7, high=0.78))  # fmt: skip
    if by_wall:
        along = draw.uniform(*shape, low=-0.35, high=0.35) * room.lengths
        place, yaw = room.at(along, size[..., 1] / 2 + 0.03, 0.0), wall_yaw(along)
        mask = setting.free(mask, parts.box(setting, size), place, yaw)
    else:
        mask, place, yaw = spots(setting, room, mask, vector(size[..., 0], size[..., 1] + 0.8, 0.8))
    desk = setting.catalogue.thing("desk", draw, *shape).stretched(size)
    built = mask & draw.chance(*shape, of=0.6)
    setting.put(mask & ~built, desk, place, Kind.FURNITURE, yaw=yaw)
    parts.table(setting, built, place, yaw, size)
    up = size[..., 2]
    furnish_desk(setting, mask, place, yaw, size)
    chair = setting.catalogue.thing("chair", draw, *shape)
    seat = near(place, yaw, draw.normal(*shape, scale=0.15),
                -size[..., 1] / 2 - draw.uniform(*shape, low=0.05, high=0.5))  # fmt: skip
    turn = yaw + math.pi + draw.normal(*shape, scale=0.5)
    setting.put(mask & draw.chance(*shape, of=0.85), chair, seat, Kind.FURNITURE, yaw=turn)
    return Tops(mask, place + vector(0.0 * up, 0.0, up), size[..., :2], yaw)


def furnish_desk(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor) -> None:
    """Screens and a keyboard on desks (B, S), facing the desk's front."""
    draw, shape = setting.draw, mask.shape
    up = size[..., 2]
    wide = draw.uniform(*shape, low=0.42, high=0.7)
    two = draw.chance(*shape, of=0.25) & (size[..., 0] > 1.3)
    x = torch.where(two, -wide * 0.53, draw.normal(*shape, scale=0.12))
    back = size[..., 1] * 0.22
    has = mask & draw.chance(*shape, of=0.75)
    parts.screen(setting, has, near(place, yaw, x, back, up), yaw - 0.2 * two, wide)
    parts.screen(setting, has & two, near(place, yaw, wide * 0.53, back, up), yaw + 0.2, wide)
    board = parts.box(setting, vector(draw.uniform(*shape, low=0.3, high=0.45), 0.14, 0.02))
    setting.put(has, board, near(place, yaw, x * ~two, -size[..., 1] * 0.2, up), Kind.PROP, yaw=yaw)


def kitchen_line(setting: Setting, room: Room, mask: Tensor) -> Tops:
    """Lower cabinets with a worktop, wall cabinets above and appliances, on walls (B, 4)."""
    draw, count, slots = setting.draw, setting.count, 6
    wide = draw.among(count, 1, 1, values=(0.5, 0.6, 0.7), weights=(1, 3, 1)).expand(-1, 4, slots)
    high = draw.uniform(count, 1, 1, low=0.86, high=0.94).expand_as(wide)
    start = draw.uniform(count, 4, 1, high=1.0) * (room.lengths[..., None] - 2.4).clamp(min=0)
    right = start + torch.cumsum(wide, -1)
    along = right - wide / 2 - room.lengths[..., None] / 2
    last = draw.whole(count, 4, 1, below=4) + 3
    here = mask[..., None] & (right < room.lengths[..., None])
    here &= torch.arange(slots, device=setting.device) < last
    blocked = (along - room.along[..., None]).abs() < (room.opening[..., None] + wide) / 2
    blocked &= (room.opening[..., None] > 0) & (room.sill[..., None] < high)
    size = vector(wide, 0.6, high)
    place, yaw = room.at(along, 0.31, 0.0), wall_yaw(along)

    def flat(t: Tensor) -> Tensor:
        return t.reshape(count, -1, *t.shape[3:])

    look = flat(setting.looks(count, 1, 1).expand_as(wide))
    free = setting.free(
        flat(here & ~blocked), parts.box(setting, flat(size)), flat(place), flat(yaw)
    )
    oven = free & draw.chance(*free.shape, of=0.13)
    stove = setting.catalogue.thing("appliance", draw, *free.shape).stretched(flat(size))
    setting.put(oven, stove, flat(place), Kind.FURNITURE, yaw=flat(yaw))
    parts.cabinet(setting, free & ~oven, flat(place), flat(yaw), flat(size), look, slab=True)
    _wall_cabinets(setting, room, free, flat(along), flat(wide), look)
    top = flat(place) + vector(0.0 * flat(high), 0.0, flat(high))
    return Tops(free & ~oven, top, flat(size)[..., :2], flat(yaw))


def _wall_cabinets(setting: Setting, room: Room, below: Tensor, along: Tensor, wide: Tensor,
                   look: Tensor) -> None:  # fmt: skip
    draw, count = setting.draw, setting.count
    shape = (count, 4, 6)
    along, wide, mask = along.reshape(shape), wide.reshape(shape), below.reshape(shape)
    bottom = draw.uniform(count, 1, 1, low=1.35, high=1.5).expand(shape)
    size = vector(wide, 0.34, draw.uniform(count, 1, 1, low=0.5, high=0.8).expand(shape))
    blocked = (along - room.along[..., None]).abs() < (room.opening[..., None] + wide) / 2 + 0.05
    mask = mask & ~(blocked & (room.opening[..., None] > 0)) & draw.chance(count, 4, 1, of=0.75)
    mask &= draw.chance(*shape, of=0.88) & (bottom + size[..., 2] < room.height[:, None, None])
    parts.cabinet(setting, mask, room.at(along, 0.18, bottom), wall_yaw(along), size,
                  look.reshape(shape))  # fmt: skip


def rows(setting: Setting, room: Room, mask: Tensor, *, shelves: bool) -> Tops:
    """Rows of desks with chairs, as in a class, or of tall shelves with aisles between."""
    draw, count, lines, columns = setting.draw, setting.count, 4, 3
    step_y = draw.uniform(count, 1, low=1.35, high=2.0)
    step_x = draw.uniform(count, 1, low=1.5, high=2.2)
    i = torch.arange(lines * columns, device=setting.device)
    y = (i // columns - (lines - 1) / 2) * step_y
    x = (i % columns - (columns - 1) / 2) * step_x
    inside = (x.abs() < room.width[:, None] / 2 - 1) & (y.abs() < room.depth[:, None] / 2 - 0.9)
    here = mask[:, None] & inside & draw.chance(count, lines * columns, of=0.92)
    place = vector(x, y, 0.0)
    yaw = torch.zeros_like(x)
    if shelves:
        size = vector(step_x * 0.98, 0.35, draw.uniform(count, 1, low=1.4, high=2.1)).expand_as(
            place
        )
        here = setting.free(here, parts.box(setting, size), place, yaw)
        parts.shelf(setting, here, place, yaw, size, setting.looks(count, 1))
        return Tops(here & False, place, size[..., :2], yaw)
    size = vector(step_x * 0.75, 0.6, draw.uniform(count, 1, low=0.7, high=0.77)).expand_as(place)
    here = setting.free(here, parts.box(setting, size), place, yaw)
    look = setting.looks(count, 1).expand(count, lines * columns)
    parts.table(setting, here, place, yaw, size, look)
    chair = setting.catalogue.thing("chair", draw, count, 1)
    for side in (-0.25, 0.25):
        seat = near(place, yaw, side * size[..., 0], 0.55 + draw.normal(*x.shape, scale=0.1))
        turn = draw.normal(*x.shape, scale=0.15)
        taken = here & draw.chance(*x.shape, of=0.85)
        setting.put(taken, chair.reshaped(*x.shape), seat, Kind.FURNITURE, yaw=turn, look=look)
    return Tops(here, place + vector(0.0 * x, 0.0, size[..., 2]), size[..., :2], yaw)


def bed_group(setting: Setting, room: Room, mask: Tensor) -> Tops:
    """Beds with their heads to a wall, for one wall (B, 4) of each room, and bedside tables."""
    draw, count = setting.draw, setting.count
    wall = draw.whole(count, 1, below=4) == torch.arange(4, device=setting.device)
    bed = setting.catalogue.thing("bed", draw, count, 4)
    along = draw.uniform(count, 4, low=-0.3, high=0.3) * room.lengths
    place, yaw = room.at(along, bed.size[..., 1] / 2 + 0.03, 0.0), wall_yaw(along)
    mask = setting.free(mask & wall, bed, place, yaw)
    setting.put(mask, bed, place, Kind.FURNITURE, yaw=yaw)
    tops = []
    look = setting.looks(count, 1).expand(count, 4)
    for side in (-1, 1):
        table = setting.catalogue.thing("bedside", draw, count, 4)
        beside = along + side * (bed.size[..., 0] / 2 + table.size[..., 0] / 2 + 0.05)
        at = room.at(beside, table.size[..., 1] / 2 + 0.03, 0.0)
        here = setting.free(mask & draw.chance(count, 4, of=0.75), table, at, yaw)
        setting.put(here, table, at, Kind.FURNITURE, yaw=yaw, look=look)
        tops.append((here, at + vector(0 * along, 0, table.size[..., 2]), table.size[..., :2], yaw))
    return Tops(*(torch.cat(part, 1) for part in zip(*tops, strict=True)))

"""The shell of a room: floor, ceiling, walls with doors and windows, and what lies beyond."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.scenes.setting import Piece, Setting, turned, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

WALLS = 4


@dataclass(frozen=True, slots=True)
class Room:
    """B rooms about the origin; wall 0 lies at +y, then clockwise seen from above.

    An opening has its centre along the wall (rightwards, seen from inside), width, sill and top.
    """

    width: Tensor  # (B,) along x
    depth: Tensor  # (B,) along y
    height: Tensor  # (B,)
    along: Tensor  # (B, 4)
    opening: Tensor  # (B, 4) width, 0 for none
    sill: Tensor  # (B, 4)
    top: Tensor  # (B, 4)
    window: Tensor  # (B, 4) bool
    thickness: Tensor  # (B,)

    @property
    def lengths(self) -> Tensor:
        """Of the walls (B, 4)."""
        return torch.stack([self.width, self.depth, self.width, self.depth], 1)

    @property
    def distances(self) -> Tensor:
        """From the centre to the walls (B, 4)."""
        return torch.stack([self.depth, self.width, self.depth, self.width], 1) / 2

    def at(self, along: Tensor, inset: Tensor | float, up: Tensor | float) -> Tensor:
        """World places (B, 4, ..., 3) by position along each wall, distance from it and height."""
        extra = [1] * (along.dim() - 2)
        out = self.distances.reshape(*self.distances.shape, *extra) - inset
        local = vector(along, out, up)
        return (turned(wall_yaw(along)) @ local[..., None])[..., 0]


def wall_yaw(like: Tensor) -> Tensor:
    """Yaw (B, 4, ...) that turns a thing's back to each wall."""
    yaw = -math.pi / 2 * torch.arange(WALLS, device=like.device)
    return yaw.reshape(WALLS, *[1] * (like.dim() - 2)).expand(like.shape)


def plan(setting: Setting, width: Tensor, depth: Tensor, height: Tensor) -> Room:
    """Rooms of given size with random doors, windows and passages."""
    draw, count = setting.draw, setting.count
    lengths = torch.stack([width, depth, width, depth], 1)
    sort = draw.among(count, WALLS, values=(0, 1, 2, 3), weights=(0.3, 0.27, 0.35, 0.08))
    window, passage = sort == 2, sort == 3
    opening = torch.where(window, draw.uniform(count, WALLS, low=0.7, high=2.4), 0.0)
    opening = torch.where(sort == 1, draw.uniform(count, WALLS, low=0.75, high=1.0), opening)
    opening = torch.where(passage, draw.uniform(count, WALLS, low=1.2, high=2.6), opening)
    opening = torch.minimum(opening, 0.7 * lengths)
    top = draw.uniform(count, WALLS, low=1.95, high=2.25)
    top = torch.minimum(top, height[:, None] - 0.12)
    sill = draw.among(count, WALLS, values=(0.02, 0.5, 0.85, 1.05), weights=(0.15, 0.2, 0.5, 0.15))
    slack = (lengths / 2 - opening / 2 - 0.25).clamp(min=0)
    return Room(
        width, depth, height, slack * draw.uniform(count, WALLS, low=-1, high=1),
        opening, torch.where(window, sill, 0.0), top, window,
        draw.uniform(count, low=0.1, high=0.3),
    )  # fmt: skip


def build(setting: Setting, room: Room) -> Tensor:
    """Puts floor, ceiling, walls, skirting, doors and windows, and rooms beyond open doors.

    Gives how far behind each wall (B, 4) the next room ends.
    """
    _floor_and_ceiling(setting, room)
    looks = _walls(setting, room)
    away = _beyond(setting, room)
    _doors(setting, room)
    _windows(setting, room)
    _corner(setting, room, looks)
    return away


def _floor_and_ceiling(setting: Setting, room: Room) -> None:
    here = torch.ones(setting.count, 1, dtype=torch.bool, device=setting.device)
    size = vector(room.width + 12, room.depth + 12, 0.2)[:, None]
    slab = setting.catalogue.primitive("box", size)
    below = vector(0.0 * room.height, 0.0, -0.2)[:, None]
    setting.put(here, slab, below, Kind.FLOOR, solid=False)
    above = vector(0.0 * room.height, 0.0, room.height)[:, None]
    setting.put(here, slab, above, Kind.CEILING, solid=False)


def _walls(setting: Setting, room: Room) -> Tensor:
    draw, count = setting.draw, setting.count
    thick, high = room.thickness[:, None], room.height[:, None].expand(count, WALLS)
    half, middle, gap = room.lengths / 2, room.along, room.opening / 2
    zero = torch.zeros_like(half)
    start, stop = -half - thick, half + thick
    left = (start, middle - gap, zero, high)
    right = (middle + gap, stop, zero, high)
    under = (middle - gap, middle + gap, zero, room.sill)
    over = (middle - gap, middle + gap, room.top, high)
    first, last, low, up = (
        torch.stack(part, -1) for part in zip(left, right, under, over, strict=True)
    )
    size = vector(last - first, thick[..., None], up - low)
    # A feature wall or wallpaper on one side now and then.
    looks = setting.looks(count, 1).expand(count, WALLS)
    other = draw.chance(count, WALLS, of=0.12)
    looks = torch.where(other, setting.looks(count, WALLS), looks)
    place = room.at((first + last) / 2, -thick[..., None] / 2, low)
    setting.put(
        (size > 0.002).all(-1), setting.catalogue.primitive("box", size.clamp(min=0.001)), place,
        Kind.WALL, yaw=wall_yaw(size[..., 0]), look=looks[..., None],
    )  # fmt: skip
    _skirting(setting, room, first[..., :2], last[..., :2])
    return looks


def _skirting(setting: Setting, room: Room, first: Tensor, last: Tensor) -> None:
    draw, count = setting.draw, setting.count
    has = draw.chance(count, 1, 1, of=0.7) & (last > first + 0.05)
    size = vector(last - first, 0.015, draw.uniform(count, 1, 1, low=0.05, high=0.14))
    place = room.at((first + last) / 2, 0.0075, 0.0)
    look = setting.looks(count, 1, 1)
    strip = setting.catalogue.primitive("box", size.clamp(min=0.001))
    setting.put(has, strip, place, Kind.FURNITURE, yaw=wall_yaw(place[..., 0]), look=look,
                solid=False)  # fmt: skip


def _beyond(setting: Setting, room: Room) -> Tensor:
    """Walls of the next room, seen through doors; gives how far away they are."""
    draw, count = setting.draw, setting.count
    away = draw.uniform(count, WALLS, low=1.2, high=5.6)
    door = (room.opening > 0) & ~room.window
    size = vector(room.lengths + 12, 0.1, room.height[:, None])
    wall = setting.catalogue.primitive("box", size)
    place = room.at(torch.zeros_like(away), -away - room.thickness[:, None], 0.0)
    setting.put(door, wall, place, Kind.WALL, yaw=wall_yaw(away))
    return away


def _doors(setting: Setting, room: Room) -> None:
    draw, count = setting.draw, setting.count
    door = (room.opening > 0) & ~room.window
    narrow = door & (room.opening < 1.1)
    shut = draw.chance(count, WALLS, of=0.55)
    angle = torch.where(shut, 0.0, draw.uniform(count, WALLS, low=0.3, high=1.9))
    hinge = draw.sign(count, WALLS)
    width = room.opening.clamp(min=0.1) - 0.02
    # The leaf turns about its hinge, outwards; pieces are given from the hinge.
    place = room.at(room.along - hinge * width / 2, -room.thickness[:, None] * 0.4, 0.01)
    tall = room.top - 0.02
    look = setting.looks(count, WALLS)
    leaf = [Piece("box", (width, 0.04, tall), (hinge * width / 2, 0.0, 0.0))]
    yaw = wall_yaw(angle) + hinge * angle
    setting.assemble(narrow, place, yaw, leaf, Kind.DECOR, look=look)
    far = hinge * (width - 0.08)
    handles = [
        Piece("bevel_box", (0.13, 0.03, 0.025), (far - hinge * 0.04, side * 0.06, 1.02))
        for side in (-1, 1)
    ]
    setting.assemble(narrow, place, yaw, handles, Kind.POLE)
    _frames(setting, room, door & draw.chance(count, WALLS, of=0.8))
    reach = torch.full_like(width, 0.9)
    corner = room.at(room.along, 0.45, 0.0)
    half = torch.maximum(reach, width)[..., None] * vector(0.5, 0.5, 0.0, like=width)
    high = corner + half + vector(0.0 * width, 0.0, 1.9)
    setting.reserve(door, corner - half, high)


def _frames(setting: Setting, room: Room, mask: Tensor) -> None:
    """Casings about openings, flat on the wall."""
    draw, count = setting.draw, setting.count
    bar = draw.uniform(count, 1, low=0.04, high=0.1).expand(count, WALLS)
    wide, bottom, tall = room.opening, room.sill, room.top - room.sill
    pieces = [
        Piece("box", (bar, 0.03, tall + bar), (-wide / 2 - bar / 2, 0.0, 0.0)),
        Piece("box", (bar, 0.03, tall + bar), (wide / 2 + bar / 2, 0.0, 0.0)),
        Piece("box", (wide, 0.03, bar), (0.0, 0.0, tall)),
    ]
    place = room.at(room.along, 0.01, bottom)
    look = setting.looks(count, 1).expand(count, WALLS)
    setting.assemble(mask, place, wall_yaw(bar), pieces, Kind.FURNITURE, look=look, solid=False)


def _windows(setting: Setting, room: Room) -> None:
    draw, count, mask = setting.draw, setting.count, room.window & (room.opening > 0)
    wide, tall = room.opening.clamp(min=0.1), (room.top - room.sill).clamp(min=0.1)
    place = room.at(room.along, -room.thickness[:, None] * 0.7, room.sill)
    yaw = wall_yaw(wide)
    pane = [Piece("box", (wide, 0.01, tall), (0.0, 0.03, 0.0))]
    setting.assemble(mask, place, yaw, pane, Kind.WINDOW)
    bar = draw.uniform(count, 1, low=0.035, high=0.08).expand(count, WALLS)
    split = draw.chance(count, 1, of=0.6) | (wide > 1.3)
    cross = draw.chance(count, 1, of=0.3).expand(count, WALLS)
    frame = [
        Piece("box", (bar, 0.05, tall), (-wide / 2 + bar / 2, 0.0, 0.0)),
        Piece("box", (bar, 0.05, tall), (wide / 2 - bar / 2, 0.0, 0.0)),
        Piece("box", (wide, 0.05, bar), (0.0, 0.0, 0.0)),
        Piece("box", (wide, 0.05, bar), (0.0, 0.0, tall - bar)),
        Piece("box", (bar * split, 0.05, tall), (0.0, 0.0, 0.0)),
        Piece("box", (wide, 0.04, bar * cross * 0.7), (0.0, 0.0, tall * 0.62)),
    ]
    look = setting.looks(count, 1).expand(count, WALLS)
    setting.assemble(mask, place, yaw, frame, Kind.FURNITURE, look=look, solid=False)
    ledge = [Piece("box", (wide + 0.12, 0.2, 0.03), (0.0, 0.0, 0.0))]
    above = room.at(room.along, -0.05, room.sill - 0.03)
    inside = mask & (room.sill > 0.3)
    setting.assemble(inside, above, yaw, ledge, Kind.FURNITURE, look=look, solid=False)
    _dressing(setting, room, mask)


def _dressing(setting: Setting, room: Room, mask: Tensor) -> None:
    """Curtains beside windows, blinds before them and radiators below."""
    draw, count = setting.draw, setting.count
    drawn = mask & draw.chance(count, 1, of=0.45)
    cover = draw.uniform(count, WALLS, low=0.15, high=0.6) * room.opening + 0.1
    long = draw.chance(count, 1, of=0.7)
    bottom = torch.where(long, 0.03, (room.sill - 0.15).clamp(min=0.03))
    tall = (torch.minimum(room.top + 0.18, room.height[:, None] - 0.02) - bottom).clamp(min=0.2)
    look = setting.looks(count, 1).expand(count, WALLS)
    for side in (-1, 1):
        size = vector(cover, draw.uniform(count, 1, low=0.06, high=0.12), tall)
        along = room.along + side * (room.opening / 2 + 0.12 - cover / 2)
        cloth = setting.catalogue.any_of("curtain", draw, size)
        place = room.at(along, 0.13, bottom)
        setting.put(drawn, cloth, place, Kind.CURTAIN, yaw=wall_yaw(cover), look=look)
    blind = mask & ~drawn & draw.chance(count, 1, of=0.35)
    slats = torch.arange(14, device=setting.device) * 0.055
    size = vector(room.opening[..., None], 0.045, 0.006 + 0.0 * slats)
    place = room.at(room.along[..., None].expand(count, WALLS, 14), 0.01,
                    room.top[..., None] - 0.05 - slats)  # fmt: skip
    shown = blind[..., None] & (place[..., 2] > room.sill[..., None] + 0.03)
    setting.put(shown, setting.catalogue.primitive("box", size), place, Kind.FURNITURE,
                yaw=wall_yaw(place[..., 0]), look=look[..., None], solid=False)  # fmt: skip
    heated = mask & (room.sill > 0.7) & draw.chance(count, WALLS, of=0.5)
    ribs = [Piece("bevel_box", (0.055, 0.1, 0.55), (0.07 * (i - 5.5), 0.0, 0.0)) for i in range(12)]
    place = room.at(room.along, 0.1, 0.12)
    setting.assemble(heated, place, wall_yaw(room.along), ribs, Kind.FURNITURE)


def _corner(setting: Setting, room: Room, looks: Tensor) -> None:
    """Makes some rooms L-shaped, and stands pillars or chimney breasts in others."""
    draw, count = setting.draw, setting.count
    share = draw.uniform(count, 1, 2, low=0.15, high=0.4)
    corner = draw.sign(count, 1, 2)
    size = torch.cat(
        [share * vector(room.width, room.depth)[:, None], room.height[:, None, None]], -1
    )
    middle = corner * (vector(room.width, room.depth)[:, None] / 2 - size[..., :2] / 2)
    place = torch.cat([middle, torch.zeros_like(middle[..., :1])], -1)
    block = setting.catalogue.primitive("box", size)
    bent = draw.chance(count, 1, of=0.16) & (room.width * room.depth > 14)[:, None]
    bent = setting.free(bent, setting.catalogue.primitive("box", size - 0.3), place, 0.0)
    setting.put(bent, block, place, Kind.WALL, look=looks[:, :1])
    # Breasts and pillars on the walls.
    along = room.lengths * draw.uniform(count, WALLS, low=-0.4, high=0.4)
    size = vector(
        draw.uniform(count, WALLS, low=0.25, high=1.4),
        draw.uniform(count, WALLS, low=0.12, high=0.5),
        room.height[:, None],
    )
    clear = (along - room.along).abs() > room.opening / 2 + size[..., 0] / 2 + 0.05
    mask = draw.chance(count, WALLS, of=0.12) & (clear | (room.opening <= 0))
    place = room.at(along, size[..., 1] / 2, 0.0)
    block = setting.catalogue.primitive("box", size)
    setting.put(mask, block, place, Kind.WALL, yaw=wall_yaw(along), look=looks)

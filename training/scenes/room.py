"""Rooms as seen by a camera in the hand: homes, offices, kitchens, corridors, halls, stores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import clutter, furnish, groups, lights, storage
from training.scenes.figures import crowd_of, put_people
from training.scenes.furnish import Use
from training.scenes.setting import Setting, vector
from training.scenes.shell import Room, build, plan
from training.scenes.stage import Theme
from training.scenes.view import View, best_view, focal_of, hand_held, looking

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw
    from training.scenes.stage import Stage

_CANDIDATES = 20
_SHARES = {
    Use.LIVING: 0.2, Use.BEDROOM: 0.13, Use.KITCHEN: 0.14, Use.OFFICE: 0.15, Use.DINING: 0.09,
    Use.BATHROOM: 0.05, Use.CORRIDOR: 0.06, Use.LIBRARY: 0.06, Use.GARAGE: 0.14,
    Use.CLASSROOM: 0.05,
}  # fmt: skip
# Least and greatest short side, long side and height in metres.
_SIZES = {
    Use.LIVING: (3.2, 6, 4, 10, 2.4, 3.2), Use.BEDROOM: (2.8, 4.2, 3.2, 5.2, 2.3, 2.8),
    Use.KITCHEN: (2.2, 4.6, 3, 7, 2.3, 2.8), Use.OFFICE: (2.6, 7, 3.4, 12, 2.4, 3.2),
    Use.DINING: (3, 5, 3.6, 7, 2.4, 3.2), Use.BATHROOM: (1.7, 2.8, 2.2, 4, 2.3, 2.7),
    Use.CORRIDOR: (1.3, 2.6, 6, 16, 2.3, 3.0), Use.LIBRARY: (5, 10, 7, 14, 2.6, 4.0),
    Use.GARAGE: (2.4, 7, 4, 12, 2.1, 3.6), Use.CLASSROOM: (5, 8, 6, 11, 2.6, 3.6),
}  # fmt: skip


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of rooms; scenes in `.failed` of the setting are left out."""
    setting = Setting(catalogue, count, draw)
    use = draw.among(count, values=list(map(int, _SHARES)), weights=list(_SHARES.values()))
    room = plan(setting, *sizes(draw, use))
    away = build(setting, room)
    furnish_room(setting, room, use)
    fill_room(setting, room, use, away)
    _people(setting, room, draw.chance(count, of=0.14))
    view = _camera(setting, room, shape)
    ahead = view.position + 2.0 * view.rotation[:, 2]
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, 1.0))
    stage = setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=velocity, camera_spin=spin,
        theme=lights.theme_of(draw, count, Theme.ROOM),
        **lights.indoors(draw, room, view.position, ahead),
    )  # fmt: skip
    return stage.chosen(~setting.failed)


def sizes(draw: Draw, use: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Width, depth and height (B,) by use."""
    limits = torch.tensor([_SIZES[kind] for kind in Use], device=draw.device)[use]
    count = len(use)
    low, high = limits[:, 0::2], limits[:, 1::2]
    short, long, height = (low + (high - low) * draw.uniform(count, 3) ** 1.4).unbind(1)
    long = torch.maximum(long, short)
    flip = draw.chance(count, of=0.5)
    return torch.where(flip, short, long), torch.where(flip, long, short), height


def furnish_room(setting: Setting, room: Room, use: Tensor) -> None:
    """Everything that stands, hangs and lies in rooms, by their use."""
    draw, count = setting.draw, setting.count

    def often(**share: float) -> Tensor:
        table = torch.tensor([share.get(kind.name.lower(), 0.0) for kind in Use], device=use.device)
        return draw.chance(count, of=table[use])

    fill = draw.uniform(count, low=0.6, high=1.8)
    stored = often(garage=0.9, kitchen=0.06, office=0.08, library=0.1)
    storage.racks(setting, room, 0.75 * stored * draw.uniform(count, low=0.4))
    tops = [
        groups.bed_group(setting, room, often(bedroom=0.9, living=0.04)[:, None]),
        groups.kitchen_line(
            setting, room,
            often(kitchen=1.0, dining=0.15)[:, None] & draw.chance(count, 4, of=0.55),
        ),
        groups.desk_group(
            setting, room, often(office=0.9, bedroom=0.4, living=0.15)[:, None]
            & draw.chance(count, 4, of=0.5), by_wall=True,
        ),
        groups.sofa_group(setting, room, often(living=0.85, office=0.1, library=0.2)[:, None]),
        groups.table_with_chairs(
            setting, room,
            often(dining=1, living=0.35, kitchen=0.5, office=0.25, library=0.5)[:, None]
            & draw.chance(count, 2, of=vector(1.0, 0.3, like=room.width)),
        ),
        groups.desk_group(setting, room, often(office=0.6, classroom=0.2)[:, None]
                          & draw.chance(count, 2, of=0.7)),
        groups.rows(setting, room, often(classroom=1.0), shelves=False),
        groups.rows(setting, room, often(library=1.0, garage=0.3), shelves=True),
        furnish.along_walls(setting, room, use, fill),
        furnish.along_walls(setting, room, use, 0.8 * fill),
        furnish.along_walls(setting, room, use, 0.6 * fill),
    ]  # fmt: skip
    for each in tops:
        furnish.on_tops(setting, each, use, 6, 0.75)
    mess = draw.uniform(count) ** 1.5 * (1 + 0.6 * (use == Use.GARAGE))
    furnish.on_floor(setting, room, 18, (0.2 + mess).clamp(max=0.85))
    furnish.on_floor(setting, room, 6, 0.9 * (use == Use.GARAGE), role="garage")
    furnish.on_walls(setting, room, draw.uniform(count, high=0.8))
    furnish.on_ceiling(setting, room)


def fill_room(setting: Setting, room: Room, use: Tensor, away: Tensor) -> None:
    """What makes rooms look lived in, more in garages, cellars and kitchens than elsewhere."""
    draw, count = setting.draw, setting.count
    rough = (use == Use.GARAGE).float()
    stores = rough + 0.5 * (use == Use.LIBRARY) + 0.3 * (use == Use.OFFICE)
    mess = draw.uniform(count) ** 1.5
    clutter.islands(setting, room, use)
    clutter.posts(setting, room, 0.06 + 0.3 * stores * draw.uniform(count))
    clutter.piles(setting, room, (0.7 * mess + 0.5 * rough).clamp(max=0.9))
    clutter.on_hooks(setting, room, (0.4 * mess + 0.4 * rough * draw.uniform(count)))
    clutter.pipes(setting, room, draw.chance(count, of=0.08 + 0.6 * rough) * 0.7)
    clutter.next_rooms(setting, room, use, away)


def _people(setting: Setting, room: Room, mask: Tensor) -> None:
    draw, count, slots = setting.draw, setting.count, 3
    crowd = crowd_of(setting.catalogue)
    who = crowd.some(draw, count, slots)
    half = vector(room.width, room.depth)[:, None] / 2 - 0.5
    spot = draw.uniform(count, slots, 2, low=-1, high=1) * half
    place = torch.cat([spot, torch.zeros_like(spot[..., :1])], -1)
    yaw = draw.angle(count, slots)
    here = mask[:, None] & draw.chance(count, slots, of=0.55)
    here = setting.free(here, setting.catalogue.of(crowd.mesh[who]), place, yaw)
    put_people(setting, crowd, here, who, place, yaw)


def _camera(setting: Setting, room: Room, shape: tuple[int, int]) -> View:
    """Views into the room from corners, from doors, along walls and of furniture close by."""
    draw, count, many = setting.draw, setting.count, _CANDIDATES
    half = vector(room.width, room.depth)[:, None] / 2 - 0.2
    spot = draw.uniform(count, many, 2, low=-1, high=1)
    outward = torch.sign(spot) * spot.abs() ** 0.35
    spot = torch.where(draw.chance(count, many, 1, of=0.6), outward, spot)
    # Down the length of the room now and then, for far ends are seen too seldom.
    down = draw.chance(count, 1, 1, of=0.35)
    long = torch.stack([room.width >= room.depth, room.width < room.depth], 1)[:, None]
    end = draw.sign(count, many, 1) * draw.uniform(count, many, 1, low=0.75, high=1.0)
    spot = torch.where(down & long, end, spot) * half
    height = draw.uniform(count, many, low=0.5, high=2.1)
    usual = 1.4 + draw.normal(count, many, scale=0.22)
    height = torch.where(draw.chance(count, many, of=0.65), usual, height)
    height = torch.minimum(height, room.height[:, None] - 0.2)
    target = draw.uniform(count, many, 2, low=-0.7, high=0.7)
    target = torch.where(down & long, -end * draw.uniform(count, many, 1, low=0.4), target) * half
    x, y = (target - spot).unbind(-1)
    yaw = torch.atan2(-x, y)
    square = torch.round(yaw / (math.pi / 2)) * (math.pi / 2) + draw.normal(count, many, scale=0.1)
    yaw = torch.where(draw.chance(count, many, of=0.25), square, yaw)
    pitch = draw.normal(count, many, scale=0.16) - 0.2 * (height - 0.3)
    roll = draw.normal(count, many, scale=0.04)
    diagonal = draw.uniform(count, 1, low=52, high=92).expand(count, many)
    position = torch.cat([spot, height[..., None]], -1)
    return best_view(
        setting, looking(yaw, pitch, roll), position, focal_of(diagonal, shape), shape,
        room=0.22, near=0.65,
    )  # fmt: skip

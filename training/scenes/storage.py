"""Store rooms and workshops: racks and benches along the walls, full of boxes, cans and things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, parts
from training.scenes.setting import Piece, Setting, turned, vector
from training.scenes.shell import WALLS, Room, wall_yaw
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

_BOARDS = 5
_GOODS = 7


def racks(setting: Setting, room: Room, share: Tensor, slots: int = 3) -> None:
    """Open racks and workbenches with their backs to the walls, a `share` (B,) of the slots."""
    draw, shape = setting.draw, (setting.count, WALLS, slots)
    size = _sizes(setting, room, shape)
    wide, deep = size[..., 0], size[..., 1]
    gap = draw.log_uniform(*shape, low=0.02, high=1.0)
    along, mask = furnish.lined_up(room, wide, gap, -draw.uniform(*shape[:2], 1, high=0.4))
    mask &= draw.chance(*shape, of=share[:, None, None])
    # Goods stand on top of the lowest bench too.
    mask &= ~furnish.covers_opening(room, along, wide, room.height[:, None, None])
    place = room.at(along, deep / 2 + 0.03, 0.0)
    yaw = wall_yaw(along) + draw.normal(*shape, scale=0.015)
    many = WALLS * slots
    flat = [part.reshape(setting.count, many, *part.shape[3:]) for part in (mask, place, yaw, size)]
    mask, place, yaw, size = flat
    mask = setting.free(mask, parts.box(setting, size), place, yaw)
    _fill(setting, mask, place, yaw, size, _frame(setting, mask, place, yaw, size))


def _sizes(setting: Setting, room: Room, shape: tuple[int, ...]) -> Tensor:
    """Width, depth and height (..., 3): a third of them are benches."""
    draw = setting.draw
    bench = draw.chance(*shape, of=0.33)
    tall = draw.uniform(*shape, low=1.3, high=2.4)
    tall = torch.where(bench, draw.uniform(*shape, low=0.7, high=1.0), tall)
    tall = torch.minimum(tall, room.height[:, None, None] - 0.25)
    deep = draw.uniform(*shape, low=0.3, high=0.6) + 0.15 * bench
    return vector(draw.uniform(*shape, low=0.8, high=2.6), deep, tall)


def _frame(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor) -> Tensor:
    """Posts and boards; gives the height from board to board (B, S)."""
    draw, (wide, deep, tall) = setting.draw, size.unbind(-1)
    step = (tall - 0.1) / ((tall - 0.1) / draw.uniform(*tall.shape, low=0.35, high=0.6)).ceil()
    post = draw.uniform(*tall.shape, low=0.025, high=0.09)
    pieces = [
        Piece("box", (post, post, tall), (x * (wide - post) / 2, y * (deep - post) / 2, 0.0))
        for x in (-1, 1)
        for y in (-1, 1)
    ]
    for board in range(_BOARDS + 1):
        height = 0.1 + board * step
        there = (height < tall + 0.01).float()
        pieces.append(Piece("box", (wide * there, deep, 0.03), (0.0, 0.0, height - 0.03)))
    setting.assemble(mask, place, yaw, pieces, Kind.FURNITURE)
    return step


def _fill(
    setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor, step: Tensor
) -> None:
    """What stands on the boards, and on the uppermost, where nothing is above it."""
    draw, (wide, deep, tall) = setting.draw, (part[..., None, None] for part in size.unbind(-1))
    shape = (*mask.shape, _BOARDS + 1, _GOODS)
    height = 0.1 + step[..., None, None] * torch.arange(_BOARDS + 1, device=mask.device)[:, None]
    own = draw.log_uniform(*shape, low=0.1, high=0.6)
    gap = torch.where(draw.chance(*shape, of=0.3), draw.uniform(*shape, high=0.3), 0.01)
    right = torch.cumsum(own + gap, -1)
    most = step[..., None, None] * draw.uniform(*shape, low=0.25, high=0.95)
    out = deep * draw.uniform(*shape, low=0.4, high=1.1)
    goods = vector(own, out, most - 0.03)
    shown = mask[..., None, None] & (right < wide) & (height < tall + 0.01)
    shown &= draw.chance(*mask.shape, 1, 1, of=0.85) & draw.chance(*shape, of=0.85)
    local = vector(right - own / 2 - wide / 2, draw.normal(*shape, scale=0.04), height)
    world = (
        place[..., None, None, :] + (turned(yaw)[..., None, None, :, :] @ local[..., None])[..., 0]
    )
    turn = yaw[..., None, None] + draw.normal(*shape, scale=0.15)
    sort = draw.among(*shape, values=(0, 1, 2, 3), weights=(0.5, 0.2, 0.12, 0.18))
    for number, name in enumerate(("box", "bevel_box", "cylinder")):
        thing = setting.catalogue.primitive(name, goods)
        setting.put(shown & (sort == number), thing, world, Kind.PROP, yaw=turn, solid=False)
    thing = setting.catalogue.thing("clutter", draw, *shape)
    fits = (thing.size[..., 2] < most) & (thing.size[..., :2].amax(-1) < 1.3 * own)
    setting.put(shown & (sort == 3) & fits, thing, world, Kind.PROP, yaw=turn, solid=False)

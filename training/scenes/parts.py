"""Furniture built of primitives: tables, shelves full of books, cabinets, screens, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes.setting import Piece, Setting, turned, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Thing


def box(setting: Setting, size: Tensor) -> Thing:
    """Plain boxes."""
    return setting.catalogue.primitive("box", size)


def table(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor,
          look: Tensor | None = None) -> None:  # fmt: skip
    """Tables of a top and four legs, of panels at both ends, or of a single foot."""
    draw = setting.draw
    wide, deep, tall = size.unbind(-1)
    shape = wide.shape
    sort = draw.whole(*shape, below=3)
    thick = draw.uniform(*shape, low=0.02, high=0.05)
    leg = torch.where(sort == 0, draw.uniform(*shape, low=0.035, high=0.09), 0.0)
    panel = torch.where(sort == 1, 0.03, 0.0)
    foot = torch.where(sort == 2, draw.uniform(*shape, low=0.06, high=0.14), 0.0)
    under = tall - thick
    pieces = [Piece("box", (wide, deep, thick), (0.0, 0.0, under))]
    for x in (-1, 1):
        pieces.append(Piece("box", (panel, deep * 0.92, under), (x * (wide / 2 - 0.05), 0.0, 0.0)))
        pieces += [
            Piece("box", (leg, leg, under), (x * (wide / 2 - 0.07), y * (deep / 2 - 0.07), 0.0))
            for y in (-1, 1)
        ]
    pieces.append(Piece("cylinder", (foot, foot, under), (0.0, 0.0, 0.0)))
    plate = torch.where(sort == 2, 0.5 * deep, 0.0)
    pieces.append(Piece("cylinder", (plate, plate, 0.03), (0.0, 0.0, 0.0)))
    rail = torch.where(sort == 0, wide - 0.16, 0.0)
    pieces += [Piece("box", (rail, 0.02, 0.08), (0.0, y * (deep / 2 - 0.07), under - 0.08))
               for y in (-1, 1)]  # fmt: skip
    setting.assemble(mask, place, yaw, pieces, Kind.FURNITURE, look=look)


def shelf(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor,
          look: Tensor | None = None) -> None:  # fmt: skip
    """Open shelves with sides, back and up to six boards, full of books, boxes and things."""
    wide, deep, tall = size.unbind(-1)
    boards = 7
    step = (tall - 0.06) / (tall / 0.34).floor().clamp(2, 6)
    side = torch.full_like(wide, 0.025)
    pieces = [
        Piece("box", (side, deep, tall), (-wide / 2 + 0.0125, 0.0, 0.0)),
        Piece("box", (side, deep, tall), (wide / 2 - 0.0125, 0.0, 0.0)),
        Piece("box", (wide, 0.01, tall), (0.0, deep / 2 - 0.005, 0.0)),
    ]
    for i in range(boards):
        height = 0.05 + i * step
        inside = (height < tall).float()
        pieces.append(Piece("box", (wide * inside, deep, 0.022), (0.0, 0.0, height - 0.022)))
    setting.assemble(mask, place, yaw, pieces, Kind.FURNITURE, look=look)
    for i in range(boards - 1):
        height = 0.05 + i * step
        row = mask & (height + step < tall + 0.02)
        _row(setting, row, place + vector(0.0 * wide, 0.0, height), yaw, wide - 0.06, deep, step)


def _row(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, wide: Tensor,
         deep: Tensor, high: Tensor) -> None:  # fmt: skip
    """Fills one board from left to right with books or with a few things."""
    draw, books = setting.draw, 26
    shape = (*wide.shape, books)
    thick = draw.uniform(*shape, low=0.015, high=0.055) * draw.among(
        *wide.shape, 1, values=(1.0, 1.4, 3.5), weights=(0.6, 0.2, 0.2)
    )
    usual = draw.uniform(*wide.shape, 1, low=0.55, high=0.85)
    tall = high[..., None] * (usual + draw.normal(*shape, scale=0.07)).clamp(0.25, 0.9)
    gap = torch.where(draw.chance(*shape, of=0.06), draw.uniform(*shape, high=0.2), 0.001)
    right = torch.cumsum(thick + gap, -1)
    along = right - thick / 2 - wide[..., None] / 2
    depth = deep[..., None] * draw.uniform(*shape, low=0.5, high=0.85)
    shown = mask[..., None] & (right < wide[..., None])
    shown &= draw.chance(*wide.shape, 1, of=0.8) & draw.chance(*shape, of=0.97)
    lean = torch.where(draw.chance(*shape, of=0.05), draw.normal(*shape, scale=0.12), 0.0)
    out = deep[..., None] * 0.45 - depth / 2 - draw.uniform(*shape, high=0.02)
    local = vector(along, out, 0.0)
    rotation = turned(yaw)[..., None, :, :]
    world = place[..., None, :] + (rotation @ local[..., None])[..., 0]
    c, s, zero = torch.cos(lean), torch.sin(lean), torch.zeros_like(lean)
    tilt = torch.stack([c, zero, s, zero, zero + 1, zero, -s, zero, c], -1).reshape(*shape, 3, 3)
    kind = torch.where(draw.chance(*wide.shape, 1, of=0.85), int(Kind.BOOK), int(Kind.PROP))
    setting.put(shown, box(setting, vector(thick, depth, tall)), world, kind,
                rotation=rotation @ tilt, solid=False)  # fmt: skip


def cabinet(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, size: Tensor,
            look: Tensor | None = None, *, slab: bool = False) -> None:  # fmt: skip
    """Cabinets with doors or drawers that stand out a little, handles, and perhaps a worktop."""
    draw = setting.draw
    wide, deep, tall = size.unbind(-1)
    shape = wide.shape
    plinth = torch.where(draw.chance(*shape, of=0.6), 0.08, 0.01)
    top = 0.035 if slab else 0.0
    body = tall - plinth - top
    drawers = draw.chance(*shape, of=0.4)
    look = setting.looks(*shape) if look is None else look
    carcass = [
        Piece("box", (wide, deep - 0.02, body), (0.0, 0.01, plinth)),
        Piece("box", (wide - 0.04, deep - 0.1, plinth), (0.0, 0.03, 0.0)),
    ]
    setting.assemble(mask, place, yaw, carcass, Kind.FURNITURE, look=look)
    fronts, handles = [], []
    face, bar = -deep / 2 + 0.01, draw.uniform(*shape, low=0.08, high=0.2)
    for i in range(3):
        part = drawers * body / 3
        low = plinth + i * body / 3
        fronts.append(Piece("box", (wide - 0.01, 0.02, part - 0.008), (0.0, face, low + 0.004)))
        handles.append(
            Piece("box", (bar * drawers, 0.02, 0.012), (0.0, face - 0.025, low + part * 0.7))
        )
    pair = (wide > 0.65) & ~drawers
    for x in (-1, 1):
        part = torch.where(pair, wide / 2, torch.where(~drawers, wide, 0.0) * (x > 0))
        middle = torch.where(pair, x * wide / 4, 0.0)
        fronts.append(
            Piece("box", (part - 0.008, 0.02, (body - 0.008) * ~drawers),
                  (middle, face, plinth + 0.004))
        )  # fmt: skip
        knob = torch.where(pair, -x * 0.05, wide / 2 - 0.07) * torch.ones_like(wide)
        handles.append(
            Piece("box", (0.012 * (part > 0), 0.02, bar), (knob, face - 0.025, plinth + body * 0.6))
        )
    setting.assemble(mask, place, yaw, fronts, Kind.FURNITURE, look=look, solid=False)
    setting.assemble(mask, place, yaw, handles, Kind.POLE, solid=False)
    if slab:
        piece = [Piece("box", (wide + 0.005, deep + 0.03, top), (0.0, -0.01, tall - top))]
        slab_look = look[..., :1].expand(shape) + 0 if look.dim() else look
        setting.assemble(mask, place, yaw, piece, Kind.PROP, look=slab_look)


def screen(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, wide: Tensor) -> None:
    """Flat screens on a foot, their picture to the front."""
    draw = setting.draw
    tall = wide * draw.uniform(*wide.shape, low=0.54, high=0.66)
    lift = draw.uniform(*wide.shape, low=0.05, high=0.16)
    case = [
        Piece("box", (wide, 0.03, tall), (0.0, 0.0, lift)),
        Piece("box", (0.06, 0.03, lift + 0.1), (0.0, 0.03, 0.0)),
        Piece("box", (wide * 0.4, 0.18, 0.012), (0.0, 0.02, 0.0)),
    ]
    dark = 0.02 + 0.1 * draw.uniform(*wide.shape, 1).expand(*wide.shape, 3)
    setting.assemble(mask, place, yaw, case, Kind.PROP, tint=dark)
    glow = [Piece("box", (wide - 0.03, 0.004, tall - 0.03), (0.0, -0.017, lift + 0.015))]
    setting.assemble(mask, place, yaw, glow, Kind.SCREEN, solid=False)


def picture(setting: Setting, mask: Tensor, place: Tensor, yaw: Tensor, wide: Tensor,
            tall: Tensor) -> None:  # fmt: skip
    """Pictures on a wall, most of them framed; `place` is on the wall's face."""
    draw = setting.draw
    thick = draw.uniform(*wide.shape, low=0.008, high=0.04)
    setting.assemble(mask, place, yaw, [Piece("box", (wide, thick, tall), (0.0, -thick / 2, 0.0))],
                     Kind.DECOR, solid=False)  # fmt: skip
    framed = mask & draw.chance(*wide.shape, of=0.7)
    bar = draw.uniform(*wide.shape, low=0.012, high=0.05)
    out = thick + 0.012
    pieces = [
        Piece("box", (bar, out, tall + bar), (-wide / 2, -out / 2, -bar / 2)),
        Piece("box", (bar, out, tall + bar), (wide / 2, -out / 2, -bar / 2)),
        Piece("box", (wide, out, bar), (0.0, -out / 2, -bar / 2)),
        Piece("box", (wide, out, bar), (0.0, -out / 2, tall - bar / 2)),
    ]
    setting.assemble(framed, place, yaw, pieces, Kind.FURNITURE, solid=False)

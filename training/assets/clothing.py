"""Garments of the wardrobe, clothes made from shells, coats and shoes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets.parts import Part
from training.assets.shells import body_shell, cloth_colour, cloth_parts, legs_of, shell, top_of
from training.assets.wardrobe import ARM, FOOT, HEAD, LEG, TORSO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.assets.figure import Wearer
    from training.assets.headwear import Measure
    from training.assets.wardrobe import Piece


def wear_piece(
    s: Wearer, piece: Piece, part: Any, *, keep: NDArray[np.bool_] | None = None
) -> None:
    """A packed garment in its own colours or in a new one."""
    triangles, uv = piece.triangles, piece.uv
    if keep is not None:
        triangles, uv = triangles[keep], uv[keep]
    parts = cloth_parts(piece, triangles) if part is None else part
    if s.rng.random() < 0.45:
        shade, texture = int(s.rng.uniform(170, 255)), piece.picture
        colour = (shade, shade, shade)
    else:
        colour, texture = cloth_colour(s.rng), piece.picture + s.wardrobe.grey
    s.figure.add(s.posed(piece), triangles, parts, colour, texture, uv)
    s.covered |= piece.hides


def own_clothes(s: Wearer, male: bool) -> None:
    """A top and trousers, shorts, a skirt or a dress, made from shells of the body."""
    rng, tights = s.rng, s.wardrobe.pieces["helper-tights"]
    limb, along = s.wardrobe.limb, s.wardrobe.along
    sleeve = float(rng.choice([0.2, 0.32, 0.42, 0.97, 0.97, 0.97, 0.97]))
    waist, thick = float(rng.uniform(-0.2, 0.08)), float(rng.uniform(0.005, 0.022))
    loose = float(rng.choice([0.003, 0.008, 0.014, 0.022]))
    lower = cloth_colour(rng)
    skirt = not male and rng.random() < 0.3
    length = float(rng.choice([0.3, 0.45, 0.97, 0.97, 0.97, 0.97]))
    if skirt:
        piece = s.wardrobe.pieces["helper-skirt"]
        z = piece.rest(s.base)[:, 2]
        cut = z.min() + (z.max() - z.min()) * float(rng.choice([-0.05, -0.05, 0.3, 0.5]))
        shell(s, piece, z - cut, 0.004, 0.006, Part.TROUSERS, lower)
        s.covered |= (limb == LEG) & (along < 0.12)
    else:
        shell(
            s,
            tights,
            legs_of(tights, waist=max(waist, 0) + 0.12, length=length),
            loose,
            loose * 0.5,
            None,
            lower,
        )
        s.covered |= (limb == LEG) & (along < length - 0.06)
    upper = lower if skirt and rng.random() < 0.5 else cloth_colour(rng)
    top = top_of(tights, waist=waist, sleeve=sleeve)
    shell(s, tights, top, max(thick, loose + 0.004), min(0.006, thick * 0.5), None, upper)
    s.covered |= ((limb == TORSO) & ((along < 0.9) | _beside_neck(s))) | (
        (limb == ARM) & (along < sleeve - 0.08)
    )


def _beside_neck(s: Wearer) -> NDArray[np.bool_]:
    """Base points far enough from the middle to lie under the shoulders of any top."""
    across = np.abs(s.base[: len(s.wardrobe.limb), 0])
    return across > 0.55 * np.percentile(across[s.wardrobe.limb == TORSO], 98)


def hood(s: Wearer, m: Measure, colour: tuple[int, int, int]) -> None:
    """A hood round the head and neck that leaves the face free."""
    p = s.base[: len(s.wardrobe.limb)]
    forward = (m.centre[1] - p[:, 1]) / m.half[1]
    up = (p[:, 2] - m.centre[2]) / m.half[2]
    edge = s.rng.uniform(0.15, 0.6) - np.maximum(forward, 0) * np.clip(2.2 + up, 0, 1)
    neck = (s.wardrobe.limb == TORSO) & (s.wardrobe.along > 0.88)
    keep = np.where(s.wardrobe.limb == HEAD, edge, np.where(neck, 0.2, -0.3))
    thick = float(s.rng.uniform(0.025, 0.045))
    body_shell(s, keep, thick, Part.COAT, colour, thick * 0.3)


def mask(s: Wearer, m: Measure) -> None:
    """A cloth mask over mouth and nose."""
    p = s.base[: len(s.wardrobe.limb)]
    high = float(m.eyes[:, 2].mean()) - p[:, 2]
    across = np.abs(p[:, 0]) / m.half_width
    front = (m.centre[1] - p[:, 1]) / m.half[1] - 0.25
    keep = np.minimum.reduce([high * 12 - 0.25, 1.35 - high * 12, 0.85 - across, front])
    colours = ((235, 238, 240), (130, 180, 210), (24, 24, 26), (90, 110, 96))
    part = np.where(s.wardrobe.limb == HEAD, keep, -0.3)
    body_shell(s, part, 0.009, Part.TEXTILE, colours[int(s.rng.integers(4))], 0.002)


def coat(s: Wearer) -> tuple[int, int, int]:
    """A jacket or coat over everything, closed or open in front; gives its colour."""
    rng, tights = s.rng, s.wardrobe.pieces["helper-tights"]
    colour, thick = cloth_colour(rng), float(rng.uniform(0.04, 0.065))
    long = rng.random() < 0.45
    keep = top_of(
        tights, waist=-0.25 if long else float(rng.uniform(-0.25, 0.02)), sleeve=0.97, neck=1.2
    )
    if rng.random() < 0.35:
        rest = tights.rest(s.base)
        open_front = (rest[:, 1] < rest[:, 1].mean()) & (tights.limb == TORSO)
        gap = (np.abs(rest[:, 0]) - rng.uniform(0.015, 0.06)) * 4
        keep = np.where(open_front, np.minimum(keep, gap), keep)
    shell(s, tights, keep, thick, thick * 0.2, Part.COAT, colour)
    if long:
        skirt = s.wardrobe.pieces["helper-skirt"]
        z = skirt.rest(s.base)[:, 2]
        cut = z.min() + (z.max() - z.min()) * rng.uniform(0.0, 0.6)
        shell(s, skirt, z - cut, thick * 0.8, thick * 0.2, Part.COAT, colour)
    return colour


def footwear(s: Wearer) -> None:
    """Shoes, or socks when nothing else covers the feet."""
    if s.rng.random() < 0.82:
        piece = s.wardrobe.pieces[str(s.rng.choice(s.wardrobe.of_kind("shoes")))]
        wear_piece(s, piece, Part.SHOE)
    elif s.rng.random() < 0.7:
        leg = np.where(s.wardrobe.limb == LEG, s.wardrobe.along - 0.8, -1.0)
        feet = np.where(s.wardrobe.limb == FOOT, 0.2, leg)
        body_shell(s, feet, 0.004, Part.SHOE, cloth_colour(s.rng), 0.001)

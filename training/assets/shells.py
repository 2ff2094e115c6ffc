"""Layers of cloth or hair over a shell of the body, cut straight at hems and hairlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets import solids
from training.assets.parts import Part
from training.assets.wardrobe import ARM, FOOT, HAND, HEAD, LEG, TORSO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.assets.figure import Wearer
    from training.assets.wardrobe import Piece

    Floats = NDArray[np.float32]


_PART_OF_LIMB = {
    TORSO: Part.TORSO,
    LEG: Part.TROUSERS,
    HEAD: Part.TORSO,
    HAND: Part.LOWER_SLEEVE,
    FOOT: Part.SHOE,
}


def cloth_parts(piece: Piece, triangles: NDArray[Any]) -> NDArray[np.uint8]:
    """Which cloth a triangle is, by the limb below it."""
    corner = triangles[:, 0]
    limb, along = piece.limb[corner], piece.along[corner]
    table = np.array([_PART_OF_LIMB.get(i, Part.UPPER_SLEEVE) for i in range(6)], np.uint8)
    parts = table[limb]
    parts[(limb == ARM) & (along > 0.5)] = Part.LOWER_SLEEVE
    parts[(limb == LEG) & (along > 0.5)] = Part.LOWER_LEG
    parts[(limb == TORSO) & (along < 0.12)] = Part.TROUSERS
    return parts


def cloth_colour(rng: np.random.Generator) -> tuple[int, int, int]:
    """Mostly muted, often dark, sometimes bright."""
    kind = rng.random()
    base = rng.uniform(12, 70, 3) if kind < 0.4 else rng.uniform(40, 220, 3)
    grey = base.mean()
    colour = grey + (base - grey) * (1.4 if kind > 0.93 else rng.uniform(0.1, 0.8))
    if rng.random() < 0.12:
        colour = rng.uniform(200, 245) * np.ones(3)
    r, g, b = (int(v) for v in np.clip(colour, 8, 248))
    return r, g, b


def _ripples(rest: Floats, rng: np.random.Generator, scale: float) -> Floats:
    """Folds: a smooth random height (P,) about -1..1 over rest points."""
    total = np.zeros(len(rest), np.float32)
    for _ in range(6):
        direction = rng.normal(0, 1, 3) * rng.uniform(12, 45) / max(scale, 0.4)
        total += np.sin(rest @ direction + rng.uniform(0, 6.28))
    return total / 6 * 1.8


def shell(
    s: Wearer, piece: Piece, keep: Floats, thickness: float, fold: float, part: Any,
    colour: tuple[int, int, int], taper: float = 0.0,
) -> None:  # fmt: skip
    """A layer `thickness` metres above the piece where `keep` (Q,) > 0, with folds.

    It thins out within `taper` of the edge, so that hair meets the skin.
    """
    if not (keep > 0).any():
        return
    rest = piece.rest(s.base)
    posed = s.posed(piece)
    high = thickness + fold * _ripples(rest, s.rng, float(rest[:, 2].max()))
    if taper:
        high = high * np.clip(keep / taper, 0.02, 1) ** 0.7
    lifted = posed + solids.normals(posed, piece.triangles) * np.maximum(high, 0.001)[:, None]
    points, triangles, _ = solids.clipped(lifted, piece.triangles, keep)
    if part is None:
        part = cloth_parts(piece, np.minimum(triangles.min(1, keepdims=True), len(posed) - 1))
    s.figure.add(points.astype(np.float32), triangles, part, colour)


def top_of(piece: Piece, *, waist: float, sleeve: float, neck: float = 1.02) -> Floats:
    """Positive on the trunk above the waist (0 hip, 1 neck) and on the arms to the sleeve."""
    limb, along, rise = piece.limb, piece.along, piece.rise
    end = {TORSO: np.minimum(rise - waist, neck - along), ARM: sleeve - along, LEG: rise - waist}
    end |= {HAND: np.full_like(along, sleeve - 1.0), HEAD: np.full_like(along, neck - 1.1)}
    return np.select([limb == k for k in end], list(end.values()), -1.0)


def legs_of(piece: Piece, *, waist: float, length: float) -> Floats:
    """Positive on the legs as far as the hem and on the trunk below the waist."""
    limb, along, rise = piece.limb, piece.along, piece.rise
    end = {TORSO: waist - rise, LEG: np.minimum(length - along, waist - rise)}
    end |= {FOOT: np.full_like(along, length - 1.0)}
    return np.select([limb == k for k in end], list(end.values()), -1.0)


def body_shell(
    s: Wearer, keep: Floats, thickness: float, part: Part, colour: tuple[int, int, int],
    fold: float, taper: float = 0.0,
) -> None:  # fmt: skip
    """A layer over the skin where `keep` (base points,) is positive."""
    body = s.wardrobe.body
    shell(s, body, keep[body.ref[:, 0]], thickness, fold, part, colour, taper)

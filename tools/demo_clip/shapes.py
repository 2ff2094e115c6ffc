"""Building blocks of the room for Mitsuba: surfaces, boxes, turned bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mitsuba as mi
import numpy as np
from furniture import mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

_T = mi.ScalarTransform4f


def picture(image: NDArray[np.float32], repeat: tuple[float, float] = (1, 1)) -> dict[str, Any]:
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(image)),
        "raw": True,
        "to_uv": _T().scale([*repeat, 1]),
    }


def surface(colour: Any, roughness: float = 0.6, specular: float = 0.3) -> dict[str, Any]:
    base = {"type": "rgb", "value": list(colour)} if isinstance(colour, tuple) else colour
    return {
        "type": "twosided",
        "b": {
            "type": "principled",
            "base_color": base,
            "roughness": roughness,
            "specular": specular,
        },
    }


def box(
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    bsdf: dict[str, Any],
    turn: float = 0.0,
) -> dict[str, Any]:
    middle, half = (np.array(low) + high) / 2, (np.array(high) - low) / 2
    to_world = _T().translate(middle.tolist()).rotate([0, 0, 1], turn).scale(half.tolist())
    return {"type": "cube", "to_world": to_world, "bsdf": bsdf}


def lathe(
    profile: list[tuple[float, float]],
    place: tuple[float, float, float],
    bsdf: dict[str, Any],
    sides: int = 48,
) -> Any:
    """A turned body from (radius, height) pairs."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = [
        np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, h)], 1) for r, h in profile
    ]
    points = np.concatenate(rings) + np.array(place)
    corners = []
    for ring in range(len(profile) - 1):
        for k in range(sides):
            a, b = ring * sides + k, ring * sides + (k + 1) % sides
            corners += [[a, b, b + sides], [a, b + sides, a + sides]]
    faces = np.stack([np.array(corners), np.full((len(corners), 3), -1)], axis=2)
    return mesh(points, faces, np.zeros((1, 2)), bsdf)

"""What the room holds besides furniture models: lamp, desk, mug, pot, books, paintings."""

from __future__ import annotations

from typing import Any

import mitsuba as mi
import numpy as np
from furniture import mesh
from patterns import painting, planks
from shapes import box, lathe, picture, surface

DESK_HEIGHT = 0.74
_T = mi.ScalarTransform4f
_BOOKS = np.array(
    [
        [0.30, 0.06, 0.05],
        [0.06, 0.12, 0.22],
        [0.45, 0.38, 0.25],
        [0.08, 0.18, 0.12],
        [0.5, 0.47, 0.42],
        [0.40, 0.20, 0.05],
        [0.05, 0.05, 0.06],
    ]
)


def lamp(x: float, y: float) -> dict[str, Any]:
    metal = surface((0.08, 0.08, 0.08), 0.35, 0.6)
    shade = {
        "type": "twosided",
        "b": {"type": "diffuse", "reflectance": {"type": "rgb", "value": [0.8, 0.7, 0.5]}},
    }
    warm = {"type": "area", "radiance": {"type": "rgb", "value": [2.2, 1.4, 0.7]}}
    pole = [(0.0, 0.0), (0.14, 0.0), (0.14, 0.02), (0.012, 0.03), (0.012, 1.45), (0.0, 1.45)]
    cone = {
        "type": "cylinder",
        "p0": [x, y, 1.32],
        "p1": [x, y, 1.60],
        "radius": 0.17,
        "bsdf": shade,
        "emitter": warm,
    }
    return {"lamp_pole": lathe(pole, (x, y, 0), metal), "lamp_shade": cone}


def desk() -> dict[str, Any]:
    wood = surface(picture(planks(seed=9, rows=3, tone=(0.34, 0.22, 0.13)), (1, 1)), 0.4, 0.4)
    clay = surface((0.75, 0.72, 0.68), 0.25, 0.5)
    mug = [
        (0, 0),
        (0.037, 0),
        (0.041, 0.01),
        (0.042, 0.095),
        (0.039, 0.095),
        (0.036, 0.02),
        (0, 0.015),
    ]
    return {
        "desk": box((-0.85, -0.5, DESK_HEIGHT - 0.03), (0.85, 0.80, DESK_HEIGHT), wood),
        "mug": lathe(mug, (0.40, 0.70, DESK_HEIGHT), surface((0.04, 0.10, 0.16), 0.25, 0.5)),
        "mug_handle": _handle((0.435, 0.70, DESK_HEIGHT + 0.05)),
        "pot": lathe(
            [(0, 0), (0.04, 0), (0.05, 0.07), (0.046, 0.07), (0.04, 0.06), (0, 0.06)],
            (-0.47, 0.70, DESK_HEIGHT),
            clay,
        ),
        "notebook": box(
            (0.10, 0.55, DESK_HEIGHT),
            (0.26, 0.69, DESK_HEIGHT + 0.012),
            surface((0.05, 0.08, 0.16), 0.7),
            12,
        ),
    }


def _handle(place: tuple[float, float, float]) -> Any:
    angle, tube = np.meshgrid(
        np.linspace(-1.5, 1.5, 24), np.linspace(0, 2 * np.pi, 12, endpoint=False), indexing="ij"
    )
    radius = 0.026 + 0.006 * np.cos(tube)
    points = np.stack(
        [radius * np.cos(angle), 0.006 * np.sin(tube), radius * np.sin(angle)], 2
    ).reshape(-1, 3) + np.array(place)
    corners = []
    for i in range(23):
        for j in range(12):
            a, b = i * 12 + j, i * 12 + (j + 1) % 12
            corners += [[a, b, b + 12], [a, b + 12, a + 12]]
    faces = np.stack([np.array(corners), np.full((len(corners), 3), -1)], axis=2)
    return mesh(points, faces, np.zeros((1, 2)), surface((0.04, 0.10, 0.16), 0.25, 0.5))


def shelf(x: float, y: float) -> dict[str, Any]:
    """An open book case with books, a box and a bowl."""
    rng = np.random.default_rng(4)
    wood = surface((0.33, 0.21, 0.12), 0.5, 0.3)
    width, depth, height = 0.95, 0.30, 1.75
    scene: dict[str, Any] = {}
    for i, side in enumerate((x, x + width - 0.03)):
        scene[f"shelf_side_{i}"] = box((side, y, 0), (side + 0.03, y + depth, height), wood)
    scene["shelf_back"] = box((x, y + depth - 0.01, 0), (x + width, y + depth, height), wood)
    for i, z in enumerate(np.linspace(0.06, height - 0.03, 6)):
        scene[f"shelf_{i}"] = box((x, y, z), (x + width, y + depth, z + 0.025), wood)
        at = x + 0.05
        stop = x + width - 0.06 - (0.28 if i % 2 else 0.02) * rng.random() * 1.4
        while i < 5 and at < stop:
            thick, tall, deep = (
                rng.uniform(0.018, 0.045),
                rng.uniform(0.19, 0.27),
                rng.uniform(0.15, 0.21),
            )
            colour = tuple(float(c) for c in rng.choice(_BOOKS) * rng.uniform(0.6, 1.2))
            scene[f"book_{i}_{round(at * 1e3)}"] = box(
                (at, y + 0.03, z + 0.025),
                (at + thick - 0.002, y + 0.03 + deep, z + 0.025 + tall),
                surface(colour, 0.6),
            )
            at += thick
    return scene


def paintings(wall: float) -> dict[str, Any]:
    scene = {}
    works = [
        (
            -0.95,
            0.62,
            0.86,
            11,
            [(0.55, 0.62, 0.66), (0.65, 0.52, 0.38), (0.30, 0.16, 0.10), (0.08, 0.10, 0.13)],
        ),
        (
            -0.15,
            0.48,
            0.62,
            17,
            [(0.70, 0.66, 0.58), (0.16, 0.26, 0.28), (0.50, 0.28, 0.12), (0.10, 0.06, 0.05)],
        ),
    ]
    for i, (x, width, height, seed, tones) in enumerate(works):
        low, high = 1.62 - height / 2, 1.62 + height / 2
        scene[f"frame_{i}"] = box(
            (x, wall - 0.035, low), (x + width, wall, high), surface((0.05, 0.04, 0.035), 0.4)
        )
        to_world = (
            _T()
            .translate([x + width / 2, wall - 0.037, 1.62])
            .rotate([1, 0, 0], 90)
            .scale([width / 2 - 0.03, height / 2 - 0.03, 1])
        )
        scene[f"painting_{i}"] = {
            "type": "rectangle",
            "to_world": to_world,
            "bsdf": surface(picture(painting(seed, tones)), 0.7),
        }
    return scene

"""The room as one Mitsuba scene: metres, z up, camera near the origin looking along +y."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mitsuba as mi
import numpy as np
from furniture import mesh, model, read_catalogue
from patterns import outdoors, planks, plaster, rug
from props import DESK_HEIGHT, desk, lamp, paintings, shelf
from shapes import box, picture, surface

if TYPE_CHECKING:
    from pathlib import Path

LEFT, RIGHT, BACK, FRONT, CEILING = -1.75, 2.15, 4.1, -1.3, 2.6
_T = mi.ScalarTransform4f


def _shell() -> dict[str, Any]:
    wall = surface(picture(plaster((0.60, 0.58, 0.53), 3)), 0.8, 0.1)
    accent = surface(picture(plaster((0.30, 0.40, 0.41), 5)), 0.8, 0.1)
    floor = surface(picture(planks(), (3.0, 3.5)), 0.38, 0.4)
    white = surface((0.75, 0.74, 0.72), 0.7)
    scene = {
        "floor": box((LEFT - 0.2, FRONT, -0.1), (RIGHT + 0.2, BACK, 0.0), floor),
        "ceiling": box((LEFT - 0.2, FRONT, CEILING), (RIGHT + 0.2, BACK, CEILING + 0.1), white),
        "back": box((LEFT - 0.2, BACK, 0), (RIGHT + 0.2, BACK + 0.1, CEILING), accent),
        "front": box((LEFT - 0.2, FRONT - 0.1, 0), (RIGHT + 0.2, FRONT, CEILING), wall),
        "right": box((RIGHT, FRONT, 0), (RIGHT + 0.1, BACK, CEILING), wall),
        "skirting": box((LEFT, BACK - 0.02, 0), (RIGHT, BACK, 0.1), white),
    }
    scene |= _window_wall(wall, white, [(-0.5, 1.2), (2.75, 3.75)])
    return scene


def _window_wall(
    wall: dict[str, Any], frame: dict[str, Any], windows: list[tuple[float, float]]
) -> dict[str, Any]:
    """The left wall with its windows: sill, frame, curtains, and daylight behind."""
    low, high = 0.9, 2.25
    thick = (LEFT - 0.22, LEFT)
    edges = [FRONT, *[e for w in windows for e in w], BACK]
    scene: dict[str, Any] = {
        "left_low": box((thick[0], FRONT, 0), (thick[1], BACK, low), wall),
        "left_high": box((thick[0], FRONT, high), (thick[1], BACK, CEILING), wall),
    }
    for i in range(0, len(edges), 2):
        scene[f"left_{i}"] = box((thick[0], edges[i], low), (thick[1], edges[i + 1], high), wall)
    for i, (a, b) in enumerate(windows):
        to_world = (
            _T()
            .translate([LEFT - 0.25, (a + b) / 2, (low + high) / 2])
            .rotate([0, 1, 0], 90)
            .rotate([0, 0, 1], 90)
        )
        glow = {"type": "area", "radiance": picture(outdoors() * (11.0 if i == 0 else 7.0))}
        scene[f"day_{i}"] = {
            "type": "rectangle",
            "to_world": to_world.scale([(b - a) / 2 + 0.05, (high - low) / 2 + 0.05, 1]),
            "emitter": glow,
        }
        scene[f"sill_{i}"] = box(
            (LEFT - 0.22, a - 0.05, low - 0.03), (LEFT + 0.08, b + 0.05, low), frame
        )
        for j, y in enumerate((a, (a + b) / 2 - 0.025, b - 0.05)):
            scene[f"post_{i}_{j}"] = box(
                (LEFT - 0.16, y, low), (LEFT - 0.10, y + 0.05, high), frame
            )
        for j, z in enumerate((low, high - 0.05)):
            scene[f"rail_{i}_{j}"] = box((LEFT - 0.16, a, z), (LEFT - 0.10, b, z + 0.05), frame)
    scene["curtain"] = _curtain(3.72, 4.05)
    return scene


def _curtain(start: float, stop: float) -> Any:
    """Hanging cloth in soft folds."""
    y = np.linspace(start, stop, 80)
    x = LEFT + 0.08 + 0.035 * np.sin(np.linspace(0, 10 * np.pi, 80))
    points = np.concatenate([np.stack([x, y, np.full(80, z)], 1) for z in (0.05, 2.4)])
    corners = [[k, k + 1, k + 81] for k in range(79)] + [[k, k + 81, k + 80] for k in range(79)]
    faces = np.stack([np.array(corners), np.full((158, 3), -1)], axis=2)
    return mesh(points, faces, np.zeros((1, 2)), surface((0.62, 0.56, 0.46), 0.9, 0.0))


def build(catalogue_folder: Path) -> dict[str, Any]:
    """Everything that stands still, ready for `mi.load_dict`."""
    catalogue = read_catalogue(catalogue_folder)
    to_world = _T().translate([0.1, 2.55, 0.006]).scale([1.25, 0.7, 1])
    scene: dict[str, Any] = {
        "type": "scene",
        **_shell(),
        **desk(),
        **shelf(1.05, BACK - 0.31),
        **lamp(0.72, 3.7),
        **paintings(BACK),
    }
    scene["rug"] = {
        "type": "rectangle",
        "to_world": to_world,
        "bsdf": surface(picture(rug()), 0.95, 0.0),
    }
    scene |= model(catalogue["sofa2"], (-0.62, BACK - 0.45, 0), 0)
    scene |= model(catalogue["decorativePlant"], (-1.45, 3.05, 0), 20, scale=1.15)
    scene |= model(catalogue["littlePlant"], (1.75, BACK - 0.16, 1.75), 0)
    scene |= model(catalogue["augalas"], (-0.47, 0.70, DESK_HEIGHT + 0.05), 0, scale=0.4)
    scene |= model(
        catalogue["armchair"], (-0.13, 1.14, 0), 10, scale=0.92, tint=(0.05, 0.055, 0.065)
    )
    return scene

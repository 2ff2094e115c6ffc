"""Hulls of cars, vans and buses, swept along their length from a few profile curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Length, width, height in metres; curves run from nose (0) to tail (1)."""

    length: float
    width: float
    height: float
    belt: Curve
    top: Curve
    wheels: tuple[float, float]
    radius: float
    narrow: float = 0.2


SHAPES = {
    "hatchback": Shape(3.9, 1.72, 1.48, ((0, 0.42), (0.06, 0.52), (0.3, 0.60), (1, 0.66)),
        ((0, 0.42), (0.06, 0.52), (0.27, 0.62), (0.45, 0.96), (0.6, 1.0), (0.86, 0.94), (0.985,
            0.66), (1, 0.5)), (0.19, 0.82), 0.30),
    "sedan": Shape(4.6, 1.80, 1.44, ((0, 0.42), (0.05, 0.53), (0.3, 0.62), (1, 0.67)),
        ((0, 0.42), (0.05, 0.54), (0.29, 0.64), (0.43, 0.96), (0.55, 1.0), (0.7, 0.95), (0.84,
            0.70), (0.98, 0.66), (1, 0.5)), (0.19, 0.80), 0.32),
    "estate": Shape(4.7, 1.82, 1.48, ((0, 0.42), (0.05, 0.53), (0.3, 0.61), (1, 0.66)),
        ((0, 0.42), (0.05, 0.54), (0.28, 0.63), (0.42, 0.96), (0.55, 1.0), (0.9, 0.96), (0.985,
            0.66), (1, 0.5)), (0.19, 0.80), 0.32),
    "offroad": Shape(4.5, 1.88, 1.70, ((0, 0.46), (0.04, 0.60), (0.3, 0.64), (1, 0.66)),
        ((0, 0.46), (0.04, 0.60), (0.27, 0.66), (0.38, 0.97), (0.5, 1.0), (0.93, 0.96), (0.985,
            0.64), (1, 0.45)), (0.19, 0.80), 0.37, 0.13),
    "coupe": Shape(4.4, 1.84, 1.30, ((0, 0.44), (0.05, 0.55), (0.32, 0.66), (1, 0.72)),
        ((0, 0.44), (0.05, 0.56), (0.34, 0.68), (0.5, 0.97), (0.58, 1.0), (0.75, 0.92), (0.93,
            0.76), (1, 0.55)), (0.19, 0.80), 0.33, 0.25),
    "minivan": Shape(4.5, 1.83, 1.70, ((0, 0.40), (0.05, 0.50), (0.22, 0.58), (1, 0.60)),
        ((0, 0.40), (0.05, 0.50), (0.2, 0.62), (0.38, 0.96), (0.5, 1.0), (0.94, 0.97), (0.99,
            0.62), (1, 0.45)), (0.17, 0.80), 0.32, 0.14),
    "pickup": Shape(5.2, 1.88, 1.78, ((0, 0.45), (0.04, 0.58), (0.26, 0.62), (1, 0.62)),
        ((0, 0.45), (0.04, 0.58), (0.24, 0.64), (0.34, 0.97), (0.42, 1.0), (0.58, 0.98), (0.62,
            0.63), (0.99, 0.62), (1, 0.5)), (0.17, 0.78), 0.38, 0.13),
    "van": Shape(5.4, 2.0, 2.4, ((0, 0.32), (0.04, 0.42), (0.18, 0.52), (1, 0.52)),
        ((0, 0.32), (0.04, 0.42), (0.14, 0.55), (0.25, 0.93), (0.34, 1.0), (0.98, 1.0), (1,
            0.94)), (0.17, 0.78), 0.35, 0.06),
    "bus": Shape(11.5, 2.5, 3.1, ((0, 0.38), (1, 0.38)),
        ((0, 0.40), (0.005, 0.8), (0.02, 0.97), (0.05, 1.0), (0.98, 1.0), (1, 0.96)), (0.2, 0.74),
            0.48, 0.02),
}  # fmt: skip


def height_at(curve: Curve, place: np.ndarray) -> np.ndarray:
    x, y = np.array(curve).T
    return np.interp(place, x, y)


def _sections(shape: Shape, place: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (stations, 13, 3) of the hull, and belt and top heights in metres."""
    belt, top = (
        height_at(shape.belt, place) * shape.height,
        height_at(shape.top, place) * shape.height,
    )
    top = np.maximum(top, belt + 0.01)
    ends = np.minimum(1, np.minimum(place, 1 - place) / 0.09)
    half = shape.width / 2 * (0.80 + 0.20 * np.sqrt(np.clip(ends, 0, 1)))
    glass = np.clip((top - belt) / (0.4 * shape.height), 0, 1)
    roof = half * (1 - shape.narrow * glass)
    sill = np.full_like(place, 0.17 * shape.height) + 0.06 * (1 - ends)
    columns = [
        (half * 0.90, sill),
        (half, sill + 0.12),
        (half * 1.0, 0.55 * belt + 0.45 * sill),
        (half * 0.985, belt - 0.03),
        (half * 0.94 + 0.06 * roof, belt),
        (roof, top - 0.07 * glass),
        (roof * 0.82, top),
    ]
    y = (place - 0.5) * shape.length
    right = np.stack([np.stack([x, y, z], 1) for x, z in columns], 1)
    left = right[:, -2::-1] * [-1, 1, 1]
    middle = np.stack([np.zeros_like(y), y, top + 0.02 * glass], 1)[:, None]
    return (
        np.concatenate([right[:, :-1], right[:, -1:], middle, right[:, -1:] * [-1, 1, 1], left], 1),
        belt,
        top,
    )


def hull(shape: Shape) -> tuple[np.ndarray, list[tuple[np.ndarray, bool]]]:
    """Hull points and its triangles, split into body and glass."""
    place = np.unique(np.concatenate([
        np.linspace(0, 1, 34), [p for p, _ in shape.top], [p + 0.012 for p, _ in shape.top][:-1],
    ]))  # fmt: skip
    points, belt, top = _sections(shape, place)
    stations, columns = points.shape[:2]
    r, c = np.meshgrid(np.arange(stations - 1), np.arange(columns - 1), indexing="ij")
    quads = np.stack(
        [r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c], -1
    )
    glass = _glazed(shape, place, belt, top, columns)
    flat, is_glass = quads.reshape(-1, 4), glass.ravel()
    triangles = np.concatenate([flat[:, [0, 1, 2]], flat[:, [0, 2, 3]]])
    is_glass = np.concatenate([is_glass, is_glass])
    caps = [_cap(0, columns), _cap((stations - 1) * columns, columns)[:, ::-1]]
    body = np.concatenate([triangles[~is_glass], *caps])
    return points.reshape(-1, 3), [(body, False), (triangles[is_glass], True)]


def _cap(first: int, count: int) -> np.ndarray:
    return np.stack(
        [np.full(count - 2, first), np.arange(2, count) + first, np.arange(1, count - 1) + first], 1
    )


def _glazed(
    shape: Shape, place: np.ndarray, belt: np.ndarray, top: np.ndarray, columns: int
) -> np.ndarray:
    """Which hull cells (stations - 1, columns - 1) are windows."""
    tall = (top - belt) / shape.height > 0.12
    both = tall[1:] & tall[:-1]
    slope = np.abs(np.diff(top)) / np.maximum(np.diff(place) * shape.length, 1e-6)
    middle = (place[1:] + place[:-1]) / 2
    pillars = np.zeros_like(middle, bool)
    first = float(place[:-1][both][0]) if both.any() else 0.3
    for at in np.arange(first + 0.2, 1, 0.24 if shape.length < 6 else 0.11):
        pillars |= np.abs(middle - at) < 0.012
    panel = (middle > 0.45) & (shape.height > 2) & (shape.length < 6)
    cells = np.zeros((len(middle), columns - 1), bool)
    side = both & ~pillars & ~panel
    cells[:, 4] = cells[:, columns - 6] = side & (slope < 1.2)
    screen = (slope > 0.35) & (
        (top[1:] + top[:-1]) / 2 > 0.5 * (belt[1:] + belt[:-1]) + 0.04 * shape.height
    )
    for column in range(5, columns - 6):
        cells[:, column] = screen & ~panel
    return cells

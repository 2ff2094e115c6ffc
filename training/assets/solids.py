"""Small made meshes: tubes, domes, boxes, turned bodies; points (P, 3), triangles (T, 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Solid = tuple[Floats, Ints]


def joined(parts: Sequence[Solid]) -> Solid:
    """Several meshes as one."""
    starts = np.cumsum([0] + [len(p) for p, _ in parts])
    triangles = [t + s for (_, t), s in zip(parts, starts[:-1], strict=True)]
    return np.concatenate([p for p, _ in parts]), np.concatenate(triangles)


def grid_triangles(rows: int, columns: int, *, closed: bool) -> Ints:
    """Triangles of a grid of points; `closed` joins the last column to the first."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns - (not closed)), indexing="ij")
    a, b = r * columns + c, r * columns + (c + 1) % columns
    quads = np.stack([a, b, b + columns, a + columns], -1).reshape(-1, 4)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def tube(path: Floats, radius: float | Floats, sides: int = 6, *, loop: bool = False) -> Solid:
    """A round bar along a path (N, 3), radius in metres, one for all or one a point."""
    path = np.asarray(path, float)
    ahead = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    if not loop:
        ahead[0], ahead[-1] = path[1] - path[0], path[-1] - path[-2]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    helper = np.eye(3)[np.argmin(np.abs(ahead).max(0))]
    side = np.cross(ahead, helper)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    up = np.cross(side, ahead)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * up[:, None]
    size = np.broadcast_to(np.asarray(radius, float), (len(path),))[:, None, None]
    points = (path[:, None] + ring * size).reshape(-1, 3)
    triangles = grid_triangles(len(path) + loop, sides, closed=True) % len(points)
    return points, triangles


def turned(profile: Sequence[tuple[float, float]], sides: int = 20) -> Solid:
    """A body of revolution about z from (radius, height) pairs, from below upwards."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = [
        np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, h)], 1) for r, h in profile
    ]
    return np.concatenate(rings), grid_triangles(len(profile), sides, closed=True)


def dome(half: Sequence[float], start: float = 0.0, sides: int = 20, rings: int = 8) -> Solid:
    """The part of an ellipsoid above `start` of its height (-1 whole, 0 upper half)."""
    height = np.sin(np.linspace(np.arcsin(start), np.pi / 2, rings))
    points, triangles = turned(
        [(float(np.sqrt(max(0, 1 - h * h))), float(h)) for h in height], sides
    )
    return points * np.asarray(half), triangles


def box(low: Sequence[float], high: Sequence[float]) -> Solid:
    """An axis-aligned box with its own corners on every side."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    points, triangles = [], []
    for axis in range(3):
        for sign in (0, 1):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            corners = np.tile((low, high)[sign], (4, 1)).astype(float)
            corners[:, u], corners[:, v] = low[u], low[v]
            corners[[1, 2], u], corners[[2, 3], v] = high[u], high[v]
            order = [[0, 1, 2], [0, 2, 3]] if sign else [[0, 2, 1], [0, 3, 2]]
            triangles.append(np.array(order) + 4 * len(points))
            points.append(corners)
    return np.concatenate(points), np.concatenate(triangles)


def rounded_box(
    low: Sequence[float], high: Sequence[float], power: float = 5.0, cells: int = 6
) -> Solid:
    """A box with rounded edges (a superellipsoid)."""
    axis = np.linspace(-1, 1, cells + 1)
    u, v = (a.ravel() for a in np.meshgrid(axis, axis, indexing="ij"))
    grid = grid_triangles(cells + 1, cells + 1, closed=False)
    points, triangles = [], []
    for turn in range(3):
        for sign in (-1.0, 1.0):
            face = np.roll(np.stack([np.full_like(u, sign), u, v], 1), turn, 1)
            triangles.append((grid if sign < 0 else grid[:, ::-1]) + len(u) * len(points))
            points.append(face)
    cube = np.concatenate(points)
    size = (np.abs(cube) ** power).sum(1, keepdims=True) ** (1 / power)
    low, high = np.asarray(low, float), np.asarray(high, float)
    return (low + high) / 2 + cube / size * (high - low) / 2, np.concatenate(triangles)


def placed(solid: Solid, matrix: Floats, offset: Sequence[float] = (0, 0, 0)) -> Solid:
    """A mesh turned and moved."""
    return solid[0] @ np.asarray(matrix).T + np.asarray(offset), solid[1]


def normals(points: Floats, triangles: Ints) -> Floats:
    """Unit vertex normals (P, 3), area-weighted."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    total = np.stack(
        [
            sum(np.bincount(triangles[:, k], flat[:, d], len(points)) for k in range(3))
            for d in range(3)
        ],
        1,
    )
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def clipped(points: Floats, triangles: Ints, keep: Floats) -> tuple[Floats, Ints, Floats]:
    """The part of a mesh where `keep` (P,) is positive, cut through triangles, and `keep` there."""
    inside = keep > 0
    count = inside[triangles].sum(1)
    whole, one, two = (triangles[count == n] for n in (3, 1, 2))
    first = _rolled(one, inside[one].argmax(1))
    last = _rolled(two, (~inside[two]).argmax(1))
    edges = np.concatenate([first[:, [0, 1]], first[:, [0, 2]], last[:, [1, 0]], last[:, [2, 0]]])
    t = keep[edges[:, 0]] / np.maximum(keep[edges[:, 0]] - keep[edges[:, 1]], 1e-9)
    new = points[edges[:, 0]] * (1 - t[:, None]) + points[edges[:, 1]] * t[:, None]
    a, b, c, d = np.split(
        np.arange(len(edges)) + len(points), np.cumsum([len(first)] * 2 + [len(last)])
    )
    made = [
        np.stack([first[:, 0], a, b], 1),
        np.stack([last[:, 1], last[:, 2], d], 1),
        np.stack([last[:, 1], d, c], 1),
    ]
    depth = np.concatenate([np.maximum(keep, 0), np.zeros(len(new))])
    return np.concatenate([points, new]), np.concatenate([whole, *made]), depth


def _rolled(triangles: Ints, first: Ints) -> Ints:
    """Triangles with the given corner put first, same winding."""
    return np.take_along_axis(triangles, (first[:, None] + np.arange(3)) % 3, 1)

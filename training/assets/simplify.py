"""Fewer triangles: collapse edges, keep original points so that rigs and pictures still fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fast_simplification
import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def used_only(points: Floats, triangles: Ints) -> tuple[Floats, Ints, Ints]:
    """The points that triangles use, the triangles renumbered, and the old numbers."""
    old, flat = np.unique(triangles, return_inverse=True)
    return points[old], flat.reshape(-1, 3), old


def sound(triangles: Ints) -> NDArray[np.bool_]:
    """Which triangles have three different corners."""
    a, b, c = triangles.T
    return (a != b) & (b != c) & (a != c)


def _own_points(points: Floats, new_points: Floats, group: Ints) -> Ints:
    """For each new point the nearest of the old points that were merged into it."""
    gap = ((points - new_points[group]) ** 2).sum(1)
    order = np.lexsort((gap, group))
    first = np.searchsorted(group[order], np.arange(len(new_points)))
    return order[np.minimum(first, len(order) - 1)]


def _places(points: Floats, triangles: Ints, scale: float) -> Floats:
    """Centres and facing of triangles in one space, so that two sides of a sheet stay apart."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    facing = np.cross(b - a, c - a)
    facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)
    return np.concatenate([(a + b + c) / 3, facing * scale], 1)


def reduced(points: Floats, triangles: Ints, count: int) -> tuple[Ints, Ints]:
    """About `count` triangles over original points, and for each the nearest old triangle."""
    if len(triangles) <= count:
        return triangles, np.arange(len(triangles))
    local, faces, old = used_only(points, triangles)
    exact = local.astype(np.float32)
    _, _, steps = fast_simplification.simplify(
        exact, faces.astype(np.int32), target_count=count, agg=4, return_collapses=True
    )
    new_points, new_faces, group = fast_simplification.replay_simplification(
        exact, faces.astype(np.int32), steps
    )
    snapped = _own_points(local, new_points, group)[new_faces]
    snapped = snapped[sound(snapped)]
    scale = float(np.ptp(local, axis=0).max()) * 0.02
    tree = cKDTree(_places(local, faces, scale))
    return old[snapped], tree.query(_places(local, snapped, scale))[1]


def carried_uv(triangles: Ints, nearest: Ints, old: Ints, old_uv: Floats) -> Floats:
    """Picture places of new triangles: each corner's own place that is nearest to its patch."""
    order = np.argsort(old.ravel(), kind="stable")
    corner, places = old.ravel()[order], old_uv.reshape(-1, 2)[order]
    first = np.searchsorted(corner, triangles)
    last = np.searchsorted(corner, triangles, side="right")
    patch = old_uv[nearest].mean(1)[:, None]
    best = places[first]
    gap = ((best - patch) ** 2).sum(-1)
    for step in range(1, int((last - first).max(initial=1))):
        at = np.minimum(first + step, last - 1)
        other = ((places[at] - patch) ** 2).sum(-1)
        closer = other < gap
        best[closer], gap[closer] = places[at][closer], other[closer]
    return best

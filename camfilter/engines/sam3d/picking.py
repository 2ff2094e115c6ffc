"""The object at a place in the picture: one surface in depth, cut out along its colours.

A region is grown over the embedded engine's inverse depth and its edge is found by GrabCut (Rother
et al., 2004) in depth and colour, which needs no weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.look.clean import cleaned, inverse_depth
from camfilter.look.guide import resized
from camfilter.look.motion import flow_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Geometry
    from camfilter.look.arrays import Bytes, Map

_SIDE: Final = 256
_SEED_SHARE: Final = 0.02
_STEP: Final = 0.03
"""Neighbours that differ in depth by this share belong to two surfaces."""
_DEEP: Final = 0.35
"""What differs from the place picked by this share of its depth is not the same object."""
_BEND: Final = 0.5
"""Cosine between the normals of neighbours below which a surface ends."""
_ROUNDS: Final = 3
_AROUND_PX: Final = 9


def picked_region(
    rgb: NDArray[np.uint8],
    seen: Geometry,
    at: tuple[float, float],
    hint: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """(H, W) the object of picture `rgb` at (x, y) in 0..1, or the one that `hint` covers."""
    size = flow_size((rgb.shape[0], rgb.shape[1]), _SIDE)
    picture = np.asarray(resized(rgb, size), np.uint8)
    seen = cleaned(seen)
    inverse = np.asarray(resized(inverse_depth(seen), size), np.float32)
    normals = np.asarray(resized(seen.normals, size), np.float32)
    seed = _seed(size, at) if hint is None else _core(hint, size)
    if not seed.any():
        return np.zeros(rgb.shape[:2], np.bool_)
    region = _grown(inverse, normals, seed)
    cut = _cut_out(picture, inverse, region, seed)
    fine = cv2.resize(cut.astype(np.float32), (rgb.shape[1], rgb.shape[0]))
    return np.asarray(np.asarray(fine) > 0.5)


def _seed(size: tuple[int, int], at: tuple[float, float]) -> NDArray[np.bool_]:
    seed = np.zeros(size, np.uint8)
    x = min(size[1] - 1, int(at[0] * size[1]))
    y = min(size[0] - 1, int(at[1] * size[0]))
    cv2.circle(seed, (x, y), max(1, round(_SEED_SHARE * max(size))), 1, -1)
    return seed.astype(np.bool_)


def _core(hint: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_]:
    """The inner half of what a hint covers, which a little motion does not leave."""
    small = np.asarray(resized(hint.astype(np.float32), size)) > 0.5
    inside = cv2.distanceTransform(small.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.asarray(inside) > 0.5 * float(np.max(inside)))


def _grown(inverse: Map, normals: Map, seed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What hangs together with the seed without a step in depth or a sharp bend."""
    middle = float(np.median(inverse[seed]))
    alike = np.abs(inverse - middle) < _DEEP * middle
    wall = np.zeros(inverse.shape, np.bool_)
    for axis in (0, 1):
        step = np.abs(np.diff(inverse, axis=axis)) > _STEP * middle
        first, second = (np.take(normals, span, axis) for span in _neighbours(inverse, axis))
        step |= (first * second).sum(axis=2) < _BEND
        wall[tuple(slice(0, side) for side in step.shape)] |= step
    free = alike & (~wall | seed)
    _, labels = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    ours = np.unique(np.asarray(labels)[seed & free])
    return np.asarray(np.isin(labels, ours[ours > 0]))


def _neighbours(values: Map, axis: int) -> tuple[Any, Any]:
    count = values.shape[axis]
    return np.arange(count - 1), np.arange(1, count)


def _cut_out(
    picture: Bytes, inverse: Map, region: NDArray[np.bool_], seed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    kernel = np.ones((_AROUND_PX, _AROUND_PX), np.uint8)
    wide = cv2.dilate(region.astype(np.uint8), kernel)
    sure = cv2.erode(region.astype(np.uint8), kernel)
    labels = np.full(region.shape, cv2.GC_BGD, np.uint8)
    labels[wide > 0] = cv2.GC_PR_BGD
    labels[region] = cv2.GC_PR_FGD
    labels[(sure > 0) | seed] = cv2.GC_FGD
    if (labels == cv2.GC_BGD).any() and (labels == cv2.GC_PR_BGD).any():
        models: Any = np.zeros((1, 65)), np.zeros((1, 65))
        features = _features(picture, inverse)
        cv2.grabCut(features, labels, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    inside = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return _whole(inside, seed)


def _features(picture: Bytes, inverse: Map) -> Bytes:
    """(h, w, 3) uint8: depth, and the two directions in which the colours differ most."""
    colours = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB), np.float32).reshape(-1, 3)
    colours -= colours.mean(axis=0)
    _, _, axes = np.linalg.svd(colours[::7], full_matrices=False)
    chosen = (colours @ axes[:2].T).reshape(*picture.shape[:2], 2)
    low, high = np.percentile(inverse, (2, 98))
    depth = (inverse - low) / max(high - low, 1e-9) * 255
    features = np.dstack([depth, chosen + 128])
    return np.ascontiguousarray(features.clip(0, 255).astype(np.uint8))


def _whole(inside: NDArray[np.bool_], seed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The parts that the seed lies in, with their holes filled."""
    _, labels = cv2.connectedComponents(inside.astype(np.uint8))
    ours = np.unique(np.asarray(labels)[seed & inside])
    part = np.isin(labels, ours[ours > 0])
    outlines, _ = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(part.shape, np.uint8)
    cv2.drawContours(filled, outlines, -1, 1, -1)
    return np.asarray(filled > 0)

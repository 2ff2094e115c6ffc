"""Where the eye finds each pixel after it has moved to the side, by looking along its rays.

The map is a relief. A ray is followed from near to far through layers of equal inverse depth, in
which a pixel is as far to the side as the layer is near; what it meets first is seen. Behind a
step it meets nothing, and what is beside the step on the far side is mirrored there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.motion import moved, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map

_LAYERS: Final = 32
_SPECK: Final = 7
"""Pixels between rays that meet nothing, up to which nothing is taken to be there either."""
_STEEP: Final = 0.05
"""Of the map's range, between neighbours, from which it is a step and no slope."""
_SIDE: Final = 0.2
"""Of a step, that a pixel may be off one of its sides and still belong to it."""
_THICK: Final = 3.0
"""Layers that a surface is thick: a ray that comes out deeper in it has passed behind a step."""


def looked_up(inverse: Map, travel: tuple[float, float], still: float) -> Map:
    """(h, w, 2) by how many pixels right and down of each pixel its source lies.

    `travel` is by how many pixels right and down a surface goes for each unit that its `inverse`
    depth exceeds `still`.
    """
    if not any(travel):
        return np.zeros((*inverse.shape, 2), np.float32)
    level, missing = _met(inverse, travel, still)
    back = np.dstack([-travel[0] * (level - still), -travel[1] * (level - still)])
    doubtful = np.asarray(missing | _on_a_step(inverse, back), np.uint8)
    # What shows between two rays that meet nothing is the blur of a step, seen edge on.
    window = np.ones((_SPECK, _SPECK), np.uint8)
    missing = np.asarray(cv2.morphologyEx(doubtful, cv2.MORPH_CLOSE, window), np.bool_)
    if missing.any():
        if abs(travel[0]) >= abs(travel[1]):
            _mirror(back, missing, level, axis=0)
        else:
            _mirror(back.swapaxes(0, 1), missing.T, level.T, axis=1)
    return back


def _on_a_step(inverse: Map, back: Map) -> NDArray[np.bool_]:
    """(h, w) where what is met belongs to neither side of a step, but to the blur between them."""
    window = np.ones((3, 3), np.uint8)
    top, bottom = cv2.dilate(inverse, window), cv2.erode(inverse, window)
    rise = top - bottom
    between = (top - inverse > _SIDE * rise) & (inverse - bottom > _SIDE * rise)
    steep = np.asarray(between & (rise > _STEEP * np.ptp(inverse)), np.uint8)
    where = places(back, inverse.shape)
    there = moved(steep, where, cv2.INTER_NEAREST)
    return np.asarray(there, np.bool_)


def _met(inverse: Map, travel: tuple[float, float], still: float) -> tuple[Map, NDArray[np.bool_]]:
    """(h, w) inverse depth of what each ray meets first, and where it meets nothing."""
    nearest, farthest = float(inverse.max()), float(inverse.min())
    layers = np.linspace(nearest, farthest, _LAYERS, dtype=np.float32)
    step = max(float(layers[0] - layers[1]), 1e-4 * nearest, 1e-9)
    level = np.full(inverse.shape, farthest, np.float32)
    missing = np.ones(inverse.shape, np.bool_)
    before = np.full(inverse.shape, -step, np.float32)
    for layer in layers:
        inside = _shifted(inverse, travel, float(layer) - still) - (layer - np.float32(0.01 * step))
        met = missing & (cv2.inRange(inside, 0.0, _THICK * step) > 0)
        share = before[met] / np.minimum(before[met] - inside[met], -1e-9)
        level[met] = layer + step * np.clip(1 - share, 0, 1)
        missing[met] = False
        before = np.minimum(inside, 0, out=inside)
    return level, missing


def _shifted(inverse: Map, travel: tuple[float, float], rise: float) -> Map:
    height, width = inverse.shape
    matrix = np.array([[1, 0, travel[0] * rise], [0, 1, travel[1] * rise]], np.float64)
    return np.asarray(
        cv2.warpAffine(inverse, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    )


def _mirror(back: Map, missing: NDArray[np.bool_], level: Map, axis: int) -> None:
    """Fill what is missing in each row from the farther side, `back` and all turned by `axis`."""
    height, width = missing.shape
    columns = np.broadcast_to(np.arange(width), (height, width))
    left = np.maximum.accumulate(np.where(missing, -1, columns), axis=1)
    right = np.minimum.accumulate(np.where(missing, width, columns)[:, ::-1], axis=1)[:, ::-1]
    rows, places = np.nonzero(missing)
    first, last = left[rows, places], right[rows, places]
    at_first, at_last = np.maximum(first, 0), np.minimum(last, width - 1)
    farther_right = level[rows, at_last] < level[rows, at_first]
    takes_last = (first < 0) | ((last < width) & farther_right)
    edge = np.where(takes_last, at_last, at_first)
    back[rows, places] = back[rows, edge]
    # The source goes back into the far side as the pixel goes away from it.
    back[rows, places, axis] += 2 * (edge - places)

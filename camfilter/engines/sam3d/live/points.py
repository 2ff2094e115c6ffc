"""Points of one picture found again in another, to a fraction of a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from camfilter.look.arrays import Bytes, Map

_MOST: Final = 300
_WINDOW: Final = (11, 11)
_LEVELS: Final = 2
_STOP: Final = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.02)
_RETURNS_PX: Final = 0.7
"""A point that does not come back to within this much was not found."""
_WEAKEST: Final = 0.01
"""Of the strongest corner: what is weaker cannot be told from its surroundings."""


def corners(grey: Bytes, inside: Map) -> Map:
    """(N, 2) x and y of the pixels inside that are best to find again, spread evenly."""
    strength = np.where(inside, cv2.cornerMinEigenVal(grey, 5), 0)
    cell = max(2, round((np.count_nonzero(inside) / _MOST) ** 0.5))
    rows, columns = (side // cell for side in strength.shape)
    if not rows or not columns:
        return np.zeros((0, 2), np.float32)
    whole = strength[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell)
    cells = whole.transpose(0, 2, 1, 3).reshape(rows * columns, cell * cell)
    best = cells.argmax(axis=1)
    number = np.flatnonzero(cells.max(axis=1) > _WEAKEST * max(float(strength.max()), 1e-12))
    y = number // columns * cell + best[number] // cell
    x = number % columns * cell + best[number] % cell
    return np.stack([x, y], 1).astype(np.float32)


def found_again(then: Bytes, now: Bytes, places: Map) -> tuple[Map, Map]:
    """(N, 2) where the `places` of picture `then` are in `now`, and (N,) bool which are sure.

    Lucas and Kanade's method in a pyramid (Bouguet, 2001), there and back again.
    """
    options: Any = {"winSize": _WINDOW, "maxLevel": _LEVELS, "criteria": _STOP}
    start = np.ascontiguousarray(places, np.float32).reshape(-1, 1, 2)
    options["flags"] = cv2.OPTFLOW_USE_INITIAL_FLOW
    there, found, _ = cv2.calcOpticalFlowPyrLK(then, now, start, start.copy(), **options)
    # The way back begins where it should end, and so needs no pyramid.
    options["maxLevel"] = 0
    back, returned, _ = cv2.calcOpticalFlowPyrLK(now, then, there, start.copy(), **options)
    off = np.abs(np.asarray(back) - start).max(axis=(1, 2))
    sure = (np.asarray(found)[:, 0] > 0) & (np.asarray(returned)[:, 0] > 0) & (off < _RETURNS_PX)
    return np.asarray(there)[:, 0], np.asarray(sure)

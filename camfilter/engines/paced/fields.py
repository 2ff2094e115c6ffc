"""Maps of one engine brought to the measure of another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.align import fitted
from camfilter.look.guide import resized

if TYPE_CHECKING:
    from camfilter.look.align import Affine
    from camfilter.look.arrays import Map

_FIT_SIZE: Final = (64, 48)
NOISE: Final = 0.02
"""Of the inverse depth: a fast engine is never better than that."""
_LOW_SIDE: Final = 48
_LOW_PX: Final = 1.5
_LEAST: Final = 0.05
_FEWEST: Final = 32
_MOST: Final = 2000


def fit(new: Map, old: Map, weight: Map) -> Affine | None:
    """Scale and shift that bring inverse depth `new` to `old`; None if too little is there.

    All (h, w); where `weight` is 0, or a map is, nothing counts.
    """
    sampled = [
        np.asarray(cv2.resize(item, _FIT_SIZE, interpolation=cv2.INTER_NEAREST))
        for item in (new, old, weight)
    ]
    known = (sampled[0] > 0) & (sampled[1] > 0)
    found = fitted(sampled[0], sampled[1], sampled[2] * known, noise=NOISE)
    return found if found is not None and found.scale > 0 else None


def fit_both(new: Map, old: Map, valid: Map, part: Map) -> Affine | None:
    """As `fit`, where `part` and the rest of what is `valid` count alike, whatever their sizes.

    A wall that fills most of a picture has no say in the scale, only a flat fit to itself.
    """
    known = (new > 0) & (old > 0) & (valid > 0)
    chosen = [_thinned(np.flatnonzero(known & side)) for side in (part > 0, part <= 0)]
    count = min(len(side) for side in chosen)
    if count < _FEWEST:
        return fit(new, old, np.asarray(known, np.float32))
    places = np.concatenate([side[:: len(side) // count][:count] for side in chosen])
    found = fitted(new.ravel()[places], old.ravel()[places], np.ones(len(places)), noise=NOISE)
    return found if found is not None and found.scale > 0 else None


def _thinned(places: Map) -> Map:
    return np.asarray(places[:: max(1, len(places) // _MOST)])


def low(values: Map, weight: Map) -> Map:
    """(h, w) the coarse part of `values`, where `weight` is; it fades out away from there."""
    return lows(weight, values)[0]


def lows(weight: Map, *values: Map) -> list[Map]:
    """The same of several maps, and last of one that is 1 everywhere."""
    height, width = weight.shape
    scale = _LOW_SIDE / max(height, width)
    size = max(2, round(height * scale)), max(2, round(width * scale))
    amount = _coarse(weight, size)
    coarse = [*(_coarse(np.asarray(cv2.multiply(item, weight)), size) for item in values), amount]
    least = np.maximum(amount, _LEAST)
    return [np.asarray(cv2.resize(item / least, (width, height))) for item in coarse]


def _coarse(values: Map, size: tuple[int, int]) -> Map:
    return np.asarray(cv2.GaussianBlur(resized(values, size), (0, 0), _LOW_PX))

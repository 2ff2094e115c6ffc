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
_LOW_SIDE: Final = 48
_LOW_PX: Final = 1.5
_LEAST: Final = 0.05


def fit(new: Map, old: Map, weight: Map) -> Affine | None:
    """Scale and shift that bring inverse depth `new` to `old`, robustly; None if too little is there.

    All (h, w); where `weight` is 0, or a map is, nothing counts.
    """
    sampled = [
        np.asarray(cv2.resize(item, _FIT_SIZE, interpolation=cv2.INTER_NEAREST))
        for item in (new, old, weight)
    ]
    known = (sampled[0] > 0) & (sampled[1] > 0)
    found = fitted(sampled[0], sampled[1], sampled[2] * known)
    return found if found is not None and found.scale > 0 else None


def low(values: Map, weight: Map) -> Map:
    """(h, w) the coarse part of `values`, where `weight` is; it fades out away from there."""
    height, width = values.shape
    scale = _LOW_SIDE / max(height, width)
    size = max(2, round(height * scale)), max(2, round(width * scale))
    amount = _coarse(weight, size)
    coarse = _coarse(values * weight, size) / np.maximum(amount, _LEAST)
    return np.asarray(cv2.resize(coarse, (width, height)))


def _coarse(values: Map, size: tuple[int, int]) -> Map:
    return np.asarray(cv2.GaussianBlur(resized(values, size), (0, 0), _LOW_PX))

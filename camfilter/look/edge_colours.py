"""What the colours of a picture say about the side of a step that its pixels are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.around import means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.look.arrays import Bytes, Map
    from camfilter.look.guide import Guide

_NOISE: Final = 6.0
"""Colour contrast in grey levels that counts as noise."""
_GAIN: Final = 2.5
_SAYS: Final = 0.75
"""A colour seen nowhere around is no proof against what the map says."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What the picture alone has to say: its two colours, their means and their covariance.

    Attributes:
        fine: both at the size of the score.
        both: (h, w) both at statistics size, float32.
        means: their means around each pixel.
        spread: variance of the first, covariance, and variance of the second, noise included.
        scale: one over the determinant of that.
    """

    fine: tuple[Bytes, Bytes]
    both: tuple[Map, Map]
    means: tuple[Map, Map]
    spread: tuple[Map, Map, Map]
    scale: Map


def colours_of(guide: Guide, size: tuple[int, int]) -> Colours:
    """Its colours with statistics at `size`, made once."""

    def made(guide: Guide) -> Colours:
        a, b = (item.astype(np.float32) for item in two_colours(guide.at(*size)))
        ma, mb, aa, ab, bb = means(a, b, a * a, a * b, b * b)
        floor = _NOISE * _NOISE
        aa, ab, bb = aa - ma * ma + floor, ab - ma * mb, bb - mb * mb + floor
        scale = 1 / np.maximum(aa * bb - ab * ab, floor * floor)
        return Colours(two_colours(guide.fine()), (a, b), (ma, mb), (aa, ab, bb), scale)

    return guide.once(("colours", size), made)


def coloured(model: Sequence[Map], fine: tuple[Bytes, Bytes]) -> Map:
    """(H', W') at the size of `fine`: what the two slopes and the offset of `model` say there."""
    size = (fine[0].shape[1], fine[0].shape[0])
    score = cv2.resize((model[2] - 0.5) * _GAIN, size)
    for slope, channel in zip(model[:2], fine, strict=True):
        scaled = cv2.resize(slope * _GAIN, size)
        cv2.add(score, cv2.multiply(scaled, channel, dtype=cv2.CV_32F), dst=score)
    return np.asarray(np.clip(score, -_SAYS, _SAYS, out=score))


def two_colours(rgb: Bytes) -> tuple[Bytes, Bytes]:
    """Luma and the difference of red and blue: nearly all that three channels say of an edge."""
    red, blue = cv2.extractChannel(rgb, 0), cv2.extractChannel(rgb, 2)
    warmth = cv2.addWeighted(red, 0.5, blue, -0.5, 127.5)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)), np.asarray(warmth)

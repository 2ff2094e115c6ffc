"""Geometry that goes over into other geometry without a jump."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.clean import depth_of, inverse_depth
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from camfilter.frames import Geometry
    from camfilter.look.arrays import Map

_FADE_S: Final = 0.12
_GONE: Final = 0.02


class CrossFade:
    """Takes what a refresh changes away at first, and gives it back within a few pictures."""

    def __init__(self) -> None:
        self._shown: Geometry | None = None
        self._off: tuple[Map, Map] | None = None
        self._since_ns = 0
        self._due = False

    def reset(self) -> None:
        """Nothing was shown before."""
        self._shown, self._off, self._due = None, None, False

    def begin(self) -> None:
        """The next geometry is by another measure than those before."""
        self._due = True

    def faded(self, geometry: Geometry) -> Geometry:
        """Clean `geometry`, nearer to what was shown before a fade that is under way."""
        before, self._shown = self._shown, geometry
        if self._due:
            self._due = False
            self._off = _difference(before, geometry)
            self._since_ns = geometry.time_ns
        if self._off is None or self._off[0].shape != geometry.size:
            return geometry
        left = math.exp(-(geometry.time_ns - self._since_ns) / 1e9 / _FADE_S)
        if left < _GONE:
            self._off = None
            return geometry
        self._shown = _shifted(geometry, *self._off, left)
        return self._shown


def _difference(before: Geometry | None, after: Geometry) -> tuple[Map, Map] | None:
    """By what to shift `after` so that it is as before; None if that makes no sense."""
    if before is None or before.size != after.size or before.metric != after.metric:
        return None
    both = (before.valid & after.valid)[..., None]
    inverse = (inverse_depth(before) - inverse_depth(after)) * both[..., 0]
    return inverse, (before.normals - after.normals) * both


def _shifted(geometry: Geometry, inverse: Map, normals: Map, share: float) -> Geometry:
    now = inverse_depth(geometry)
    # A shift that was right for a near surface must not push a far one through the horizon.
    shifted = np.asarray(cv2.max(cv2.scaleAdd(inverse, share, now), now * np.float32(0.5)))
    return replace(
        geometry,
        depth=depth_of(shifted, geometry.valid),
        normals=unit_length(np.asarray(cv2.scaleAdd(normals, share, geometry.normals))),
    )

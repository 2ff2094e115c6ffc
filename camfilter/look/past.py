"""The running map: what is remembered of a scene, and how it moves and mixes with what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.guide import resized
from camfilter.look.motion import moved, places
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Bytes, Map

_NOISE_FLOOR: Final = 0.004
"""Share of the shown range that a map's noise is at least."""
_NOISE_CEILING: Final = 0.015
_NOISES: Final = 6.0
"""How many times the usual difference still is noise; twice that is another surface."""


@dataclass(frozen=True, slots=True)
class Past:
    """One map of the engine's size, and the picture it belongs to."""

    inverse: Map
    normals: Map
    valid: NDArray[np.bool_]
    person: Map | None
    grey: Bytes
    time_ns: int
    metric: bool

    def moved(self, flow: Map, *, normals: bool) -> Past:
        """The same surfaces where the flow from the new picture to this one finds them.

        The `normals` are left where they are if nobody needs them.
        """
        where = places(flow, self.valid.shape)
        valid = self.valid
        if not valid.all():
            valid = moved(valid.view(np.uint8), where, cv2.INTER_NEAREST).view(np.bool_)
        return replace(
            self,
            inverse=moved(self.inverse, where),
            normals=moved(self.normals, where) if normals else self.normals,
            valid=valid,
            person=None if self.person is None else moved(self.person, where),
        )

    def scaled(self, scale: float, shift: float) -> Past:
        """The same surfaces in another unit of inverse depth."""
        return replace(
            self, inverse=np.asarray(cv2.addWeighted(self.inverse, scale, self.inverse, 0, shift))
        )

    def mixed(self, past: Past, share: Map, *, normals: bool) -> Past:
        """This map with `share` (h, w) of the past in it; its `normals` too, or as they are."""
        rest = 1 - share
        changes = {"inverse": cv2.blendLinear(self.inverse, past.inverse, rest, share)}
        if normals:
            vectors = np.asarray(cv2.blendLinear(self.normals, past.normals, rest, share))
            changes["normals"] = unit_length(vectors)
        if self.person is not None and past.person is not None:
            changes["person"] = cv2.blendLinear(self.person, past.person, rest, share)
        return replace(self, **changes)  # type: ignore[arg-type]


def agreement(new: Past, past: Past, same: Map, unit: float) -> Map:
    """(h, w) 1 where the maps differ by noise alone, 0 where the surface is another one.

    How noisy the maps are is seen where the picture is the `same`; `unit` is the shown span.
    """
    differs = cv2.blur(resized(cv2.absdiff(new.inverse, past.inverse), same.shape), (3, 3))
    sample = differs[::6, ::6][same[::6, ::6] > 0.5]
    noise = float(np.partition(sample, sample.size // 2)[sample.size // 2]) if sample.size else 0.0
    noise = min(max(noise, _NOISE_FLOOR * unit), _NOISE_CEILING * unit)
    return np.asarray(np.clip(2 - differs * np.float32(1 / (_NOISES * noise)), 0, 1))


def changed(now: Bytes, then: Bytes) -> Map:
    """(h, w) local mean change of two pictures in grey levels, less what noise explains."""
    change = cv2.blur(cv2.absdiff(now, then), (5, 5)).astype(np.float32)
    sample = change[::6, ::6].ravel()
    noise = float(np.partition(sample, sample.size // 5)[sample.size // 5])
    return np.asarray(np.maximum(change - np.float32(1.6 * noise + 1), 0))

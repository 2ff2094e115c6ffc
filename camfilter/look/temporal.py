"""Steady geometry: each new map aligned to the running one and averaged with it where it may.

The past is first moved to where its surfaces are now. It then counts where the picture still looks
the same and the new map differs no more than by its noise; a moving edge is taken as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.align import Aligner
from camfilter.look.motion import Flow, flow_size, is_cut, moved, places
from camfilter.look.past import Past, agreement, changed

if TYPE_CHECKING:
    from camfilter.frames import Geometry
    from camfilter.look.arrays import Map
    from camfilter.look.guide import Guide

_FLOW_SIDE: Final = 256
_MEMORY_S: Final = 0.125
"""Time after which the share of the past that the user asked for is left."""
_LONGEST_GAP_S: Final = 60.0
_FIT_SIZE: Final = (36, 27)
_MOVED_MEAN: Final = 0.3
_MOVED_MOST: Final = 3.0
"""Mean and largest change in grey levels of a picture in which nothing moves."""
_CHANGED_LEVELS: Final = 16.0


class Smoother:
    """Remembers the running map between frames."""

    def __init__(self) -> None:
        self._past: Past | None = None
        self._flow = Flow()
        self._aligner = Aligner()

    def reset(self) -> None:
        """Forget the past."""
        self._past = None

    def update(
        self,
        inverse: Map,
        geometry: Geometry,
        guide: Guide,
        smoothing: float,
        unit: float,
        *,
        normals: bool = True,
    ) -> tuple[Past, bool]:
        """The running map with `geometry` in it, and whether another scene began.

        `inverse` is its inverse depth, 0 where not valid; `unit` the span that is shown. Without
        `normals` those stay the engine's own, which saves a third of the time.
        """
        new = Past(
            inverse,
            geometry.normals,
            geometry.valid,
            geometry.person,
            guide.grey(*flow_size(guide.size, _FLOW_SIDE)),
            geometry.time_ns,
            geometry.metric,
        )
        past, self._past = self._past, new
        if past is None or _unrelated(new, past):
            self._aligner.reset(metric=new.metric)
            return new, True
        self._past = self._merged(new, past, smoothing, unit, normals)
        return self._past, False

    def _merged(self, new: Past, past: Past, smoothing: float, unit: float, normals: bool) -> Past:
        dt_s = (new.time_ns - past.time_ns) / 1e9
        past, same = self._followed(new, past, normals)
        samples = [
            cv2.resize(item, _FIT_SIZE, interpolation=cv2.INTER_NEAREST)
            for item in (new.inverse, past.inverse, same)
        ]
        weight = samples[2] * (samples[0] > 0) * (samples[1] > 0)
        found = self._aligner.update(samples[0], samples[1], weight, unit, dt_s)
        new = new.scaled(*found)
        if smoothing <= 0:
            return new
        keep = np.float32(smoothing ** min(1.0, dt_s / _MEMORY_S))
        share = np.asarray(
            cv2.resize(same * agreement(new, past, same, unit) * keep, new.valid.shape[::-1])
        )
        if not (new.valid.all() and past.valid.all()):
            share[~(new.valid & past.valid)] = 0
        return new.mixed(past, share, normals=normals)

    def _followed(self, new: Past, past: Past, normals: bool) -> tuple[Past, Map]:
        """The past where its surfaces are now, and 0..1 where the picture is still the same."""
        change = changed(new.grey, past.grey)
        if float(change.mean()) > _MOVED_MEAN and float(change.max()) > _MOVED_MOST:
            flow = self._flow.between(new.grey, past.grey)
            change = changed(new.grey, moved(past.grey, places(flow, new.grey.shape)))
            past = past.moved(flow, normals=normals)
        return past, np.clip(1 - change * np.float32(1 / _CHANGED_LEVELS), 0, 1)


def _unrelated(new: Past, past: Past) -> bool:
    if new.valid.shape != past.valid.shape or new.grey.shape != past.grey.shape:
        return True
    if new.metric != past.metric:
        return True
    if not 0 <= (new.time_ns - past.time_ns) / 1e9 <= _LONGEST_GAP_S:
        return True
    return is_cut(new.grey, past.grey)

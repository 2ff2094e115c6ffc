"""Depth maps of a slow engine, kept current by those of a fast one.

The slow map is carried by optical flow; the fast one, at the slow one's scale and shift, tells how
depth has changed since, and serves where nothing can be carried.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.paced.fading import CrossFade
from camfilter.engines.paced.fields import fit, low
from camfilter.engines.paced.follow import Follower, grey_of
from camfilter.look.align import IDENTITY, Affine
from camfilter.look.clean import cleaned, depth_of, inverse_depth
from camfilter.look.guide import resized
from camfilter.look.motion import moved, places
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.engines.paced.engine import Sight
    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Map
    from camfilter.settings import FilterSettings

_STALE_S: Final = 3.0
_SHIVERS: Final = 2.5
"""Changes up to so many times the usual one are noise; all of what is twice that is shown."""
_STALE_TIMES: Final = 4.0
"""After so long, or so many times the usual lateness, what was carried has lost half its weight."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the slow engine saw, and the fast one in the same frame at its scale and shift."""

    slow: Geometry
    inverse: Map
    fast: Map
    known: Map


class MapMerger:
    """Shows the slow engine's maps where the picture lets them be carried, else the fast one's."""

    def __init__(self) -> None:
        self._follower = Follower()
        self._fade = CrossFade()
        self._kept: _Kept | None = None
        self._fit: Affine = IDENTITY
        self._usual_s = 0.0
        self._confidence = 0.0
        self._newest_ns = 0

    @property
    def confidence(self) -> float:
        """0..1, the share of the last frame that came from the slow engine."""
        return self._confidence

    def hint(self, settings: FilterSettings) -> NDArray[np.bool_] | None:
        """None: there is no object here."""
        return None

    def reset(self) -> None:
        """The next frame belongs to another scene."""
        self._kept, self._confidence = None, 0.0
        self._fade.reset()

    def refresh(self, sight: Sight, slow: Geometry) -> None:
        """Go by `slow` from the next frame on."""
        slow, fast = cleaned(slow), inverse_depth(cleaned(sight.fast))
        inverse = inverse_depth(slow)
        fast = np.asarray(resized(fast, slow.size))
        known = (slow.valid & (fast > 0)).astype(np.float32)
        found = fit(fast, inverse, known)
        if found is None:
            return
        self._fit = found
        self._kept = _Kept(slow, inverse, _scaled(fast, found), known)
        self._follower.keep(grey_of(sight.frame))
        self._usual_s = (self._newest_ns - sight.frame.time_ns) / 1e9
        self._fade.begin()

    def merge(self, frame: Frame, fast: Geometry) -> Geometry:
        """Geometry of `frame`."""
        self._newest_ns = frame.time_ns
        kept = self._kept
        if kept is None:
            return fast
        fast = cleaned(fast)
        followed = self._follower.follow(grey_of(frame))
        if followed is None:
            self._confidence = 0.0
            return self._alone(fast, kept)
        where = places(followed.backward, kept.inverse.shape)
        known = moved(kept.known, where)
        trust = resized(followed.sure, kept.inverse.shape) * (known > 0.9) * self._freshness(frame)
        merged = self._mixed(fast, kept, where, np.asarray(trust, np.float32))
        self._confidence = float(trust.mean())
        return self._fade.faded(merged)

    def _mixed(self, fast: Geometry, kept: _Kept, where: Map, trust: Map) -> Geometry:
        slow, then = moved(kept.inverse, where), moved(kept.fast, where)
        now = np.asarray(resized(inverse_depth(fast), slow.shape))
        seen = (now > 0).astype(np.float32)
        self._fit = fit(now, slow, trust * seen) or self._fit
        now = _scaled(now, self._fit)
        weight = trust * seen
        carried = slow + _significant(low(now - then, weight), weight)
        alone = now + low(slow - then, weight)
        inverse = np.asarray(cv2.blendLinear(carried, alone, trust, 1 - trust))
        normals = cv2.blendLinear(
            moved(kept.slow.normals, where),
            np.asarray(resized(fast.normals, slow.shape)),
            trust,
            1 - trust,
        )
        sees = _valid(fast, slow.shape)
        valid = np.where(trust > 0.5, moved(kept.known, where) > 0.5, sees) & (inverse > 0)
        return self._as(fast, kept, inverse, np.asarray(normals), valid)

    def _alone(self, fast: Geometry, kept: _Kept) -> Geometry:
        """The fast map in the slow one's unit, so that nothing jumps."""
        shape = kept.inverse.shape
        inverse = _scaled(np.asarray(resized(inverse_depth(fast), shape)), self._fit)
        normals = np.asarray(resized(fast.normals, shape))
        valid = _valid(fast, shape) & (inverse > 0)
        return self._fade.faded(self._as(fast, kept, inverse, normals, valid))

    def _as(
        self, fast: Geometry, kept: _Kept, inverse: Map, normals: Map, valid: NDArray[np.bool_]
    ) -> Geometry:
        shape = inverse.shape
        person = None if fast.person is None else np.asarray(resized(fast.person, shape))
        return replace(
            fast,
            depth=depth_of(inverse, valid),
            normals=unit_length(normals),
            valid=valid,
            metric=kept.slow.metric,
            intrinsics=kept.slow.intrinsics or fast.intrinsics,
            person=person,
        )

    def _freshness(self, frame: Frame) -> float:
        kept = self._kept
        assert kept is not None
        age_s = (frame.time_ns - kept.slow.time_ns) / 1e9
        stale_s = max(_STALE_S, _STALE_TIMES * self._usual_s)
        return 1 / (1 + math.exp(min(50.0, 8 * (age_s / stale_s - 1))))


def _significant(change: Map, weight: Map) -> Map:
    """`change` where it is more than the shiver that most of the map shows."""
    sample = np.abs(change[::4, ::4])[weight[::4, ::4] > 0.5]
    usual = float(np.median(sample)) if sample.size else 0.0
    above = np.abs(change) * np.float32(1 / (_SHIVERS * max(usual, 1e-9))) - 1
    return change * np.clip(above, 0, 1)


def _scaled(inverse: Map, found: Affine) -> Map:
    """`inverse` by another measure; what is not known (0) stays so."""
    scaled = np.maximum(inverse * np.float32(found.scale) + np.float32(found.shift), 0)
    return np.where(inverse > 0, scaled, np.float32(0))


def _valid(geometry: Geometry, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    valid = resized(geometry.valid.astype(np.uint8), shape)
    return np.asarray(valid, np.uint8).view(np.bool_)

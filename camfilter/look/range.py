"""Which distances are shown brightest and darkest: robust, steady, or as the user locked them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.filters import approach
from camfilter.settings import DepthCurve, RangeMode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map
    from camfilter.settings import FilterSettings

_SHARES: Final = (0.02, 0.98)
_SAMPLES: Final = 4096
_FEWEST: Final = 16
_LEAST_RATIO: Final = 1.2
"""Far over near of the narrowest range: a flat wall is shown flat, not its noise."""
_MOST_RATIO: Final = 200.0
_OPEN_S: Final = 0.3
_CLOSE_S: Final = 3.0
_OPEN_MARGIN: Final = 0.02
_CLOSE_MARGIN: Final = 0.12
"""Shares of the span that the scene may go beyond or stay below its range before that moves."""


@dataclass(frozen=True, slots=True)
class DepthRange:
    """The distances shown brightest and darkest, as inverse distances: `near` > `far` > 0."""

    near: float
    far: float

    @property
    def distances(self) -> tuple[float, float]:
        """The distances themselves, the smaller one first."""
        return 1 / self.near, 1 / self.far

    @property
    def span(self) -> float:
        """Difference of the two inverse distances."""
        return self.near - self.far


UNKNOWN: Final = DepthRange(1.0, 0.1)
"""What is shown before anything was seen."""


def locked(settings: FilterSettings) -> DepthRange | None:
    """The range that the user set, or None if it is to follow the scene."""
    if settings.range_mode is not RangeMode.LOCKED:
        return None
    return DepthRange(1 / settings.near, 1 / settings.far)


def measured(inverse: Map, valid: NDArray[np.bool_]) -> DepthRange | None:
    """The range of one map of inverse distances, without its outliers; None if it is empty."""
    step = max(1, int(np.sqrt(inverse.size / _SAMPLES)))
    values = inverse[::step, ::step][valid[::step, ::step]]
    if values.size < _FEWEST:
        values = inverse[valid]
    if not values.size:
        return None
    ranks = [round(share * (values.size - 1)) for share in _SHARES]
    ordered = np.partition(values, ranks)
    return bounded(float(ordered[ranks[1]]), float(ordered[ranks[0]]))


def bounded(near: float, far: float) -> DepthRange:
    """The range widened or narrowed to a ratio of distances that can be shown."""
    near = max(near, 1e-9)
    far = max(far, near / _MOST_RATIO)
    if near < far * _LEAST_RATIO:
        middle = float(np.sqrt(near * far))
        near, far = middle * _LEAST_RATIO**0.5, middle / _LEAST_RATIO**0.5
    return DepthRange(near, far)


def shown(inverse: Map, limits: DepthRange, curve: DepthCurve) -> Map:
    """(h, w) brightness, 1 at the near end and 0 at the far end, clipped to 0..1."""
    if curve is DepthCurve.LINEAR:
        near, far = limits.distances
        values, zero, span = -1 / np.clip(inverse, np.float32(limits.far), None), -far, far - near
    else:
        values, zero, span = inverse, limits.far, limits.span
    brightness = np.asarray(cv2.addWeighted(values, 1 / span, values, 0.0, -zero / span))
    return np.asarray(np.clip(brightness, 0, 1, out=brightness))


class _End:
    """One end of the range in a measure in which more is wider; moves without a jerk."""

    def __init__(self, value: float) -> None:
        self.value = value
        self._aim = value

    def update(self, target: float, span: float, dt_s: float) -> float:
        """Where it is `dt_s` later: the aim follows the target, the end follows the aim."""
        widest, narrowest = target - _OPEN_MARGIN * span, target + _CLOSE_MARGIN * span
        if self._aim < widest:
            self._aim += approach(dt_s, _OPEN_S) * (widest - self._aim)
        elif self._aim > narrowest:
            self._aim += approach(dt_s, _CLOSE_S) * (narrowest - self._aim)
        self.value += approach(dt_s, _OPEN_S) * (self._aim - self.value)
        return self.value


class RangeTracker:
    """Follows the scene's range: opens fast, closes slowly, and rests while little changes."""

    def __init__(self) -> None:
        self.current = UNKNOWN
        self._ends: tuple[_End, _End] | None = None

    def reset(self) -> None:
        """Take the range of the next map as it is."""
        self._ends = None

    def update(self, found: DepthRange | None, dt_s: float) -> DepthRange:
        """The range to show now, `dt_s` after the last one, with `found` in the newest map."""
        if found is None:
            return self.current
        if self._ends is None:
            self._ends = _End(math.log(found.near)), _End(-found.far)
            self.current = found
            return found
        # The near end moves by ratios: an object that comes close may be many times nearer than
        # all the rest, and would darken that at a stroke if the end went in equal steps.
        span = self.current.span
        near = self._ends[0].update(math.log(found.near), span / self.current.near, dt_s)
        far = self._ends[1].update(-found.far, span, dt_s)
        self.current = bounded(math.exp(near), -far)
        return self.current

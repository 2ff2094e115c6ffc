"""Brings a new map to the scale and shift of the running one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from camfilter.look.filters import OneEuro

if TYPE_CHECKING:
    from camfilter.look.arrays import Map


_ROUNDS: Final = 4
_FEWEST: Final = 32
_RELATIVE: Final = (0.02, 0.05)
_METRIC: Final = (0.16, 0.5)
"""Cut-off at rest (Hz) and its growth with speed, for each kind of map."""
_RELATIVE_MOST: Final = 4.0
_METRIC_MOST: Final = 1.15


class Affine(NamedTuple):
    """y = scale * x + shift."""

    scale: float
    shift: float


IDENTITY: Final = Affine(1.0, 0.0)


def fitted(
    new: Map, old: Map, weight: Map, *, shift: bool = True, noise: float = 1e-4
) -> Affine | None:
    """The scale (and shift) that bring `new` to `old`, blind to what is far off.

    Differences of up to about the share `noise` of `old` count as none.
    Iteratively reweighted least squares with Cauchy weights; None where too little overlaps.
    """
    chosen = weight > 0
    if int(np.count_nonzero(chosen)) < _FEWEST:
        return None
    x, y = new[chosen].astype(np.float64), old[chosen].astype(np.float64)
    base = weight[chosen].astype(np.float64)
    floor = noise * float(np.mean(np.abs(y))) + 1e-12
    found = _first_guess(x, y, shift=shift)
    for _ in range(_ROUNDS):
        off = np.abs(found.scale * x + found.shift - y)
        w = base / (off**2 + max(_median(off), floor) ** 2)
        found = _solved(x, y, w) if shift else Affine(_slope(x, y, w), 0.0)
    return found if math.isfinite(found.scale) and math.isfinite(found.shift) else None


def _first_guess(x: Map, y: Map, *, shift: bool) -> Affine:
    """From medians, which a third of wrong pixels does not move far."""
    mx, my = _median(x), _median(y)
    if not shift:
        return Affine(my / mx if mx else 1.0, 0.0)
    spread = _median(np.abs(x - mx))
    scale = _median(np.abs(y - my)) / spread if spread > 0 else 1.0
    return Affine(scale, my - scale * mx)


def _median(values: Map) -> float:
    return float(np.partition(values, values.size // 2)[values.size // 2])


def _slope(x: Map, y: Map, w: Map) -> float:
    return float((w * x * y).sum() / max(float((w * x * x).sum()), 1e-30))


def _solved(x: Map, y: Map, w: Map) -> Affine:
    total = w.sum()
    mx, my = (w * x).sum() / total, (w * y).sum() / total
    variance = (w * (x - mx) ** 2).sum() / total
    if variance < 1e-6 * mx * mx:
        return Affine(float(my / mx) if mx else 1.0, 0.0)
    scale = float((w * (x - mx) * (y - my)).sum() / total / variance)
    return Affine(scale, float(my - scale * mx))


class Aligner:
    """Keeps the running map's scale and shift steady while the engine's own wander.

    The running scale is the one-euro average of the engine's: it ignores jitter, and goes home to
    what the engine says in some seconds, or in about one if the engine measures metres.
    """

    def __init__(self) -> None:
        self._metric = False
        self._filters = (OneEuro(0.0, 0.0), OneEuro(0.0, 0.0))
        self._running = Affine(0.0, 0.0)
        self.reset(metric=False)

    def reset(self, *, metric: bool) -> None:
        """The next map is the running one."""
        self._metric = metric
        cutoff, beta = _METRIC if metric else _RELATIVE
        self._filters = (OneEuro(cutoff, beta), OneEuro(cutoff, beta))
        self._running = Affine(0.0, 0.0)
        for item in self._filters:
            item.update(0.0, 0.0)

    def update(self, new: Map, old: Map, weight: Map, unit: float, dt_s: float) -> Affine:
        """What brings `new` to the running map, of which `old` is the past at the same places.

        `unit` is the size of a visible difference of inverse distance.
        """
        found = fitted(new, old, weight, shift=not self._metric)
        most = _METRIC_MOST if self._metric else _RELATIVE_MOST
        if found is None or not 1 / most < found.scale < most:
            return IDENTITY
        log_scale, shift = math.log(found.scale), found.shift / unit
        before = self._running
        self._running = Affine(
            self._filters[0].update(before.scale - log_scale, dt_s),
            self._filters[1].update(before.shift - shift, dt_s),
        )
        return Affine(
            math.exp(log_scale + self._running.scale - before.scale),
            (shift + self._running.shift - before.shift) * unit,
        )

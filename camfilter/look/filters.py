"""Steady scalars: exponential smoothing by time constants and the one-euro filter."""

from __future__ import annotations

import math


def approach(dt_s: float, time_constant_s: float) -> float:
    """Share of the way to its target that a value goes in `dt_s`, whatever the frame rate."""
    if time_constant_s <= 0:
        return 1.0
    return -math.expm1(-max(dt_s, 0.0) / time_constant_s)


class OneEuro:
    """The one-euro filter (Casiez et al. 2012): steady at rest, quick when the value moves.

    `min_cutoff` (Hz) sets how much it holds still, `beta` (Hz per unit of speed) how soon it
    follows.
    """

    def __init__(self, min_cutoff: float, beta: float, speed_cutoff: float = 1.0) -> None:
        self._min_cutoff = min_cutoff
        self._beta = beta
        self._speed_cutoff = speed_cutoff
        self._value: float | None = None
        self._speed = 0.0

    def reset(self) -> None:
        """Take the next value as it is."""
        self._value = None
        self._speed = 0.0

    def update(self, value: float, dt_s: float) -> float:
        """The filtered value, `dt_s` after the last one."""
        if self._value is None:
            self._value = value
        elif dt_s > 0:
            speed = (value - self._value) / dt_s
            self._speed += _share(self._speed_cutoff, dt_s) * (speed - self._speed)
            cutoff = self._min_cutoff + self._beta * abs(self._speed)
            self._value += _share(cutoff, dt_s) * (value - self._value)
        return self._value


def _share(cutoff: float, dt_s: float) -> float:
    return approach(dt_s, 1 / (2 * math.pi * cutoff))

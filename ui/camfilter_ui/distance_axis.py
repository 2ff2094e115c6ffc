"""An axis of distances in equal ratios, with round ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_ROUND: Final = (1.0, 2.0, 5.0)
_ROOM: Final = 1.15
"""Beyond what has to be seen at each end, so that a handle can always be moved further."""
_EMPTIEST: Final = 0.5


@dataclass(frozen=True, slots=True)
class DistanceAxis:
    """Distances from `low` to `high` on shares of a width from 0 to 1."""

    low: float
    high: float

    @classmethod
    def around(cls, low: float, high: float) -> DistanceAxis:
        """The narrowest axis with round ends that shows `low` to `high`, and a bit more."""
        return cls(_round_down(low / _ROOM), _round_up(high * _ROOM))

    def following(self, low: float, high: float) -> DistanceAxis:
        """This axis while it suits, so that it rests; otherwise one around `low` to `high`."""
        used = math.log(high / low) / math.log(self.high / self.low)
        suits = self.low * 1.05 <= low and high * 1.05 <= self.high and used >= _EMPTIEST
        return self if suits else DistanceAxis.around(low, high)

    def share(self, distance: float) -> float:
        """Where `distance` is, 0 to 1; beyond the ends it is there."""
        within = min(max(distance, self.low), self.high)
        return math.log(within / self.low) / math.log(self.high / self.low)

    def distance(self, share: float) -> float:
        """The distance at a share of the width, that of an end beyond it."""
        return float(self.low * (self.high / self.low) ** min(max(share, 0.0), 1.0))

    def ticks(self) -> list[float]:
        """The round distances from end to end."""
        first, last = (math.floor(math.log10(end)) for end in (self.low, self.high))
        all_of_them = [
            float(f"{digit * 10.0**power:.1g}")
            for power in range(first, last + 1)
            for digit in _ROUND
        ]
        return [tick for tick in all_of_them if self.low * 0.999 <= tick <= self.high * 1.001]


def _round_down(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return max(digit * power for digit in _ROUND if digit * power <= value * 1.0001)


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return min(digit * power for digit in (*_ROUND, 10.0) if digit * power >= value * 0.9999)

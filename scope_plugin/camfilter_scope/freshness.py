"""How many pictures to ask the host for, so that the newest one is among them.

The host queues up to 30 pictures, hands the oldest to a pipeline that asks for one, and drops the
newest when the queue is full. Asked for n it takes n spread over the queue and drops those between,
so asking for as many as are waiting and using the last empties the queue. How many are waiting is
not told: it is reckoned from the rate of the source, and corrected by whether a request was met at
once (there may be more) or only after a while (there were none left).
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST: Final = 15
"""Half of the host's queue: a request for more than it holds is never met, and of more waiting
pictures than this the last one taken is still the newest but one."""

_TRUSTED: Final = 2
"""After so many requests met at once, one more picture than expected is asked for."""

_RATES: Final = (1.0, 240.0)
_FASTER: Final = 1.05
_BLEND: Final = 0.3


class Freshness:
    """Reckons how many pictures wait in the host's queue."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rate = 30.0
        self.reset()

    def reset(self) -> None:
        """Another source or session: nothing is waiting."""
        self._taken_s: float | None = None
        self._left = 0.0
        self._want = 1
        self._requests = 0
        self._met_at_once = 0
        self._is_probe = False
        self._was_empty = False

    @property
    def interval_s(self) -> float:
        """About how much time passes between two pictures of the source."""
        return 1 / self._rate

    def demand(self) -> int:
        """How many to ask for; to be called for every request, also one that is not met yet."""
        if self._taken_s is None:
            return 1
        self._requests += 1
        if self._requests == 1:
            self._want = self._first_request()
        elif self._want > 1:
            # A probe that fails by one leaves what was expected; anything else was a mistake.
            expected = math.floor(self._waiting()) if self._missed_probe() else self._want // 2
            self._want = max(1, min(self._want - 1, expected))
        return self._want

    def served(self, count: int) -> None:
        """The host handed over `count` pictures; to be called when a call begins."""
        if self._taken_s is not None:
            waiting = self._waiting()
            if self._requests > 1:
                self._waited_for(count, waiting)
            else:
                self._had_at_once(count, waiting)
        self._taken_s = self._clock()
        self._requests = 0

    def _waiting(self) -> float:
        since = 0.0 if self._taken_s is None else self._clock() - self._taken_s
        return self._left + self._rate * since

    def _first_request(self) -> int:
        self._is_probe = self._met_at_once >= _TRUSTED
        count = math.floor(self._waiting())
        if self._is_probe:
            count = max(2, count + 1 + self._met_at_once - _TRUSTED)
        return max(1, min(_MOST, count))

    def _missed_probe(self) -> bool:
        return self._is_probe and self._requests == 2

    def _waited_for(self, count: int, waiting: float) -> None:
        """The queue had run empty: what was taken is all that came."""
        elapsed_s = max(self._clock() - (self._taken_s or 0.0), 1e-3)
        if self._was_empty:
            self._learn(count / elapsed_s)
        elif self._requests - 1 > self._is_probe or count < math.floor(waiting):
            self._learn(min(self._rate, (count + 0.5) / elapsed_s))
        self._left, self._met_at_once, self._was_empty = 0.0, 0, True

    def _had_at_once(self, count: int, waiting: float) -> None:
        if self._is_probe and count < _MOST:
            self._rate = min(_RATES[1], self._rate * _FASTER)
        self._left = min(1.0, max(0.0, waiting - count))
        self._met_at_once += 1
        self._was_empty = False

    def _learn(self, rate: float) -> None:
        self._rate += _BLEND * (min(_RATES[1], max(_RATES[0], rate)) - self._rate)

"""Time as sources see it: a clock that tests can turn by hand, stamps and a steady beat."""

from __future__ import annotations

import time
from typing import Final, Protocol


class Clock(Protocol):
    """What a source knows of time."""

    def now_ns(self) -> int:
        """The time on the clock of `time.monotonic_ns`."""

    def wait(self, seconds: float) -> None:
        """Come back `seconds` later."""


class SystemClock:
    """The machine's own monotonic clock."""

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


SYSTEM_CLOCK: Final[Clock] = SystemClock()


def wait_until(clock: Clock, due_ns: int, timeout_s: float) -> bool:
    """Wait for `due_ns`, but no longer than `timeout_s`; whether it has come."""
    ahead_s = (due_ns - clock.now_ns()) / 1e9
    if ahead_s > timeout_s:
        clock.wait(max(timeout_s, 0.0))
        return False
    if ahead_s > 0:
        clock.wait(ahead_s)
    return True


class Stamps:
    """Index and time for the pictures of one source; neither goes back, reopened or looped."""

    def __init__(self) -> None:
        self._next_index = 0
        self._last_ns = -1

    @property
    def earliest_ns(self) -> int:
        """The first time that is still free."""
        return self._last_ns + 1

    def stamp(self, time_ns: int, skipped: int = 0) -> tuple[int, int]:
        """Index and time of the next picture, before which `skipped` ones were dropped."""
        index = self._next_index + skipped
        self._next_index = index + 1
        self._last_ns = max(time_ns, self.earliest_ns)
        return index, self._last_ns


class Beat:
    """A steady beat for sources that have no rate of their own; missed beats are not made up."""

    def __init__(self, clock: Clock, rate: float) -> None:
        self._clock = clock
        self._period_ns = round(1e9 / rate)
        self._due_ns: int | None = None

    def wait(self, timeout_s: float) -> int | None:
        """How many beats were missed before this one; None if none came within `timeout_s`."""
        due_ns = self._clock.now_ns() if self._due_ns is None else self._due_ns
        if not wait_until(self._clock, due_ns, timeout_s):
            return None
        missed = max(0, self._clock.now_ns() - due_ns) // self._period_ns
        self._due_ns = due_ns + (missed + 1) * self._period_ns
        return missed

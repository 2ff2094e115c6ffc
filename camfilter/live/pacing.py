"""Decides how pictures and geometry meet, and how many pictures there are."""

from __future__ import annotations

from camfilter.settings import PaceMode

_SLOW = 0.95
_FAST = 0.7
_WEIGHT = 0.1


class PaceControl:
    """Chooses between waiting for each geometry and carrying the last one forward.

    With `auto` it carries as soon as the engine takes about as long as the time between two
    pictures, and goes back to waiting only when the engine has clearly become faster.
    """

    def __init__(self) -> None:
        self._engine_ms: float | None = None
        self._interval_ms: float | None = None
        self._last_ns: int | None = None
        self._paced = False

    def engine_took(self, milliseconds: float) -> None:
        """One inference took that long."""
        self._engine_ms = _blend(self._engine_ms, milliseconds)

    def picture_came(self, time_ns: int) -> None:
        """A live source delivered a picture at `time_ns`."""
        if self._last_ns is not None and time_ns > self._last_ns:
            self._interval_ms = _blend(self._interval_ms, (time_ns - self._last_ns) / 1e6)
        self._last_ns = time_ns

    def paced(self, wanted: PaceMode, *, live: bool) -> bool:
        """Whether the last geometry is to be carried forward now."""
        if not live:
            self._paced = False
        elif wanted is not PaceMode.AUTO:
            self._paced = wanted is PaceMode.PACED
        elif self._engine_ms is not None and self._interval_ms is not None:
            share = self._engine_ms / self._interval_ms
            self._paced = share > (_FAST if self._paced else _SLOW)
        return self._paced


class RateLimit:
    """Lets at most so many pictures a second pass, evenly."""

    def __init__(self) -> None:
        self._due_ns: float | None = None

    def passes(self, time_ns: int, rate: float) -> bool:
        """Whether the picture taken at `time_ns` is one of them; 0 lets all pass."""
        if rate <= 0:
            self._due_ns = None
            return True
        interval_ns = 1e9 / rate
        if self._due_ns is None or time_ns > self._due_ns + 4 * interval_ns:
            self._due_ns = float(time_ns)
        # Half a millisecond of grace: capture times jitter around the rate they stand for.
        if time_ns < self._due_ns - 5e5:
            return False
        self._due_ns += interval_ns
        return True


def _blend(old: float | None, new: float) -> float:
    return new if old is None else old + _WEIGHT * (new - old)

"""Lets a picture that is due go before slow work that no picture waits for."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WAIT_S: Final = 0.05
_LATE: Final = 0.8
"""Share of the time between two pictures from which on there is none to spare."""
_WEIGHT: Final = 0.1


class Gate:
    """Between the thread that does each picture and the one that works behind it.

    The slow work asks at places where it can stand still for a moment. It has to only while
    pictures take nearly as long as the time between them, and never for long.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._free = threading.Event()
        self._free.set()
        self._took_s = 0.0
        self._interval_s = 0.0
        self._last: float | None = None

    @property
    def late(self) -> bool:
        """Whether pictures have no time to spare."""
        return self._took_s > _LATE * self._interval_s

    @contextmanager
    def picture(self) -> Iterator[None]:
        """Do one picture inside of this."""
        start = time.perf_counter()
        if self._last is not None:
            self._interval_s += _WEIGHT * (start - self._last - self._interval_s)
        self._last = start
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()
            self._took_s += _WEIGHT * (time.perf_counter() - start - self._took_s)

    def wait(self) -> bool:
        """Let a picture that is late go first; whether the work is to be given up."""
        if self.late:
            self._free.wait(_LONGEST_WAIT_S)
        return self.stopping.is_set()

    def stop(self) -> None:
        """Have the work given up where it next asks."""
        self.stopping.set()
        self._free.set()

"""Lets a picture that is due go before slow work that no picture waits for."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WAIT_S: Final = 0.05
_LOOK_S: Final = 0.0005
"""Between two looks at a gate that is shown in memory: as late as that slow work goes on."""
_BUSY, _STOPPING, _DONE = 0, 1, 2
"""Bytes of that memory: a late picture is being made, all is to be given up, pictures so far."""
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
        self._done = 0
        self._shown: tuple[memoryview, ...] = ()

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
        self._show(_BUSY, self.late)
        try:
            yield
        finally:
            self._free.set()
            self._done = (self._done + 1) % 256
            self._show(_DONE, self._done)
            self._show(_BUSY, False)
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
        self._show(_STOPPING, True)

    def show_in(self, place: memoryview) -> None:
        """Be seen by a `DistantGate` that has the same few bytes, in another process."""
        self._shown = (*self._shown, place)
        place[_STOPPING] = self.stopping.is_set()

    def hide_from(self, place: memoryview) -> None:
        """Be seen there no more."""
        self._shown = tuple(shown for shown in self._shown if shown is not place)

    def _show(self, which: int, value: int) -> None:
        for place in self._shown:
            place[which] = value


class DistantGate:
    """The gate of another process, by what it shows in memory that both have.

    It is asked hundreds of times for each object, and looking costs neither process a message.
    """

    def __init__(self, place: memoryview) -> None:
        self._place = place

    def wait(self) -> bool:
        """Let a picture that is late go first; whether the work is to be given up."""
        place, end = self._place, time.monotonic() + _LONGEST_WAIT_S
        # The next picture may begin before anybody looks.
        waited_for = place[_DONE]
        while place[_BUSY] and place[_DONE] == waited_for and not place[_STOPPING]:
            if time.monotonic() > end:
                break
            time.sleep(_LOOK_S)
        return bool(place[_STOPPING])

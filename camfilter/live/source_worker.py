"""Reads the source, brings it back when it is lost, and hands its pictures on."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from camfilter.errors import SourceError, SourceLostError
from camfilter.live.pacing import PaceControl, RateLimit
from camfilter.live.worker import Lost, Shot, Worker
from camfilter.look import orient
from camfilter.look.layout import output_size
from camfilter.sources.base import Interruptible

if TYPE_CHECKING:
    from camfilter.frames import Frame
    from camfilter.live.control import Control
    from camfilter.live.mailbox import Mailbox
    from camfilter.live.worker import Seen
    from camfilter.sources.base import Source

_READ_S: Final = 0.1
_RETRY_S: Final = 1.0
_LONG_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a run ends by itself; 0 means never."""

    frames: int = 0
    seconds: float = 0.0

    def reached(self, count: int, elapsed_s: float) -> bool:
        """Whether the next picture, after `count` others, is one too many."""
        return 0 < self.frames <= count or 0 < self.seconds <= elapsed_s


class SourceWorker(Worker):
    """Takes each picture as it comes; never waits for the engine unless nothing may be lost.

    With `keeps_going`, whatever a source fails of is treated like a camera that was unplugged.
    """

    def __init__(
        self,
        source: Source,
        control: Control,
        pace: PaceControl,
        limit: Limit,
        to_engine: Mailbox[Shot | Lost],
        to_render: Mailbox[Shot | Seen | Lost],
        *,
        keeps_going: bool = False,
    ) -> None:
        super().__init__("source", control)
        self._source = source
        self._next: Source | None = None
        self._turn = threading.Lock()
        self._keeps_going = keeps_going
        self._pace = pace
        self._limit = limit
        self._to_engine = to_engine
        self._to_render = to_render
        self._rate = RateLimit()
        self._feed = 0
        self._skew: int | None = 0
        self._first: Frame | None = None
        self._last_index = -1
        self._count = 0
        self._started_ns = 0

    def change(self, source: Source) -> None:
        """Read another source from now on; an opening of the old one that hangs is ended."""
        with self._turn:
            self._next = source
            if isinstance(self._source, Interruptible):
                self._source.interrupt()

    def work(self) -> None:
        """Read until the source or the run ends."""
        if not self._opened():
            return
        self._await_engine()
        self._started_ns = time.monotonic_ns()
        with suppress(EOFError):
            while not self.control.stopping.is_set():
                if self._next is not None and not self._changed():
                    continue
                frame = self._read()
                if frame is not None and not self._hand_on(frame):
                    return
                if self._source.info.live and self._overdue():
                    return

    def hand_over(self) -> None:
        """Let the others run dry."""
        self.control.source_ready.set()
        self._to_engine.close()
        self._to_render.close()

    def release(self) -> None:
        """Give the device or file back."""
        self._source.close()

    def _opened(self) -> bool:
        """Whether there is something to read; False if the run or this source is over."""
        try:
            self._source.open()
        except SourceError as error:
            if self.control.stopping.is_set():
                return False
            if self._next is not None:
                return True
            if not self._keeps_going:
                raise
            self.control.announce_source(self._source.info)
            self._recover(error)
            return True
        self.control.announce_source(self._source.info)
        return True

    def _changed(self) -> bool:
        """Whether the next source is open."""
        self._source.close()
        with self._turn:
            self._source, self._next = self._next or self._source, None
        self._feed += 1
        self._skew = None
        self._to_engine.put(Lost(f"opening {self._source.info.name}", time.monotonic_ns()))
        # Whatever was wrong with the source before it is over.
        self.control.tell("source", f"opening {self._source.info.name}")
        return self._opened()

    def _read(self) -> Frame | None:
        """The next picture; None if there is none for now, and once a lost source is back."""
        try:
            return self._source.read(_READ_S)
        except EOFError:
            if not self._keeps_going:
                raise
            error = SourceError(f"{self._source.info.name} has ended", "choose another source")
        except SourceError as failure:
            if not (self._keeps_going or isinstance(failure, SourceLostError)):
                raise
            error = failure
        self._recover(error)
        return None

    def _await_engine(self) -> None:
        """Wait for it; if that takes long, live sinks show a card in the size of what will come."""
        if self._source.info.live and not self.control.engine_ready.wait(_LONG_S):
            self._show_start()
        self.control.engine_ready.wait()

    def _show_start(self) -> None:
        frame = None
        while frame is None:
            if self.control.engine_ready.is_set() or self.control.stopping.is_set():
                return
            with suppress(SourceError, EOFError):
                frame = self._source.read(_READ_S)
        settings = self.control.settings
        size = output_size(*orient(frame, settings).size, settings)
        self._to_render.put(Lost("loading the engine", time.monotonic_ns(), size))

    def _hand_on(self, frame: Frame) -> bool:
        frame = self._numbered(frame)
        first = self._first = self._first or frame
        live = self._source.info.live
        elapsed_s = (frame.time_ns - first.time_ns) / 1e9
        if not live and self._limit.reached(self._count, elapsed_s):
            return False
        settings, statistics = self.control.settings, self.control.statistics
        statistics.frames_in = frame.index - first.index + 1
        if not self._rate.passes(frame.time_ns, settings.output_rate):
            statistics.count(limited=1)
            return True
        if live:
            self._pace.picture_came(frame.time_ns)
        if not self.control.watched:
            statistics.count(idle=1)
            return True
        self._count += 1
        taken_ns = frame.time_ns if live else time.monotonic_ns()
        shot = Shot(orient(frame, settings), taken_ns, statistics.wanted, settings, self._feed)
        statistics.paced = self._pace.paced(settings.pace, live=live)
        if statistics.paced:
            self._to_render.put(shot)
        return self._to_engine.put(shot)

    def _numbered(self, frame: Frame) -> Frame:
        """The frame with an index that goes on where the source before it ended."""
        if self._skew is None:
            self._skew = self._last_index + 1 - frame.index
        if self._skew:
            frame = replace(frame, index=frame.index + self._skew)
        self._last_index = frame.index
        return frame

    def _overdue(self) -> bool:
        """Whether the time is up by the clock on the wall, pictures or not."""
        return self._limit.reached(0, (time.monotonic_ns() - self._started_ns) / 1e9 - _RETRY_S)

    def _recover(self, error: SourceError) -> None:
        """Try to open again until that works or is not wanted any more; meanwhile say why."""
        self._source.close()
        while not (self.control.stopping.is_set() or self._next is not None or self._overdue()):
            self.control.tell("source", error.message, error.remedy)
            self._to_engine.put(Lost(error.message, time.monotonic_ns()))
            if self._paused():
                return
            try:
                self._source.open()
            except SourceError as again:
                error = again
            else:
                self.control.announce_source(self._source.info)
                self.control.tell("source", f"{self._source.info.name} is back")
                return

    def _paused(self) -> bool:
        """Whether, within the time until the next attempt, none was wanted any more."""
        until = time.monotonic() + _RETRY_S
        while self._next is None and (left := until - time.monotonic()) > 0:
            if self.control.stopping.wait(min(left, _READ_S)):
                return True
        return self._next is not None

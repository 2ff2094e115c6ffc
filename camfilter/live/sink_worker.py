"""Delivers finished pictures to one sink, so that a slow one holds up no other."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camfilter.errors import SinkError
from camfilter.live.mailbox import ClosedError, Mailbox
from camfilter.live.worker import Worker
from camfilter.sinks.base import Repeating

if TYPE_CHECKING:
    from camfilter.errors import CamfilterError
    from camfilter.live.control import Control
    from camfilter.sinks.base import Output, Sink

_LOOK_S = 0.02
_REPEAT_S = 1.0
_RETRY_S = 2.0
_FILE_ROOM = 8


class SinkState(StrEnum):
    """What a sink is about."""

    OPENING = "opening"
    OPEN = "open"
    RETRYING = "retrying"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SinkStatus:
    """How a sink does.

    Attributes:
        viewers: how many look at it; None where that cannot be known.
        problem: what keeps it from being open, or what ended it.
    """

    state: SinkState
    viewers: int | None = None
    problem: CamfilterError | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """An output, with the time its picture was taken and the time its geometry was."""

    output: Output
    taken_ns: int
    geometry_ns: int


class SinkWorker(Worker):
    """Opens, feeds and closes one sink on one thread.

    A sink that cannot be opened, or a file that cannot be written on, is given up and fails the
    run in the end; a live one that fails later is opened again every two seconds.
    """

    def __init__(self, name: str, sink: Sink, control: Control, *, waits: bool) -> None:
        super().__init__(f"sink-{name}", control)
        self.sink_name = name
        self.live = sink.info.live
        self.sink = sink
        self._state = SinkState.OPENING
        self._problem: CamfilterError | None = None
        self._watching: int | None = None
        # A file may lag a little behind the present; what shows the present may not.
        room = 1 if self.live or waits else _FILE_ROOM
        self.inbox: Mailbox[Parcel] = Mailbox(waits=waits, room=room)
        self._retry_at: float | None = None
        self._shown_at = 0.0
        control.statistics.count_sink(name)
        control.set_viewers(name, None)

    def status(self) -> SinkStatus:
        """How it does, as any thread may ask."""
        return SinkStatus(self._state, self._watching, self._problem)

    def work(self) -> None:
        """Deliver until no more pictures come or the sink is given up."""
        # A sink wants the rate, and that is the source's to say.
        self.control.source_ready.wait()
        if not self.control.statistics.source:
            return
        self._open()
        with suppress(ClosedError):
            while True:
                parcel = self.inbox.get(self._patience_s(self._viewers()))
                if parcel is None:
                    self._repeat()
                    continue
                if self._ready():
                    self._deliver(parcel)
                else:
                    self._count_lost(1)

    def failed(self, error: CamfilterError) -> None:
        """Give this sink up; the others run on."""
        self._problem = error
        self.control.lose_sink(self.sink_name, error)

    def offer(self, parcel: Parcel) -> None:
        """Have a picture delivered; the loss of it or of an older one is counted."""
        before = self.inbox.dropped
        taken = self.inbox.put(parcel)
        self._count_lost(self.inbox.dropped - before + (not taken))

    def hand_over(self) -> None:
        """Take no more pictures."""
        self._state = SinkState.ENDED
        self.inbox.close()
        self.control.forget_sink(self.sink_name)

    def release(self) -> None:
        """Complete what was written."""
        self.sink.close()

    def _count_lost(self, lost: int) -> None:
        if lost:
            self.control.statistics.count_sink(self.sink_name, dropped=lost)

    def _open(self) -> None:
        try:
            self.sink.open(self.control.output_rate)
        except SinkError:
            self.control.statistics.count_sink(self.sink_name, errors=1)
            raise
        self._state, self._problem = SinkState.OPEN, None

    def _viewers(self) -> int | None:
        # A sink that is waiting to be opened again counts as watched: its viewers will be back.
        viewers = self.sink.viewers() if self._retry_at is None else None
        self._watching = viewers
        self.control.set_viewers(self.sink_name, viewers)
        return viewers

    def _patience_s(self, viewers: int | None) -> float | None:
        """How long to wait for a picture before something else is due."""
        if viewers is not None:
            return _LOOK_S
        return _REPEAT_S if isinstance(self.sink, Repeating) else None

    def _repeat(self) -> None:
        """Show the last picture again where viewers would give up without one."""
        now = time.monotonic()
        if not isinstance(self.sink, Repeating) or now - self._shown_at < _REPEAT_S:
            return
        self._shown_at = now
        if self._retry_at is not None:
            return
        try:
            self.sink.repeat()
        except SinkError as error:
            self._break_off(error)

    def _break_off(self, error: SinkError) -> None:
        """Close a live sink that failed, to open it again later."""
        self.control.statistics.count_sink(self.sink_name, errors=1)
        self.sink.close()
        self._put_off(error)

    def _ready(self) -> bool:
        """Whether the sink is open, after trying again if that is due."""
        if self._retry_at is None:
            return True
        if time.monotonic() < self._retry_at:
            return False
        try:
            self._open()
        except SinkError as error:
            self._put_off(error)
            return False
        self._retry_at = None
        self.control.tell(self.sink_name, f"{self.sink_name} is back")
        return True

    def _deliver(self, parcel: Parcel) -> None:
        self._shown_at = time.monotonic()
        try:
            self.sink.write(parcel.output)
        except SinkError as error:
            if not self.live:
                self.control.statistics.count_sink(self.sink_name, errors=1)
                raise
            self._break_off(error)
            return
        now_ns = time.monotonic_ns()
        statistics = self.control.statistics
        if parcel.output.geometry is not None:
            statistics.count_sink(self.sink_name, frames=1)
            latency_ms = (now_ns - parcel.taken_ns) / 1e6
            older_ms = (parcel.taken_ns - parcel.geometry_ns) / 1e6
            statistics.delivered(latency_ms, latency_ms + older_ms)

    def _put_off(self, error: SinkError) -> None:
        self._retry_at = time.monotonic() + _RETRY_S
        self._state, self._problem = SinkState.RETRYING, error
        self.control.tell(self.sink_name, error.message, error.remedy)

"""Turns pictures and geometry into outputs and gives them to every sink."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from camfilter.live.mailbox import ClosedError
from camfilter.live.sink_worker import Parcel
from camfilter.live.standby import standby_card
from camfilter.live.worker import Lost, Worker
from camfilter.look.bands import helpers

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.live.carrying import Due
    from camfilter.live.control import Control
    from camfilter.live.sink_worker import SinkWorker
    from camfilter.live.source_worker import Limit
    from camfilter.look import Look
    from camfilter.sinks.base import Output

_CARD_SIZE = (720, 1280)


class Dues(Protocol):
    """Where pictures come from: found on this very thread, or by another one ahead of it."""

    def get(self) -> Due | Lost | None:
        """The next, waiting for it; raises `ClosedError` once nothing more will come."""

    def close(self) -> None:
        """Nothing more will be taken."""


class RenderWorker(Worker):
    """Shows each picture that is due, with the geometry that was found for it."""

    def __init__(
        self,
        control: Control,
        limit: Limit,
        look: Look,
        inbox: Dues,
        *,
        shared_by: int = 1,
    ) -> None:
        """The threads that may work on pictures are `shared_by` so many workers."""
        super().__init__("render", control)
        self._sinks: tuple[SinkWorker, ...] = ()
        self._sinks_lock = threading.Lock()
        self._is_over = False
        self._inbox = inbox
        self._shared_by = shared_by
        self._limit = limit
        self._look = look
        self._last_index = -1
        self._size = _CARD_SIZE

    def work(self) -> None:
        """Render until no more pictures come; after the limit they are only taken away."""
        with helpers(self._shared_by), suppress(ClosedError):
            while (item := self._inbox.get()) is not None:
                self._take(item)

    def hand_over(self) -> None:
        """Let whoever finds geometry and the sinks run dry."""
        self._inbox.close()
        self.control.statistics.settle(cut_short=self.control.stopping.is_set())
        with self._sinks_lock:
            self._is_over = True
            for sink in self._sinks:
                sink.inbox.close()

    def add_sink(self, sink: SinkWorker) -> None:
        """Give pictures to one more sink; one that comes too late gets none and ends at once."""
        with self._sinks_lock:
            self._sinks = (*self._sinks, sink)
            if self._is_over:
                sink.inbox.close()

    def remove_sink(self, sink: SinkWorker) -> None:
        """Give it no more pictures."""
        with self._sinks_lock:
            self._sinks = tuple(other for other in self._sinks if other is not sink)
        sink.inbox.close()

    def _take(self, item: Due | Lost) -> None:
        if isinstance(item, Lost):
            self._show_card(item)
        elif self._limit.reached(self.control.statistics.frames_out, 0.0):
            self.control.stopping.set()
        else:
            self._show(item)

    def _show(self, due: Due) -> None:
        shot, geometry = due.shot, due.geometry
        self._last_index = shot.frame.index
        output = self._look.render(shot.frame, geometry, shot.settings, due.inverse, due.manner)
        self._size = output.picture.shape[0], output.picture.shape[1]
        self.control.statistics.shown(shot.number)
        parcel = Parcel(output, shot.taken_ns, shot.taken_ns - _older_ns(shot.frame, geometry))
        for sink in self._sinks:
            sink.offer(parcel)

    def _show_card(self, lost: Lost) -> None:
        # A virtual camera takes the size of its first picture for good.
        self._size = lost.size or self._size
        card: Output = standby_card(
            lost.message, *self._size, time_ns=lost.taken_ns, index=max(self._last_index, 0)
        )
        for sink in self._sinks:
            if sink.live:
                sink.offer(Parcel(card, lost.taken_ns, lost.taken_ns))


def _older_ns(frame: Frame, geometry: Geometry) -> int:
    return frame.time_ns - geometry.time_ns

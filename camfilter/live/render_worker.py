"""Turns pictures and geometry into outputs and gives them to every sink."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from camfilter.live.mailbox import ClosedError, Mailbox, first_of
from camfilter.live.sink_worker import Parcel
from camfilter.live.standby import standby_card
from camfilter.live.worker import Lost, Seen, Shot, Worker
from camfilter.look import FlowCarrier
from camfilter.look.bands import helpers

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.live.control import Control
    from camfilter.live.sink_worker import SinkWorker
    from camfilter.live.source_worker import Limit
    from camfilter.look import Look, Manner
    from camfilter.look.arrays import Map
    from camfilter.sinks.base import Output

_CARD_SIZE = (720, 1280)


class RenderWorker(Worker):
    """Shows each picture once, in order, with the best geometry there is for it."""

    def __init__(
        self,
        control: Control,
        limit: Limit,
        look: Look,
        seen: Mailbox[Shot | Seen | Lost],
        shots: Mailbox[Shot | Seen | Lost],
    ) -> None:
        super().__init__("render", control)
        self._sinks: tuple[SinkWorker, ...] = ()
        self._sinks_lock = threading.Lock()
        self._is_over = False
        self._boxes = [seen, shots]
        self._limit = limit
        self._look = look
        self._carrier = FlowCarrier()
        self._first: Frame | None = None
        self._last_index = -1
        self._size = _CARD_SIZE
        self._feed = 0
        self._latest: Seen | None = None
        self._kept: Seen | None = None

    def work(self) -> None:
        """Render until no more pictures come; after the limit they are only taken away."""
        with helpers(), suppress(ClosedError):
            while (got := first_of(self._boxes)) is not None:
                self._take(got[1])

    def hand_over(self) -> None:
        """Let the engine and the sinks run dry."""
        for box in self._boxes:
            box.close()
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

    def _take(self, item: Shot | Seen | Lost) -> None:
        if self._over(item):
            self.control.stopping.set()
        elif isinstance(item, Lost):
            self._show_card(item)
        elif isinstance(item, Seen):
            self._take_geometry(item)
        else:
            self._show_carried(item)

    def _over(self, item: Shot | Seen | Lost) -> bool:
        if isinstance(item, Lost):
            return False
        frame = item.shot.frame if isinstance(item, Seen) else item.frame
        first = self._first = self._first or frame
        elapsed_s = (frame.time_ns - first.time_ns) / 1e9
        return self._limit.reached(self.control.statistics.frames_out, elapsed_s)

    def _take_geometry(self, seen: Seen) -> None:
        shot = seen.shot
        if shot.feed != self._feed:
            self._feed = shot.feed
            self._forget()
        self._latest = seen
        if not self.control.statistics.paced or self._last_index < 0:
            self._show(shot, seen.geometry, seen.inverse, seen.manner)

    def _show_carried(self, shot: Shot) -> None:
        latest = self._latest
        if latest is None or latest.shot.view != shot.view:
            return
        self._look.foresee(shot.frame, shot.settings)
        with self.control.statistics.stages.stage("carry"):
            if latest is not self._kept:
                self._carrier.keep(latest.shot.frame, latest.geometry, latest.inverse)
                self._kept = latest
            geometry = self._carrier.carry(shot.frame, self._look.needs(shot.settings))
        if geometry is not None:
            self._show(shot, geometry, self._carrier.inverse, latest.manner)

    def _show(
        self, shot: Shot, geometry: Geometry, inverse: Map | None, manner: Manner | None
    ) -> None:
        if shot.frame.index <= self._last_index:
            return
        self._last_index = shot.frame.index
        output = self._look.render(shot.frame, geometry, shot.settings, inverse, manner)
        self._size = output.picture.shape[0], output.picture.shape[1]
        self.control.statistics.shown(shot.number)
        parcel = Parcel(output, shot.taken_ns, shot.taken_ns - _older_ns(shot.frame, geometry))
        for sink in self._sinks:
            sink.offer(parcel)

    def _show_card(self, lost: Lost) -> None:
        self._forget()
        # A virtual camera takes the size of its first picture for good.
        self._size = lost.size or self._size
        card: Output = standby_card(
            lost.message, *self._size, time_ns=lost.taken_ns, index=max(self._last_index, 0)
        )
        for sink in self._sinks:
            if sink.live:
                sink.offer(Parcel(card, lost.taken_ns, lost.taken_ns))

    def _forget(self) -> None:
        self._carrier.reset()
        self._latest = self._kept = None


def _older_ns(frame: Frame, geometry: Geometry) -> int:
    return frame.time_ns - geometry.time_ns

"""One run: a source, an engine, the look and any number of sinks, each on its own thread."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from camfilter.engines.base import open_engine
from camfilter.live.carry_worker import CarryWorker
from camfilter.live.carrying import Carrying
from camfilter.live.control import Control, Event
from camfilter.live.engine_worker import EngineWorker
from camfilter.live.mailbox import Mailbox
from camfilter.live.pacing import PaceControl
from camfilter.live.render_worker import RenderWorker
from camfilter.live.sink_worker import SinkWorker
from camfilter.live.source_worker import Limit, SourceWorker
from camfilter.live.steady_worker import SteadyWorker
from camfilter.look import Look
from camfilter.look.bands import in_two
from camfilter.look.memory import keep_freed_memory
from camfilter.ndi.audio import connect_audio
from camfilter.priority import punctual, take_short_turns
from camfilter.sources.base import Interruptible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from camfilter.errors import CamfilterError
    from camfilter.live.carrying import Due
    from camfilter.live.engine_worker import EngineOpener
    from camfilter.live.sink_worker import SinkStatus
    from camfilter.live.statistics import Statistics
    from camfilter.live.worker import Lost, Seen, Shot, Worker
    from camfilter.settings import FilterSettings
    from camfilter.sinks.base import Sink
    from camfilter.sources.base import Source

_JOIN_S = 10.0


class Session:
    """Runs from `start` until its source ends, a limit is reached or `stop` is called.

    Pictures of a live source are dropped, and counted, where a later stage is not ready. If
    neither the source nor any sink is live, every picture is waited for and none is lost.
    """

    def __init__(
        self,
        source: Source,
        sinks: Sequence[Sink],
        settings: FilterSettings,
        *,
        limit: Limit | None = None,
        on_event: Callable[[Event], None] | None = None,
        opener: EngineOpener | None = None,
        keeps_going: bool = False,
    ) -> None:
        """`keeps_going` has it survive sources that cannot be opened and engines that fail."""
        self._control = Control(settings, on_event)
        waits = not source.info.live and not any(sink.info.live for sink in sinks)
        opener = opener or partial(open_engine, live=not waits)
        pace, limit = PaceControl(), limit or Limit()
        changed = threading.Condition()
        to_engine: Mailbox[Shot | Lost] = Mailbox(waits=waits)
        seen: Mailbox[Shot | Seen | Lost] = Mailbox(waits=waits)
        steady: Mailbox[Shot | Seen | Lost] = Mailbox(waits=waits, changed=changed)
        shots: Mailbox[Shot | Seen | Lost] = Mailbox(waits=waits, changed=changed)
        self._waits = waits
        self._source = source
        look = Look(self._control.statistics.stages)
        self._render, *ahead = _showing(self._control, limit, look, steady, shots)
        self._sinks: list[SinkWorker] = []
        self._reader = SourceWorker(
            source, self._control, pace, limit, to_engine, shots, keeps_going=keeps_going
        )
        self._workers: list[Worker] = [
            self._reader,
            EngineWorker(opener, self._control, pace, to_engine, seen, keeps_going=keeps_going),
            SteadyWorker(self._control, look, seen, steady),
            *ahead,
            self._render,
        ]
        for sink in sinks:
            self._hire(sink)

    @property
    def settings(self) -> FilterSettings:
        """How pictures are made now; setting it takes effect with the next picture."""
        return self._control.settings

    @settings.setter
    def settings(self, settings: FilterSettings) -> None:
        self._control.settings = settings

    @property
    def statistics(self) -> Statistics:
        """What was done so far."""
        return self._control.statistics

    @property
    def failures(self) -> tuple[CamfilterError, ...]:
        """What went wrong for good, the first first."""
        return tuple(self._control.failures)

    @property
    def running(self) -> bool:
        """Whether any of the threads still works."""
        return any(worker.is_alive() for worker in self._threads())

    def start(self) -> None:
        """Begin; returns at once."""
        # Here and not in the look, which may run inside a host whose memory is not ours to tune.
        keep_freed_memory()
        if not self._waits:
            take_short_turns()
        self._begin(self._threads())

    def stop(self) -> None:
        """Ask the run to end: what was taken in is still delivered, then devices close."""
        self._control.stopping.set()
        if isinstance(self._source, Interruptible):
            self._source.interrupt()

    def join(self, timeout_s: float = _JOIN_S) -> bool:
        """Wait for the end; False if it has not come within `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        for worker in self._threads():
            if worker.ident is None:
                continue  # a start that failed halfway left it out
            worker.join(max(0.0, deadline - time.monotonic()))
        return not self.running

    def change_source(self, source: Source) -> None:
        """Go on with another source, not opened yet; engine and sinks stay as they are."""
        for worker in self._sinks:
            self._connect_sound(source, worker.sink)
        self._source = source
        self._reader.change(source)

    def reload_engine(self) -> None:
        """Load the engine anew before the next picture, as if a setting needed it."""
        self._control.reload_wanted.set()

    def sink_status(self, name: str) -> SinkStatus | None:
        """How the sink counted under `name` does; None if there is none."""
        return next((it.status() for it in self._sinks if it.sink_name == name), None)

    def add_sink(self, sink: Sink) -> str:
        """Deliver to one more sink from now on; returns the name it is counted under."""
        worker = self._hire(sink)
        self._begin([worker])
        return worker.sink_name

    def remove_sink(self, name: str) -> None:
        """Stop delivering to a sink and close it."""
        for worker in [worker for worker in self._sinks if worker.sink_name == name]:
            self._sinks.remove(worker)
            self._render.remove_sink(worker)
            worker.join(_JOIN_S)

    def _begin(self, workers: Sequence[Worker]) -> None:
        with nullcontext() if self._waits else punctual():
            for worker in workers:
                worker.start()

    def _hire(self, sink: Sink) -> SinkWorker:
        names = [worker.sink_name for worker in self._sinks]
        base = sink.info.name
        name = next(n for n in _candidates(base) if n not in names)
        waits = self._waits and not sink.info.live
        self._connect_sound(self._source, sink)
        worker = SinkWorker(name, sink, self._control, waits=waits)
        self._sinks.append(worker)
        self._render.add_sink(worker)
        return worker

    def _connect_sound(self, source: Source, sink: Sink) -> None:
        connect_audio(source, sink, lambda: self._control.settings.ndi_audio)

    def _threads(self) -> list[Worker]:
        return [*self._workers, *self._sinks]


def _showing(
    control: Control,
    limit: Limit,
    look: Look,
    seen: Mailbox[Shot | Seen | Lost],
    shots: Mailbox[Shot | Seen | Lost],
) -> tuple[RenderWorker, CarryWorker] | tuple[RenderWorker]:
    """The renderer, and who works ahead of it where there are processors for two."""
    carrying = Carrying(control, limit, look, seen, shots)
    if not in_two():
        return (RenderWorker(control, limit, look, carrying),)
    dues: Mailbox[Due | Lost] = Mailbox(waits=seen.waits)
    ahead = CarryWorker(control, carrying, dues)
    return RenderWorker(control, limit, look, dues, shared_by=2), ahead


def _candidates(base: str) -> list[str]:
    return [base, *(f"{base} ({number})" for number in range(2, 100))]

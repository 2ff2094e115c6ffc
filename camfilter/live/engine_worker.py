"""Infers the geometry of the newest picture."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from camfilter.engines.base import Adjustable, Refreshing
from camfilter.errors import EngineError
from camfilter.live.mailbox import ClosedError
from camfilter.live.worker import Lost, Seen, Shot, Worker
from camfilter.priority import step_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.base import Engine
    from camfilter.live.control import Control
    from camfilter.live.mailbox import Mailbox
    from camfilter.live.pacing import PaceControl
    from camfilter.settings import FilterSettings

    EngineOpener = Callable[[FilterSettings], tuple[Engine, str]]

_MOST_FAILURES = 30


class EngineWorker(Worker):
    """Owns the engine: loads it, loads it again when a setting needs that, and runs it."""

    def __init__(
        self,
        opener: EngineOpener,
        control: Control,
        pace: PaceControl,
        inbox: Mailbox[Shot | Lost],
        outbox: Mailbox[Shot | Seen | Lost],
    ) -> None:
        super().__init__("engine", control)
        self._opener = opener
        self._pace = pace
        self._inbox = inbox
        self._outbox = outbox
        self._engine: Engine | None = None
        self._loaded = control.settings
        self._seen: tuple[object, ...] = ()
        self._reason = ""
        self._adjusted: FilterSettings | None = None
        self._failures = 0
        self._succeeded = False
        self._first_failure: EngineError | None = None

    def work(self) -> None:
        """Infer until no more pictures come."""
        # The runtime's own threads inherit this, so it must come before they are made.
        step_back()
        engine = self._load(self.control.settings)
        self.control.engine_ready.set()
        with suppress(ClosedError):
            while (item := self._inbox.get()) is not None:
                if self._loaded.needs_reload(self.control.settings):
                    engine = self._reload()
                if isinstance(item, Lost):
                    engine.reset()
                    self._outbox.put(item)
                else:
                    self._infer(engine, item)
        # A live picture that failed is gone; a file with holes is not what was asked for.
        if self._first_failure is not None and (self._inbox.waits or not self._succeeded):
            self.control.note(self._first_failure)

    def hand_over(self) -> None:
        """Let the renderer run dry."""
        self.control.engine_ready.set()
        self._inbox.close()
        self._outbox.close()

    def release(self) -> None:
        """Give the engine's memory back."""
        if self._engine is not None:
            self._engine.close()

    def _load(self, settings: FilterSettings) -> Engine:
        self._engine, why = self._opener(settings)
        self._loaded = settings
        info, statistics = self._engine.info, self.control.statistics
        statistics.engine, statistics.device, statistics.engine_reason = info.name, info.device, why
        self.control.tell("engine", f"{info.title} on {info.device} ({why})")
        self._reason, self._adjusted = "", None
        return self._engine

    def _reload(self) -> Engine:
        """The engine for today's settings or, if that fails, for the ones that worked."""
        wanted, working = self.control.settings, self._loaded
        if self._engine is not None:
            self._engine.close()
        try:
            return self._load(wanted)
        except EngineError as error:
            self.control.tell("engine", error.message, error.remedy)
            engine = self._load(working)
            self._loaded = wanted
            return engine

    def _infer(self, engine: Engine, shot: Shot) -> None:
        if (shot.frame.size, shot.view) != self._seen:
            self._seen = shot.frame.size, shot.view
            engine.reset()
        if isinstance(engine, Adjustable) and shot.settings is not self._adjusted:
            engine.adjust(shot.settings)
            self._adjusted = shot.settings
        start = time.perf_counter_ns()
        try:
            geometry = engine.infer(shot.frame)
        except EngineError as error:
            self._count_failure(error)
            return
        took_ms = (time.perf_counter_ns() - start) / 1e6
        self._failures = 0
        self._succeeded = True
        self._pace.engine_took(took_ms)
        self.control.statistics.stages.add("engine", took_ms)
        self._watch(engine)
        self._outbox.put(Seen(shot, geometry))

    def _watch(self, engine: Engine) -> None:
        """Say what the engine has to say, and count what goes on behind it."""
        reason = engine.info.reason
        if reason != self._reason:
            self._reason = reason
            self.control.tell("engine", reason or f"{engine.info.title} is at work")
        if isinstance(engine, Refreshing):
            self.control.statistics.refreshes = engine.refreshes

    def _count_failure(self, error: EngineError) -> None:
        """Let single faults pass and end the run when nothing works any more."""
        self._failures += 1
        self._first_failure = self._first_failure or error
        self.control.statistics.count(engine_errors=1)
        self.control.tell("engine", error.message, error.remedy)
        if self._failures >= _MOST_FAILURES:
            raise error

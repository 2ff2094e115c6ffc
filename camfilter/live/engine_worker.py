"""Infers the geometry of the newest picture."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from camfilter.engines.base import Adjustable, Refreshing
from camfilter.errors import DeviceMemoryError, EngineError
from camfilter.live.concession import conceded, in_words
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
_FAILURES_TO_CONCEDE = 3


class EngineWorker(Worker):
    """Owns the engine: loads it, loads it again when a setting needs that, and runs it.

    With `keeps_going`, a lesser engine takes the place of one that fails.
    """

    def __init__(
        self,
        opener: EngineOpener,
        control: Control,
        pace: PaceControl,
        inbox: Mailbox[Shot | Lost],
        outbox: Mailbox[Shot | Seen | Lost],
        *,
        keeps_going: bool = False,
    ) -> None:
        super().__init__("engine", control)
        self._keeps_going = keeps_going
        self._opener = opener
        self._pace = pace
        self._inbox = inbox
        self._outbox = outbox
        self._engine: Engine | None = None
        self._asked = self._loaded = control.settings
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
        self._asked = self.control.settings
        engine = self._load_what_goes(self._asked)
        self.control.engine_ready.set()
        with suppress(ClosedError):
            while (item := self._inbox.get()) is not None:
                if self._must_reload():
                    engine = self._reload()
                if isinstance(item, Lost):
                    engine.reset()
                    self._outbox.put(item)
                else:
                    engine = self._infer(engine, item)
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
        self._close()

    def _close(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _load_what_goes(self, settings: FilterSettings) -> Engine:
        """The engine for `settings` or, if the run keeps going, the nearest one that loads."""
        try:
            return self._load(settings)
        except EngineError as error:
            return self._load_less(settings, error)

    def _load_less(self, settings: FilterSettings, error: EngineError) -> Engine:
        """The nearest engine that loads after `settings` failed; says so once it is there."""
        less = conceded(settings, error) if self._keeps_going else None
        if less is None:
            raise error
        engine = self._load_what_goes(less)
        self.control.tell("engine", f"{error.message}; {in_words(settings, less)}", error.remedy)
        return engine

    def _load(self, settings: FilterSettings) -> Engine:
        self._close()
        self.control.statistics.engine_loading = True
        try:
            self._engine, why = self._opener(settings)
        finally:
            self.control.statistics.engine_loading = False
        self._loaded = settings
        info, statistics = self._engine.info, self.control.statistics
        statistics.engine, statistics.device, statistics.engine_reason = info.name, info.device, why
        self.control.tell("engine", f"{info.title} on {info.device} ({why})")
        self._reason, self._adjusted = "", None
        return self._engine

    def _must_reload(self) -> bool:
        wanted = self.control.reload_wanted.is_set()
        self.control.reload_wanted.clear()
        return wanted or self._asked.needs_reload(self.control.settings)

    def _reload(self) -> Engine:
        """The engine for today's settings or, if that fails, for the ones that worked."""
        wanted, working = self.control.settings, self._loaded
        try:
            engine = self._load(wanted)
        except EngineError as error:
            try:
                engine = self._load_what_goes(working)
            finally:
                # Last, so that it stands: that the other one is loaded ends earlier trouble.
                self.control.tell("engine", error.message, error.remedy)
        self._asked = wanted
        return engine

    def _infer(self, engine: Engine, shot: Shot) -> Engine:
        """Infer and hand on; returns the engine to go on with."""
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
            return self._replaced(engine, error)
        took_ms = (time.perf_counter_ns() - start) / 1e6
        self._failures = 0
        self._succeeded = True
        self._pace.engine_took(took_ms)
        self.control.statistics.stages.add("engine", took_ms)
        self._watch(engine)
        self._outbox.put(Seen(shot, geometry))
        return engine

    def _replaced(self, engine: Engine, error: EngineError) -> Engine:
        """A lesser engine if this one will not do, as long as there is one."""
        hopeless = isinstance(error, DeviceMemoryError) or self._failures >= _FAILURES_TO_CONCEDE
        if not (self._keeps_going and hopeless) or conceded(self._loaded, error) is None:
            return engine
        self._failures = 0
        return self._load_less(self._loaded, error)

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

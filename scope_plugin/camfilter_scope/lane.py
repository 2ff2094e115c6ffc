"""One engine on a thread of its own.

An engine is made, used and closed on one thread, and the host makes and calls a pipeline on
different ones. A slow engine also loads and works there while pictures go on.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.settings import EngineChoice
from camfilter_scope.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.base import Engine, EngineInfo
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings

    EngineOpener = Callable[[FilterSettings], tuple[Engine, str]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What an engine made of a frame: its geometry, or the fault why there is none."""

    frame: Frame
    geometry: Geometry | None
    fault: Fault | None
    took_ms: float


class Lane:
    """Loads an engine and runs it, always on the newest frame it was given."""

    def __init__(self, opener: EngineOpener, settings: FilterSettings) -> None:
        self.settings = settings
        self.info: EngineInfo | None = None
        self.reason = ""
        self.failure: Fault | None = None
        self._changed = threading.Condition()
        self._given: Frame | None = None
        self._in_work: Frame | None = None
        self._sight: Sight | None = None
        self._forgetting = False
        self._stopping = False
        # The host does not say when it ends, and would wait for a thread that is no daemon.
        self._thread = threading.Thread(
            target=self._work, args=(opener,), name=f"camfilter-{settings.engine}", daemon=True
        )
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether the engine is loaded."""
        return self.info is not None

    @property
    def embedded(self) -> bool:
        """Whether it is the engine that works everywhere."""
        return self.settings.engine is EngineChoice.BUILTIN

    @property
    def title(self) -> str:
        """What it is and where it runs."""
        info = self.info
        return f"{info.title} on {info.device}" if info else f"the {self.settings.engine} engine"

    def wait_loaded(self, patience_s: float) -> bool:
        """Wait until the engine is loaded or cannot be; whether it came to that in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self.ready or self.failure is not None, patience_s
            )

    def offer(self, frame: Frame) -> None:
        """Infer `frame` if nothing else is being inferred."""
        with self._changed:
            if self._in_work is None and self._given is None:
                self._give(frame)

    def see(self, frame: Frame, patience_s: float) -> Sight | None:
        """Infer `frame`, after one that may be in work, and wait for it.

        If it takes longer than `patience_s`, the result for an earlier frame, or None.
        """
        with self._changed:
            self._give(frame)
            self._changed.wait_for(
                lambda: self.failure is not None or self._has_seen(frame), patience_s
            )
            return self.take()

    def take(self) -> Sight | None:
        """The newest result since the last call."""
        with self._changed:
            sight, self._sight = self._sight, None
            return sight

    def forget(self) -> None:
        """The next frame belongs to another scene: what is in work counts no more."""
        with self._changed:
            self._given = self._sight = None
            self._forgetting = True

    def stop(self, patience_s: float = 0.0) -> None:
        """End, and wait a little for it; the engine is closed by its own thread."""
        with self._changed:
            self._stopping = True
            self._given = self._sight = None
            self._changed.notify_all()
        # The collector may end the owner of this lane on the lane's own thread.
        if patience_s > 0 and threading.current_thread() is not self._thread:
            self._thread.join(patience_s)

    def _give(self, frame: Frame) -> None:
        self._given = frame
        self._changed.notify_all()

    def _has_seen(self, frame: Frame) -> bool:
        return self._sight is not None and self._sight.frame is frame

    def _work(self, opener: EngineOpener) -> None:
        engine = self._load(opener)
        if engine is None:
            return
        size = (0, 0)
        try:
            while (frame := self._next()) is not None:
                if self._forgets() or frame.size != size:
                    size = frame.size
                    engine.reset()
                self._leave(_seen(engine, frame))
        except BaseException as error:  # noqa: BLE001  whoever waits for this lane must be told
            self._fail(error)
        finally:
            engine.close()

    def _load(self, opener: EngineOpener) -> Engine | None:
        try:
            engine, reason = opener(self.settings)
        except Exception as error:  # noqa: BLE001  whatever it is, another engine stands in
            self._fail(error)
            return None
        with self._changed:
            self.info, self.reason = engine.info, reason
            self._changed.notify_all()
        return engine

    def _next(self) -> Frame | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._given is not None)
            self._in_work, self._given = self._given, None
            return None if self._stopping else self._in_work

    def _forgets(self) -> bool:
        with self._changed:
            forgets, self._forgetting = self._forgetting, False
            return forgets

    def _leave(self, sight: Sight) -> None:
        with self._changed:
            self._in_work = None
            if not self._forgetting:
                self._sight = sight
            self._changed.notify_all()

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self.failure = Fault.of(error)
            self._changed.notify_all()


def _seen(engine: Engine, frame: Frame) -> Sight:
    start = time.perf_counter_ns()
    geometry, fault = None, None
    try:
        geometry = engine.infer(frame)
    except Exception as error:  # noqa: BLE001  the next frame may be well
        fault = Fault.of(error)
    return Sight(frame, geometry, fault, (time.perf_counter_ns() - start) / 1e6)

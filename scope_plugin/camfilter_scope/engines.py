"""The engine that is asked for, and the embedded one for as long as that takes to come."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from camfilter.engines.base import ONLY_WHEN_ASKED_FOR, engine_statuses
from camfilter.errors import EngineError
from camfilter.settings import EngineChoice
from camfilter_scope.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.base import Engine
    from camfilter.frames import Frame
    from camfilter.settings import FilterSettings
    from camfilter_scope.faults import Fault
    from camfilter_scope.lane import EngineOpener, Sight
    from camfilter_scope.reports import Reports

    EngineChooser = Callable[[FilterSettings], str]
    Key = tuple[EngineChoice, int, int]

_SETTLED_S: Final = 0.4
"""So long a changed value must rest before an engine is loaded for it: sliders are dragged."""
_RETRY_S: Final = 10.0
_STOP_S: Final = 2.0
_MOST_FAILURES: Final = 30
_MOST_FIRST_FAILURES: Final = 3
_SMALLER: Final = 0.75
_SMALLEST: Final = 256


def best_engine(settings: FilterSettings) -> str:
    """Name of the best engine that keeps up with a camera on this machine."""
    for status in engine_statuses():
        fits = status.available and not status.too_slow_for(settings.device)
        if fits and status.name not in ONLY_WHEN_ASKED_FOR:
            return status.name
    return str(EngineChoice.BUILTIN)


class Engines:
    """Shows with the embedded engine at once, and with the one asked for from its first result on.

    Everything that fails leaves an engine that works in place and says so in the log. Belongs to
    one pipeline, and is used by one thread at a time.
    """

    def __init__(
        self,
        opener: EngineOpener,
        chooser: EngineChooser,
        reports: Reports,
        settings: FilterSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open = opener
        self._open_better = partial(_open_better, opener, chooser)
        self._reports = reports
        self._clock = clock
        self._key = _key_of(settings)
        self._changing: tuple[Key, float] | None = None
        self._tried_s = clock()
        self._failures = 0
        self._shown = self._embedded_lane(settings)
        self._coming = self._better_lane(settings)

    def wait_loaded(self, patience_s: float) -> None:
        """Wait until there is an engine to show with, or until it is clear that it fails."""
        self._shown.wait_loaded(patience_s)

    def want(self, settings: FilterSettings) -> None:
        """Have the engine that `settings` ask for, as soon as they have settled."""
        key, now = _key_of(settings), self._clock()
        if key == self._key:
            self._changing = None
        elif self._changing is None or self._changing[0] != key:
            self._changing = (key, now)
        elif now - self._changing[1] >= _SETTLED_S:
            self._change(settings)

    def retry(self, settings: FilterSettings) -> None:
        """A new session: try again, now and then, what could not be loaded before."""
        now = self._clock()
        if self._coming is None and self._shown.embedded and now - self._tried_s >= _RETRY_S:
            self._coming, self._tried_s = self._better_lane(settings), now

    def arrival(self, frame: Frame) -> Sight | None:
        """The first result of an engine that was loading, which shows from now on."""
        lane = self._coming
        if lane is None:
            return None
        if lane.failure is not None:
            self._decline(lane, lane.failure)
            return None
        if lane.ready:
            lane.offer(frame)
        sight = lane.take()
        if sight is None or sight.fault is not None:
            self._judge(lane, sight, _MOST_FIRST_FAILURES)
            return None
        self._shown.stop()
        self._shown, self._coming, self._failures = lane, None, 0
        self._reports.note(f"going on with {lane.title} ({lane.reason})")
        return sight

    def offer(self, frame: Frame) -> Sight | None:
        """Infer `frame` if the engine is free; the newest result there is, without waiting."""
        lane = self._shown
        lane.offer(frame)
        return self._judge(lane, lane.take(), _MOST_FAILURES)

    def see(self, frame: Frame, patience_s: float) -> Sight | None:
        """What the engine makes of `frame` or, if that takes too long, made of an earlier one."""
        lane = self._shown
        return self._judge(lane, lane.see(frame, patience_s), _MOST_FAILURES)

    def forget(self) -> None:
        """The next frame belongs to another scene."""
        for lane in self._lanes():
            lane.forget()

    def stop(self) -> None:
        """End all threads; each engine gives its memory back on its own."""
        lanes = self._lanes()
        for lane in lanes:
            lane.stop()
        deadline = time.monotonic() + _STOP_S
        for lane in lanes:
            lane.stop(max(0.0, deadline - time.monotonic()))

    def _lanes(self) -> list[Lane]:
        return [self._shown, *([self._coming] if self._coming else [])]

    def _embedded_lane(self, settings: FilterSettings) -> Lane:
        return Lane(self._open, _embedded(settings))

    def _better_lane(self, settings: FilterSettings) -> Lane | None:
        """The engine asked for on its way, if it is another one than the embedded."""
        if settings.engine is EngineChoice.BUILTIN:
            return None
        return Lane(self._open_better, settings)

    def _change(self, settings: FilterSettings) -> None:
        """Load what `settings` ask for; what shows now goes on only if it is the embedded engine.

        Two large ones at once may not fit into the GPU's memory.
        """
        self._key, self._changing, self._failures = _key_of(settings), None, 0
        for lane in self._lanes():
            self._remove(lane, settings)
        self._coming = self._better_lane(settings)
        if self._coming is None and self._shown.settings != _embedded(settings):
            self._coming = self._embedded_lane(settings)

    def _remove(self, lane: Lane, settings: FilterSettings) -> None:
        """Do without `lane`: if it shows now, the embedded engine takes its place."""
        if lane is self._coming:
            lane.stop()
            self._coming = None
        elif not lane.embedded:
            lane.stop()
            self._shown = self._embedded_lane(settings)

    def _decline(self, lane: Lane, fault: Fault) -> None:
        self._remove(lane, lane.settings)
        say = (
            self._reports.note if lane.settings.engine is EngineChoice.AUTO else self._reports.warn
        )
        say(f"{self._shown.title} goes on, not {lane.settings.engine}: {fault.text}")

    def _judge(self, lane: Lane, sight: Sight | None, most: int) -> Sight | None:
        """Count failures, and do without an engine that fails for good."""
        fault = lane.failure if sight is None else sight.fault
        if fault is None:
            self._failures = self._failures if sight is None else 0
            return sight
        self._failures += 1
        self._reports.fault(f"{lane.title} failed", fault)
        if lane.embedded:
            return sight
        if fault.out_of_memory:
            self._step_down(lane)
        elif self._failures >= most or lane.failure is not None:
            self._remove(lane, lane.settings)
            self._reports.warn(f"{lane.title} fails again and again: it is given up")
        return sight

    def _step_down(self, lane: Lane) -> None:
        """Load the engine again for smaller pictures, or give it up where they are the smallest."""
        self._remove(lane, lane.settings)
        resolution = lane.settings.inference_resolution
        smaller = max(_SMALLEST, round(resolution * _SMALLER))
        if smaller == resolution:
            self._reports.warn(f"{lane.title} does not fit into this GPU's memory: it is given up")
            return
        self._reports.warn(f"out of memory: inference resolution {resolution} becomes {smaller}")
        self._coming = self._better_lane(lane.settings.changed(inference_resolution=smaller))


def _open_better(
    opener: EngineOpener, chooser: EngineChooser, settings: FilterSettings
) -> tuple[Engine, str]:
    """The engine asked for, never the embedded one, which runs already."""
    if settings.engine is EngineChoice.AUTO:
        name = chooser(settings)
        if name == EngineChoice.BUILTIN:
            message = "no other engine that is here keeps up with a camera on this machine"
            raise EngineError(message, "fetch weights with the pipeline of another engine")
        settings = settings.changed(engine=name)
    return opener(settings)


def _embedded(settings: FilterSettings) -> FilterSettings:
    """What of `settings` matters to the embedded engine."""
    return type(settings)(
        engine=EngineChoice.BUILTIN, inference_resolution=settings.inference_resolution
    )


def _key_of(settings: FilterSettings) -> Key:
    """What an engine has to be loaded again for."""
    steps = settings.diffusion_steps if settings.engine is EngineChoice.SAM3D else 0
    return settings.engine, settings.inference_resolution, steps

"""What the threads of one run share: the settings, the wish to stop, and what went wrong."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.live.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.errors import CamfilterError
    from camfilter.settings import FilterSettings
    from camfilter.sources.base import SourceInfo

logger = logging.getLogger(__name__)

_QUIET_S = 5.0
_MOST_SAID = 256


@dataclass(frozen=True, slots=True)
class Event:
    """Something a user should know of while a run goes on."""

    origin: str
    message: str
    remedy: str = ""


class Control:
    """Shared by the threads of one run; every method may be called from any of them."""

    def __init__(
        self, settings: FilterSettings, on_event: Callable[[Event], None] | None = None
    ) -> None:
        self.settings = settings
        self.statistics = Statistics()
        self.stopping = threading.Event()
        self.source_ready = threading.Event()
        self.engine_ready = threading.Event()
        self.reload_wanted = threading.Event()
        self.source_rate = 0.0
        self.failures: list[CamfilterError] = []
        self._on_event = on_event
        self._last_said: dict[str, float] = {}
        self._troubled: dict[str, bool] = {}
        self._viewers: dict[str, int | None] = {}

    def tell(self, origin: str, message: str, remedy: str = "") -> None:
        """Pass an event on; the same words of the same origin at most once in five seconds.

        That a problem came or is over, which events without a remedy say, is always passed on.
        """
        now = time.monotonic()
        key = f"{origin}: {message}"
        turned = self._troubled.get(origin, False) != bool(remedy)
        if not turned and now - self._last_said.get(key, -_QUIET_S) < _QUIET_S:
            return
        self._troubled[origin] = bool(remedy)
        if len(self._last_said) >= _MOST_SAID:
            self._last_said.clear()
        self._last_said[key] = now
        logger.info("%s", key)
        if self._on_event is None:
            return
        try:
            self._on_event(Event(origin, message, remedy))
        except Exception as error:  # noqa: BLE001  who cannot be told must not end the run
            logger.debug("nobody could be told '%s': %r", key, error)

    def note(self, error: CamfilterError) -> None:
        """Remember a failure that the run survives but must not end well with."""
        self.failures.append(error)

    def fail(self, error: CamfilterError) -> None:
        """Remember a failure that ends the run."""
        self.note(error)
        self.stopping.set()

    def lose_sink(self, name: str, error: CamfilterError) -> None:
        """Remember a sink's failure; the run goes on while others are left."""
        self.note(error)
        self.tell(name, error.message, error.remedy)
        self.forget_sink(name)
        if not self._viewers:
            self.stopping.set()

    def forget_sink(self, name: str) -> None:
        """A sink is no longer there."""
        self._viewers.pop(name, None)

    def announce_source(self, info: SourceInfo) -> None:
        """The source is open and known."""
        self.statistics.source = info.name
        self.statistics.live = info.live
        self.source_rate = info.rate
        self.source_ready.set()

    @property
    def output_rate(self) -> float:
        """About how many pictures a second come out; 0 if unknown."""
        rates = [rate for rate in (self.source_rate, self.settings.output_rate) if rate > 0]
        return min(rates, default=0.0)

    def set_viewers(self, sink: str, viewers: int | None) -> None:
        """Say how many look at a sink now."""
        self._viewers[sink] = viewers

    @property
    def watched(self) -> bool:
        """Whether anybody may be looking."""
        seen = list(self._viewers.values())
        return any(count is None or count > 0 for count in seen)

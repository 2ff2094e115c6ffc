"""What a run did, counted by its threads and read by anybody."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from camfilter.timing import StageTimes, percentile

if TYPE_CHECKING:
    from camfilter.engines.base import Refreshes

_KEPT = 4096


@dataclass(slots=True)
class SinkCounts:
    """What one sink got.

    Attributes:
        frames: pictures delivered.
        dropped: pictures that a newer one replaced before the sink was ready.
        errors: failed openings and deliveries.
    """

    frames: int = 0
    dropped: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a run went in its last moments; medians, 0 where nothing was shown."""

    fps: float
    latency_ms: float
    geometry_age_ms: float


@dataclass(slots=True)
class Statistics:
    """Counters of one run; times in milliseconds of the newest few thousand pictures.

    Attributes:
        frames_in: pictures the source had, its own skipped ones included.
        frames_out: pictures rendered and handed to the sinks.
        dropped: pictures never shown because a newer one was there or the engine failed on them.
        idle: pictures not worked on because nobody looked.
        refreshes: what a slow engine did behind a fast one, where there is one.
        limited: pictures left out because the output rate or the end of the run asked for it.
        engine_loading: whether an engine is being loaded now.
    """

    stages: StageTimes = field(default_factory=StageTimes)
    frames_in: int = 0
    frames_out: int = 0
    dropped: int = 0
    idle: int = 0
    limited: int = 0
    engine_errors: int = 0
    engine_loading: bool = False
    engine: str = ""
    engine_reason: str = ""
    device: str = ""
    refreshes: Refreshes | None = None
    source: str = ""
    live: bool = False
    paced: bool = False
    sinks: dict[str, SinkCounts] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _latency: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _age: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _shown: deque[int] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def count(self, **more: int) -> None:
        """Add to counters by their names."""
        with self._lock:
            for name, number in more.items():
                setattr(self, name, getattr(self, name) + number)

    def count_sink(self, name: str, **more: int) -> None:
        """Add to the counters of the sink `name`."""
        with self._lock:
            counts = self.sinks.setdefault(name, SinkCounts())
            for field_name, number in more.items():
                setattr(counts, field_name, getattr(counts, field_name) + number)

    @property
    def wanted(self) -> int:
        """Pictures so far that were meant to be shown."""
        return self.frames_in - self.idle - self.limited

    def shown(self, number: int) -> None:
        """The picture that is the `number`th of the wanted ones is out, now."""
        with self._lock:
            self.frames_out += 1
            self.dropped = number - self.frames_out
            self._shown.append(time.monotonic_ns())

    def settle(self, *, cut_short: bool) -> None:
        """Nothing more will be shown: what is left was cut off with the run, or was dropped."""
        with self._lock:
            left = self.wanted - self.frames_out - self.dropped
            if cut_short:
                self.limited += left
            else:
                self.dropped += left

    def delivered(self, latency_ms: float, geometry_age_ms: float) -> None:
        """A sink has taken a picture that old, showing geometry that old."""
        with self._lock:
            self._latency.append(latency_ms)
            self._age.append(geometry_age_ms)

    @property
    def fps_out(self) -> float:
        """Pictures a second over the newest few thousand."""
        with self._lock:
            if len(self._shown) < 2:
                return 0.0
            span_s = (self._shown[-1] - self._shown[0]) / 1e9
            return (len(self._shown) - 1) / span_s if span_s > 0 else 0.0

    def recent(self, seconds: float = 2.0) -> Pulse:
        """Rate, latency and age of geometry over the last `seconds`."""
        now_ns = time.monotonic_ns()
        with self._lock:
            count = sum(1 for shown in self._shown if now_ns - shown <= seconds * 1e9)
            newest = [list(islice(reversed(kept), count)) for kept in (self._latency, self._age)]
            first_ns = self._shown[-count] if count else now_ns
        span_s = (now_ns - first_ns) / 1e9
        fps = count / span_s if count > 1 and span_s > 0 else 0.0
        return Pulse(fps, percentile(newest[0], 50), percentile(newest[1], 50))

    def report(self) -> dict[str, Any]:
        """Everything as plain values, for `--stats-json`."""
        with self._lock:
            latency, age = list(self._latency), list(self._age)
            sinks = {
                name: {"frames": c.frames, "dropped": c.dropped, "errors": c.errors}
                for name, c in self.sinks.items()
            }
        return {
            "frames_in": self.frames_in,
            "frames_out": self.frames_out,
            "dropped": self.dropped,
            "idle": self.idle,
            "limited": self.limited,
            "fps_out": round(self.fps_out, 2),
            "latency_ms": _spread(latency),
            "geometry_age_ms": _spread(age),
            "stages_ms": {k: round(v, 3) for k, v in self.stages.medians().items()},
            "stages_p95_ms": {k: round(v, 3) for k, v in self.stages.percentiles(95).items()},
            "engine": self.engine,
            "engine_reason": self.engine_reason,
            "engine_errors": self.engine_errors,
            "device": self.device,
            "refreshes": None if self.refreshes is None else asdict(self.refreshes),
            "source": self.source,
            "live": self.live,
            "paced": self.paced,
            "sinks": sinks,
        }


def _spread(values: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(values, 50), 2), "p95": round(percentile(values, 95), 2)}

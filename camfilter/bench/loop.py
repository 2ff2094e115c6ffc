"""What the live loop itself costs: rate, latency and memory of whole runs."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.bench.scenes import SIZES
from camfilter.frames import Frame
from camfilter.live import Limit, Session
from camfilter.sinks.base import SinkInfo
from camfilter.sources.base import SourceInfo

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings
    from camfilter.sinks.base import Output

_PICTURES: Final = 8

FIGURES: Final = (
    "fps_out",
    "dropped",
    "paced",
    "latency_ms",
    "geometry_age_ms",
    "stages_ms",
)
"""What of a run's report is part of every measurement."""


class MemoryCamera:
    """A live source that gives moving pictures at an exact rate from memory."""

    def __init__(self, height: int, width: int, rate: float) -> None:
        self.info = SourceInfo(f"{width}x{height} at {rate:g}", live=True, rate=rate)
        self._pictures = [_picture(height, width, step) for step in range(_PICTURES)]
        self._interval_ns = int(1e9 / rate)
        self._idle = threading.Event()
        self._start_ns = 0
        self._index = 0

    def open(self) -> None:
        self._start_ns = 0

    def read(self, timeout_s: float) -> Frame | None:
        now = time.monotonic_ns()
        self._start_ns = self._start_ns or now
        due = self._start_ns + self._index * self._interval_ns
        if due > now:
            self._idle.wait(min((due - now) / 1e9, timeout_s))
        if time.monotonic_ns() < due:
            return None
        # A camera that nobody read in time has moved on: the newest picture counts.
        self._index = max(self._index, (time.monotonic_ns() - self._start_ns) // self._interval_ns)
        taken = self._start_ns + self._index * self._interval_ns
        frame = Frame(self._pictures[self._index % _PICTURES], taken, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Nothing to give back."""


class _Screen:
    """A live sink that takes everything at once, like a virtual camera."""

    info = SinkInfo("screen", live=True)

    def open(self, rate: float) -> None:
        """Ready at once."""

    def write(self, output: Output) -> None:
        """Look at one pixel, as proof that the picture is there."""
        output.picture[0, 0].sum()

    def viewers(self) -> int | None:
        return None

    def close(self) -> None:
        """Nothing to give back."""


def live_loop(settings: FilterSettings, seconds: float = 5.0, rate: float = 30.0) -> dict[str, Any]:
    """End-to-end rate and latency at each picture size, from a camera at `rate` a second.

    `loop_ms` is what is left of the latency after the engine's and the look's own time: what
    threads, mailboxes and waiting add.
    """
    return {f"{w}x{h}": _run(settings, h, w, seconds, rate) for h, w in SIZES}


def _run(
    settings: FilterSettings, height: int, width: int, seconds: float, rate: float
) -> dict[str, Any]:
    limit = Limit(seconds=seconds)
    session = Session(MemoryCamera(height, width, rate), [_Screen()], settings, limit=limit)
    before = resident_bytes()
    session.start()
    report = ended(session)
    stages = report["stages_ms"]
    busy = sum(ms for name, ms in stages.items() if not (report["paced"] and name == "engine"))
    return {
        **{figure: report[figure] for figure in FIGURES},
        "loop_ms": round(report["latency_ms"]["p50"] - busy, 2),
        "grown_mb": round((resident_bytes() - before) / 1e6, 1),
    }


def ended(session: Session) -> dict[str, Any]:
    """The report of a run, once it has ended.

    Raises:
        CamfilterError: what the run failed of.
    """
    while not session.join(1.0):
        pass
    if session.failures:
        raise session.failures[0]
    return session.statistics.report()


def resident_bytes() -> int:
    """How much memory this process holds now (Linux), or at most so far (elsewhere)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as table:  # noqa: PTH123
            return int(table.read().split()[1]) * 4096
    except OSError:
        return _peak_bytes()


def _peak_bytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _picture(height: int, width: int, step: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = np.sin((columns + 6 * step) / 40) * np.cos(rows / 55) * 60 + 110
    noise = np.random.default_rng(step).normal(0, 4, (height, width))
    near = ((columns - width / 2 - 6 * step) ** 2 + (rows - height * 0.6) ** 2) < (height / 4) ** 2
    grey = np.where(near, 220, wave) + noise
    return np.stack([grey, grey * 0.9, grey * 0.8], axis=2).clip(0, 255).astype(np.uint8)

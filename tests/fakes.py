"""A source, an engine and sinks that behave like real ones, driven by the test."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from camfilter.engines.base import EngineInfo
from camfilter.errors import CamfilterError, SourceLostError
from camfilter.frames import Frame, Geometry
from camfilter.sinks.base import SinkInfo
from camfilter.sources.base import SourceInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camfilter.settings import FilterSettings
    from camfilter.sinks.base import Output


def picture(index: int, height: int = 48, width: int = 64) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A gradient that a bright square crosses."""
    rgb = np.empty((height, width, 3), np.uint8)
    rgb[:] = np.linspace(20, 200, width, dtype=np.uint8)[:, None]
    left = index % (width - 8)
    rgb[height // 3 : height // 3 + 8, left : left + 8] = 250
    return rgb


def frames(count: int, start: int = 0, rate: float = 30.0) -> list[Frame]:
    """`count` frames at `rate`, their index counted from `start`."""
    return [Frame(picture(i), int(i * 1e9 / rate), i) for i in range(start, start + count)]


class ListSource:
    """Gives what is in a list: frames, exceptions to raise, or functions to call first."""

    def __init__(self, items: Iterable[Any], *, live: bool = False, openings: Any = ()) -> None:
        self.info = SourceInfo("list", live, 30.0)
        self.opened = 0
        self.closed = 0
        self._items = deque(items)
        self._openings = deque(openings)

    def open(self) -> None:
        self.opened += 1
        error = self._openings.popleft() if self._openings else None
        if error is not None:
            raise error

    def read(self, timeout_s: float) -> Frame | None:
        if not self._items:
            raise EOFError
        item = self._items.popleft()
        if isinstance(item, Exception):
            raise item
        if callable(item):
            item = item()
        return item  # type: ignore[no-any-return]

    def close(self) -> None:
        self.closed += 1


class EndlessSource(ListSource):
    """A live source that goes on until the run ends."""

    def __init__(self, interval_s: float = 0.001) -> None:
        super().__init__([], live=True)
        self._index = 0
        self._tick = threading.Event()
        self._interval_s = interval_s

    def read(self, timeout_s: float) -> Frame | None:
        self._tick.wait(min(self._interval_s, timeout_s))
        self._index += 1
        return Frame(picture(self._index), time.monotonic_ns(), self._index)


class FlatEngine:
    """A tilted plane for every frame; `before` is called first and may wait or raise."""

    def __init__(self, before: Callable[[Frame], None] | None = None) -> None:
        self.info = EngineInfo("flat", "Flat", "cpu", metric=False)
        self.seen: list[int] = []
        self.closed = 0
        self.resets = 0
        self._before = before

    def infer(self, frame: Frame) -> Geometry:
        if self._before is not None:
            self._before(frame)
        self.seen.append(frame.index)
        depth = np.tile(np.linspace(1, 4, 32, dtype=np.float32), (24, 1))
        normals = np.zeros((24, 32, 3), np.float32)
        normals[..., 2] = -1
        return Geometry.checked(depth, normals, frame, metric=False)

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed += 1


def opener(engine: FlatEngine) -> Callable[[FilterSettings], tuple[FlatEngine, str]]:
    """What a session opens its engine with."""
    return lambda settings: (engine, "for the test")


class RecordingSink:
    """Keeps what it gets; the test may make it slow, refuse, or have no viewers."""

    def __init__(self, name: str = "record", *, live: bool = False) -> None:
        self.info = SinkInfo(name, live)
        self.outputs: list[Output] = []
        self.opened = 0
        self.closed = 0
        self.watching: int | None = None
        self.refuse_open: list[CamfilterError] = []
        self.refuse_write: list[CamfilterError] = []
        self.on_write: Callable[[Output], None] | None = None
        self.got = threading.Condition()

    def open(self, rate: float) -> None:
        self.opened += 1
        if self.refuse_open:
            raise self.refuse_open.pop(0)

    def write(self, output: Output) -> None:
        if self.refuse_write:
            raise self.refuse_write.pop(0)
        if self.on_write is not None:
            self.on_write(output)
        with self.got:
            self.outputs.append(output)
            self.got.notify_all()

    def viewers(self) -> int | None:
        return self.watching

    def close(self) -> None:
        self.closed += 1

    def wait_for(self, condition: Callable[[list[Output]], bool], timeout_s: float = 20.0) -> bool:
        """Wait until what was written satisfies `condition`."""
        with self.got:
            return self.got.wait_for(lambda: condition(self.outputs), timeout_s)

    @property
    def indices(self) -> list[int]:
        return [output.frame.index for output in self.outputs]


def lost(message: str = "the camera is gone") -> SourceLostError:
    """What a live source raises when it is unplugged."""
    return SourceLostError(message, "plug it in again")


def until(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Come back once `condition` holds; fail if it never does."""
    tick, deadline = threading.Event(), time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        tick.wait(0.001)

"""Downloads of weights: one at a time, the others wait for their turn."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from camfilter.errors import CamfilterError
from camfilter.weights.fetch import FetchStoppedError, Progress, fetch_model
from camfilter_ui.background import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.weights.catalogue import Model

_INTERVAL_MS: Final = 200
_SPEED_OVER_S: Final = 6.0


class State(Enum):
    """Where a download is; one that ended well or was stopped is forgotten."""

    QUEUED = auto()
    RUNNING = auto()
    CHECKING = auto()
    STOPPING = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Download:
    """How a download stands; `done` and `total` are bytes, 0 while they are not known."""

    model: Model
    state: State
    done: int = 0
    total: int = 0
    bytes_per_s: float = 0.0
    error: CamfilterError | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the speed of now; None while there is none."""
        return (self.total - self.done) / self.bytes_per_s if self.bytes_per_s > 0 else None


class Speed:
    """Bytes a second over the last seconds, which follows a line that gets slower."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def after(self, done: int) -> float:
        """The speed, now that `done` bytes have come."""
        now = self._clock()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] < now - _SPEED_OVER_S:
            self._seen.popleft()
        since, before = self._seen[0]
        return max(0.0, (done - before) / (now - since)) if now > since else 0.0


class Downloads(QObject):
    """Fetches models in the order in which they were asked for.

    Signals:
        changed(str): the download of the model with this name is new, further on or over.
        arrived(str): the model with this name is whole and checked.
    """

    changed = Signal(str)
    arrived = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Download] = {}
        self._task: Task | None = None
        self._current = ""
        self._lock = threading.Lock()
        self._latest: Progress | None = None
        self._speed = Speed()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._closed = False

    def of(self, name: str) -> Download | None:
        """How the download of the model `name` stands, if there is one."""
        return self._known.get(name)

    @property
    def busy(self) -> bool:
        """Whether a download runs or waits."""
        return any(download.state is not State.FAILED for download in self._known.values())

    def start(self, model: Model) -> None:
        """Fetch `model` after those that were asked for before it."""
        known = self._known.get(model.name)
        if self._closed or (known and known.state is not State.FAILED):
            return
        self._known.pop(model.name, None)
        self._known[model.name] = Download(model, State.QUEUED)
        self.changed.emit(model.name)
        self._start_next()

    def stop(self, name: str) -> None:
        """End the download of `name`, or take it out of the queue; what has come is kept."""
        if name == self._current and self._task is not None:
            self._task.stop()
            self._known[name] = replace(self._known[name], state=State.STOPPING)
            self.changed.emit(name)
        elif name in self._known:
            self._forget(name)

    def close(self) -> None:
        """Stop all and wait until nothing writes any more; what has come is kept."""
        self._closed = True
        self._timer.stop()
        if self._task is not None:
            self._task.close()

    def _start_next(self) -> None:
        waiting = (d.model for d in self._known.values() if d.state is State.QUEUED)
        model = next(waiting, None)
        if self._task is not None or model is None or self._closed:
            return
        self._current, self._speed, self._latest = model.name, Speed(), None
        self._known[model.name] = Download(model, State.RUNNING)
        self._task = Task(lambda stop: fetch_model(model, report=self._report, stop=stop), self)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)
        self._task.start()
        self._timer.start()
        self.changed.emit(model.name)

    def _report(self, progress: Progress) -> None:
        """Called on the thread of the download, far more often than is shown."""
        with self._lock:
            self._latest = progress

    def _forget(self, name: str) -> None:
        self._known.pop(name, None)
        self.changed.emit(name)

    def _end_current(self) -> str:
        name, self._current = self._current, ""
        self._timer.stop()
        if self._task is not None:
            self._task.close()
            self._task.deleteLater()
            self._task = None
        return name

    def _on_timeout(self) -> None:
        with self._lock:
            progress = self._latest
        known = self._known.get(self._current)
        if progress is None or known is None or known.state is State.STOPPING:
            return
        self._known[self._current] = replace(
            known,
            state=State.CHECKING if progress.checking else State.RUNNING,
            done=progress.done,
            total=progress.total,
            bytes_per_s=self._speed.after(progress.done),
        )
        self.changed.emit(self._current)

    def _on_finished(self, _: object) -> None:
        name = self._end_current()
        self._forget(name)
        self.arrived.emit(name)
        self._start_next()

    def _on_failed(self, error: object) -> None:
        name = self._end_current()
        if isinstance(error, CamfilterError) and not isinstance(error, FetchStoppedError):
            self._known[name] = replace(self._known[name], state=State.FAILED, error=error)
            self.changed.emit(name)
        else:
            self._forget(name)
        self._start_next()

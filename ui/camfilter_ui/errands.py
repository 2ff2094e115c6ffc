"""Small jobs that touch the disk, done off the GUI thread one after the other."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Errands(QObject):
    """Runs jobs on a thread that lives only while there are some.

    Signals:
        failed(object): the CamfilterError that a job raised.
    """

    failed = Signal(object)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._jobs: deque[tuple[Callable[[], Any], Callable[[Any], None]]] = deque()
        self._thread: threading.Thread | None = None
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    def run(self, job: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do `job` on the thread, and `then` with its result on the GUI thread."""
        with self._lock:
            self._jobs.append((job, then))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="errands")
                self._thread.start()

    def close(self) -> None:
        """Wait until every job is done."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        try:
            while (task := self._next()) is not None:
                self._do(*task)
        finally:
            with self._lock:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _next(self) -> tuple[Callable[[], Any], Callable[[Any], None]] | None:
        with self._lock:
            if not self._jobs:
                self._thread = None
                return None
            return self._jobs.popleft()

    def _do(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        # Whom the result is for may be gone: then nobody misses it.
        with contextlib.suppress(RuntimeError):
            try:
                result = job()
            except CamfilterError as error:
                self.failed.emit(error)
            else:
                self._done.emit(then, result)

    def _on_done(self, then: Callable[[Any], None], result: Any) -> None:
        then(result)

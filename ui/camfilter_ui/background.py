"""Work that is too slow for the thread of the window."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Task(QObject):
    """One call of `work` on a thread of its own; it gets an Event that asks it to end early.

    Slots must be methods of QObjects: they then run on the thread of the window.

    Signals:
        finished(object): what `work` returned.
        failed(object): the CamfilterError that it ended with.
    """

    finished = Signal(object)
    failed = Signal(object)

    def __init__(
        self, work: Callable[[threading.Event], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camfilter-ui-task")

    @property
    def running(self) -> bool:
        """Whether the work is under way."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end early; does not wait."""
        self._stop.set()

    def close(self) -> None:
        """Ask the work to end early and wait until it has."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            result = self._work(self._stop)
        except CamfilterError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001  a fault of ours must not leave the window waiting
            _log.exception("a task failed")
            self.failed.emit(CamfilterError(repr(error), "report this with the log"))
        else:
            self.finished.emit(result)


class Tasks:
    """The tasks of one owner, who closes them all at the end."""

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._tasks: list[Task] = []
        self._closed = False

    def start(
        self,
        work: Callable[[threading.Event], object],
        on_finished: Callable[[object], None],
        on_failed: Callable[[object], None],
    ) -> Task | None:
        """Run `work`; both callbacks are methods of QObjects. None once all is closed."""
        if self._closed:
            return None
        self._forget_ended()
        task = Task(work, self._parent)
        task.finished.connect(on_finished)
        task.failed.connect(on_failed)
        self._tasks.append(task)
        task.start()
        return task

    def stop(self) -> None:
        """Ask all to end early; does not wait."""
        for task in self._tasks:
            task.stop()

    def close(self) -> None:
        """Ask all to end early, wait until they have, and start no more."""
        self._closed = True
        self.stop()
        for task in self._tasks:
            task.close()

    def _forget_ended(self) -> None:
        for task in self._tasks:
            if not task.running:
                task.deleteLater()
        self._tasks = [task for task in self._tasks if task.running]

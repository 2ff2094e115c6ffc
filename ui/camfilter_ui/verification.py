"""Comparing weights with what was published, while the window goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from camfilter.weights.check import CheckStoppedError, check_model
from camfilter_ui.background import Task

if TYPE_CHECKING:
    import threading

    from camfilter.weights.catalogue import Model

_INTERVAL_MS: Final = 200


class Verification(QObject):
    """One reading of all files of a model.

    Signals:
        progressed(object, int): of this Model so many bytes have been read.
        ended(object, object): this Model is as published (None), or the CamfilterError that says
            what is not; a CheckStoppedError if that was not found out.
    """

    progressed = Signal(object, int)
    ended = Signal(object, object)

    def __init__(self, model: Model, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._done = 0
        self._task = Task(self._work, self)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin; once only."""
        self._timer.start()
        self._task.start()
        self._on_timeout()

    def stop(self) -> None:
        """Ask it to end early; does not wait."""
        self._task.stop()

    def close(self) -> None:
        """Ask it to end early and wait until it has."""
        self._timer.stop()
        self._task.close()

    def _work(self, stop: threading.Event) -> None:
        check_model(self._model, self._count, stop)
        if stop.is_set():
            raise CheckStoppedError("the check was stopped", "check again when there is time")

    def _count(self, read: int) -> None:
        self._done += read

    def _on_timeout(self) -> None:
        self.progressed.emit(self._model, self._done)

    def _on_finished(self, _: object) -> None:
        self.close()
        self.ended.emit(self._model, None)

    def _on_failed(self, error: object) -> None:
        self.close()
        self.ended.emit(self._model, error)

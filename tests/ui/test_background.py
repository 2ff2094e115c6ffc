from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from camfilter.errors import CamfilterError
from camfilter_ui.background import Tasks

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Listener(QObject):
    """Notes what came, and whether it came on the thread of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[object] = []
        self.threads: set[threading.Thread] = set()

    def on_finished(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())

    def on_failed(self, error: object) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread())


def refuse(_: threading.Event) -> None:
    raise CamfilterError("no", "yes")


def break_down(_: threading.Event) -> None:
    raise ZeroDivisionError("of our own making")


def test_results_and_errors_come_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    listener = Listener()
    tasks = Tasks(listener)
    tasks.start(lambda _: threading.current_thread(), listener.on_finished, listener.on_failed)
    tasks.start(refuse, listener.on_finished, listener.on_failed)
    tasks.start(break_down, listener.on_finished, listener.on_failed)
    qtbot.waitUntil(lambda: len(listener.results) == 1 and len(listener.errors) == 2)
    assert listener.results[0] is not threading.current_thread()
    assert listener.threads == {threading.current_thread()}
    texts = {str(error) for error in listener.errors}
    assert texts == {"no", "ZeroDivisionError('of our own making')"}
    assert all(isinstance(error, CamfilterError) for error in listener.errors)
    tasks.close()


def test_closing_ends_what_runs_and_starts_no_more(qtbot: QtBot) -> None:
    listener = Listener()
    tasks = Tasks(listener)
    task = tasks.start(lambda stop: stop.wait(20), listener.on_finished, listener.on_failed)
    tasks.close()
    assert task is not None
    assert not task.running
    assert tasks.start(refuse, listener.on_finished, listener.on_failed) is None

"""The window itself: what is dropped on it, and the states that a window manager puts it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from camfilter.settings import FilterSettings
from camfilter_ui.main_window import MainWindow
from camfilter_ui.settings_model import SettingsModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(SettingsModel(FilterSettings()))
    made.may_close = True
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.presets.shut_down()


def drop(window: MainWindow, *urls: QUrl) -> bool:
    """Drag over the window and let go; whether it would have it."""
    data = QMimeData()
    data.setUrls(list(urls))
    how, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, how, keys)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    if entered.isAccepted():
        let_go = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, how, keys)
        QApplication.sendEvent(window, let_go)
    return entered.isAccepted()


def test_a_file_that_is_dropped_is_to_be_read(window: MainWindow, tmp_path: Path) -> None:
    dropped: list[str] = []
    window.dropped.connect(dropped.append)
    file = tmp_path / "film with spaces #1.mp4"
    assert drop(window, QUrl("https://example.org/a.mp4"), QUrl.fromLocalFile(str(file)))
    assert dropped == [str(file)]


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    dropped: list[str] = []
    window.dropped.connect(dropped.append)
    assert not drop(window, QUrl("https://example.org/a.mp4"))
    assert not drop(window)
    assert dropped == []


def test_leaving_the_full_screen_by_the_window_manager_brings_everything_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_panel(True)
    window.show_bare(bare=True)
    assert not window.menuBar().isVisible()
    window.setWindowState(Qt.WindowState.WindowNoState)
    qtbot.waitUntil(lambda: not window.bare)
    assert window.menuBar().isVisible()
    assert window.controls.isVisible()
    assert not window.actions_.fullscreen.isChecked()


@pytest.mark.parametrize("state", [Qt.WindowState.WindowMaximized, Qt.WindowState.WindowNoState])
def test_a_window_comes_back_as_it_was(
    window: MainWindow, qtbot: QtBot, state: Qt.WindowState
) -> None:
    window.setWindowState(state)
    window.hide()
    window.show_again()
    assert window.isVisible()
    assert window.windowState() == state
    window.setWindowState(state | Qt.WindowState.WindowMinimized)
    window.show_again()
    assert window.windowState() == state


def test_a_window_that_fills_the_screen_comes_back_so_and_can_leave_it(
    window: MainWindow,
) -> None:
    window.show_bare(bare=True)
    window.hide()
    window.show_again()
    assert window.isFullScreen()
    window.show_bare(bare=False)
    assert window.menuBar().isVisible()


def test_the_full_screen_is_the_picture_s_to_its_edges(window: MainWindow, qtbot: QtBot) -> None:
    before = window.preview.geometry()
    window.show_bare(bare=True)
    qtbot.waitUntil(lambda: window.preview.size() == window.size())
    window.show_bare(bare=False)
    qtbot.waitUntil(lambda: window.preview.geometry().topLeft() == before.topLeft())

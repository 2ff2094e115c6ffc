"""Nothing is cut off and the Tab key goes through the windows as one reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from app_windows import WINDOWS, cut_off, visible
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


@pytest.fixture(params=WINDOWS)
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    made = WINDOWS[request.param]()
    qtbot.addWidget(made)
    yield made
    made.shut_down()


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 800), (3840, 2160)])
def test_nothing_is_cut_off(window: QWidget, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    assert (window.width(), window.height()) == (width, height)
    qtbot.waitUntil(lambda: not cut_off(window))


def test_the_tab_key_goes_as_one_reads(window: QWidget, qtbot: QtBot) -> None:
    window.resize(640, 2000)
    window.show()
    qtbot.waitExposed(window)
    chain, widget = [], window.nextInFocusChain()
    while widget is not window:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisible() and not isinstance(widget, QScrollArea):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    places = [widget.mapTo(window, QPoint(0, 0)) for widget in chain]
    rows = [place.y() // 40 for place in places]
    assert rows == sorted(rows), [
        (w.accessibleName() or w.text(), r) for w, r in zip(chain, rows, strict=True)
    ]


def test_what_takes_the_keyboard_has_a_name(window: QWidget, qtbot: QtBot) -> None:
    window.show()
    qtbot.waitExposed(window)
    for button in visible(window, QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert button.text() or button.accessibleName()

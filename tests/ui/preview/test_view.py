from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from camfilter_ui.app_settings import ViewMode
from camfilter_ui.preview import PreviewSink, PreviewView, Shown


@pytest.fixture
def view(qtbot) -> PreviewView:
    made = PreviewView()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    qtbot.waitExposed(made)
    sink = PreviewSink(made.wake)
    made.attach(sink)
    sink._waiting = Shown(
        np.zeros((100, 200, 4), np.uint8), np.zeros((100, 200, 4), np.uint8), None
    )
    made.wake()
    return made


def test_a_click_says_where_only_while_one_picks(view: PreviewView) -> None:
    clicks: list[tuple[bool, float, float]] = []
    view.clicked.connect(lambda *click: clicks.append(click))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 75))
    assert clicks == []
    view.set_picking(True)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert clicks == [], "beside the picture"
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=QPoint(150, 75))
    assert clicks == []
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 75))
    assert clicks == [(False, 0.25, 0.25)]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 75))
    assert len(clicks) == 1


def test_the_divider_follows_mouse_and_keys(view: PreviewView) -> None:
    view.set_mode(ViewMode.SPLIT)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(203, 100))
    QTest.mouseMove(view, QPoint(150, 100))
    assert view.divider == pytest.approx(0.25)
    QTest.mouseMove(view, QPoint(-50, 100))
    assert view.divider == 0
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(-50, 100))
    QTest.mouseMove(view, QPoint(250, 100))
    assert view.divider == 0
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.divider == pytest.approx(0.02)


@pytest.mark.parametrize("mode", list(ViewMode))
def test_what_it_wants_is_what_is_to_be_seen(view: PreviewView, mode: ViewMode) -> None:
    view.set_mode(mode)
    wanted = view._sink._wanted
    assert wanted.output is (mode is not ViewMode.SOURCE)
    assert wanted.source is (mode is not ViewMode.OUTPUT)
    view.resize(300, 120)
    QTest.qWait(0)
    assert (view._sink._wanted.room.width, view._sink._wanted.room.height) == (300, 120)
    view.hide()
    assert view._sink._wanted is None
    view.show()
    assert view._sink._wanted is not None


def test_a_picture_that_comes_after_the_end_harms_nothing(qtbot) -> None:
    parent = QWidget()
    view = PreviewView(parent)
    sink = PreviewSink(view.wake)
    view.attach(sink)
    view.attach(None)
    view.wake()
    assert sink.viewers() == 0
    parent.deleteLater()

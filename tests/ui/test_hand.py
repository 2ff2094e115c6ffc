from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from camfilter.settings import ObjectMask, OutputMode

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from camfilter_ui.app import App


def _await_picture(qtbot: QtBot, app: App) -> None:
    with qtbot.waitSignal(app.window.preview.painted, timeout=20_000):
        pass


def _drag(app: App, right: int, down: int) -> None:
    preview = app.window.preview
    middle = preview.rect().center()
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(preview, middle + QPoint(right // 2, down // 2))
    QTest.mouseMove(preview, middle + QPoint(right, down))
    QTest.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=middle + QPoint(right, down))


def test_a_click_means_the_object_under_it(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    app.window.actions_.pick_object.trigger()
    stage = app.window.preview._stage()
    assert stage is not None
    place = stage.main
    at = QPoint(
        round(place.left() + place.width() * 0.25), round(place.top() + place.height() * 0.75)
    )
    QTest.mouseClick(app.window.preview, Qt.MouseButton.LeftButton, pos=at)
    settings = app.model.settings
    assert settings.object_mask is ObjectMask.PICKED
    assert (settings.pick_x, settings.pick_y) == pytest.approx((0.25, 0.75), abs=0.01)
    app.model.undo_stack.undo()
    assert app.model.settings.object_mask is ObjectMask.FULL


def test_a_drag_turns_the_orbit_view_in_one_step(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    app.model.change(output=OutputMode.ORBIT)
    steps = app.model.undo_stack.count()
    _drag(app, app.window.preview.height() // 4, -app.window.preview.height() // 8)
    settings = app.model.settings
    assert settings.orbit_yaw == pytest.approx(15, abs=0.5)
    assert settings.orbit_pitch == pytest.approx(-7.5, abs=0.5)
    assert app.model.undo_stack.count() == steps + 1


def test_arrow_keys_turn_it_too_and_never_beyond_its_bounds(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    app.model.change(output=OutputMode.ORBIT)
    for _ in range(60):
        QTest.keyClick(app.window.preview, Qt.Key.Key_Right)
    assert app.model.settings.orbit_yaw == 45


def test_other_pictures_are_not_turned(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    _drag(app, 100, 100)
    assert app.model.settings.orbit_yaw == 0

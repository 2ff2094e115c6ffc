from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from camfilter.settings import Colormap, RangeMode
from camfilter_ui.histogram import DepthHistogram
from camfilter_ui.range_panel import RangePanel
from camfilter_ui.settings_model import SettingsModel

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QImage
    from pytestqt.qtbot import QtBot

EDGES = np.geomspace(0.8, 8.0, 41)
SEEN = DepthHistogram(np.full(40, 1 / 40), EDGES, near=1.25, far=6.5, metric=True)


@pytest.fixture
def model() -> SettingsModel:
    return SettingsModel()


@pytest.fixture
def panel(qtbot: QtBot, model: SettingsModel) -> RangePanel:
    panel = RangePanel(model)
    qtbot.addWidget(panel)
    panel.resize(320, 260)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_histogram(SEEN)
    return panel


def ends(model: SettingsModel) -> tuple[RangeMode, float, float]:
    now = model.settings
    return now.range_mode, now.near, now.far


def drag(qtbot: QtBot, panel: RangePanel, which: str, *distances: float) -> None:
    handle = panel.view.handles[which]
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    for distance in distances:
        area = panel.view._area()
        x = area.left() + panel.view.axis.share(distance) * area.width()
        place = handle.mapFromParent(QPoint(round(x), 10))
        qtbot.mouseMove(handle, place)
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())


def test_locking_takes_over_what_is_shown(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel
) -> None:
    assert panel.boxes["near"].value() == 1.25
    qtbot.mouseClick(panel.lock, Qt.MouseButton.LeftButton)
    assert ends(model) == (RangeMode.LOCKED, 1.25, 6.5)
    panel.show_histogram(DepthHistogram(SEEN.counts, EDGES, 2.0, 3.0, metric=True))
    assert panel.boxes["near"].value() == 1.25
    qtbot.mouseClick(panel.lock, Qt.MouseButton.LeftButton)
    assert model.settings.range_mode is RangeMode.AUTO
    assert panel.boxes["near"].value() == 2.0


def test_a_dragged_handle_locks_in_one_step(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel
) -> None:
    drag(qtbot, panel, "near", 1.5, 1.8, 2.0)
    assert model.settings.range_mode is RangeMode.LOCKED
    assert model.settings.near == pytest.approx(2.0, rel=0.03)
    assert model.settings.far == 6.5
    assert panel.lock.isChecked()
    assert model.undo_stack.count() == 1
    model.undo_stack.undo()
    assert model.settings.range_mode is RangeMode.AUTO
    assert panel.boxes["near"].value() == 1.25


def test_a_handle_pushes_the_other_and_lets_it_come_back(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel
) -> None:
    drag(qtbot, panel, "far", 1.0)
    assert model.settings.near < model.settings.far == pytest.approx(1.0, rel=0.03)
    model.undo_stack.undo()
    drag(qtbot, panel, "far", 1.0, 5.0)
    assert model.settings.near == 1.25
    assert model.settings.far == pytest.approx(5.0, rel=0.03)


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_PageUp])
def test_keys_move_a_handle_away(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel, key: Qt.Key
) -> None:
    qtbot.keyClick(panel.view.handles["far"], key)
    assert ends(model)[:2] == (RangeMode.LOCKED, 1.25)
    assert model.settings.far > 6.5


def test_the_handles_are_reached_with_tab(qtbot: QtBot, panel: RangePanel) -> None:
    panel.activateWindow()
    panel.lock.setFocus()
    order = []
    for _ in range(6):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        order.append(panel.focusWidget())
    handles, boxes, picks = panel.view.handles, panel.boxes, panel.pick_buttons
    assert order == [
        handles["near"],
        handles["far"],
        picks["near"],
        boxes["near"],
        picks["far"],
        boxes["far"],
    ]
    assert all(widget.accessibleName() for widget in order)


def test_a_typed_distance_locks(qtbot: QtBot, panel: RangePanel, model: SettingsModel) -> None:
    box = panel.boxes["far"]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "4.5")
    panel.show_histogram(SEEN)
    assert box.lineEdit().text().startswith("4.5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert ends(model) == (RangeMode.LOCKED, 1.25, 4.5)


def test_a_pick_is_asked_for_and_answered(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel
) -> None:
    with qtbot.waitSignal(panel.pick_requested) as asked:
        qtbot.mouseClick(panel.pick_buttons["far"], Qt.MouseButton.LeftButton)
    assert asked.args == ["far"]
    panel.set_picked("far", 3.0)
    assert not panel.pick_buttons["far"].isChecked()
    assert ends(model) == (RangeMode.LOCKED, 1.25, 3.0)


def test_only_one_pick_is_awaited_and_it_can_be_called_off(qtbot: QtBot, panel: RangePanel) -> None:
    qtbot.mouseClick(panel.pick_buttons["near"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.pick_buttons["far"], Qt.MouseButton.LeftButton)
    assert not panel.pick_buttons["near"].isChecked()
    with qtbot.waitSignal(panel.pick_cancelled):
        qtbot.mouseClick(panel.pick_buttons["far"], Qt.MouseButton.LeftButton)
    assert not panel.pick_buttons["far"].isChecked()


def test_metres_are_said_only_where_they_are(panel: RangePanel) -> None:
    assert panel.boxes["near"].text() == "1.25 m"
    panel.show_histogram(DepthHistogram(SEEN.counts, EDGES, 1.25, 6.5, metric=False))
    assert panel.boxes["near"].text() == "1.25"


def test_a_range_beyond_the_bounds_is_brought_inside(
    panel: RangePanel, model: SettingsModel
) -> None:
    panel.show_histogram(DepthHistogram(SEEN.counts, EDGES, 1e-5, 5e4, metric=False))
    panel.lock.click()
    assert ends(model) == (RangeMode.LOCKED, 0.001, 10_000.0)


def test_the_reset_lets_it_follow_again(
    qtbot: QtBot, panel: RangePanel, model: SettingsModel
) -> None:
    assert panel.reset_button.isHidden()
    panel.set_picked("near", 2.0)
    qtbot.mouseClick(panel.reset_button, Qt.MouseButton.LeftButton)
    assert ends(model) == (RangeMode.AUTO, 1.0, 10.0)
    assert panel.reset_button.isHidden()


def strip(panel: RangePanel, distance: float) -> QColor:
    image: QImage = panel.view.grab().toImage()
    area = panel.view._area()
    x = area.left() + panel.view.axis.share(distance) * area.width()
    return image.pixelColor(round(x), round(area.bottom()) + 4)


def test_the_strip_has_the_colours_of_the_depth_picture(
    panel: RangePanel, model: SettingsModel
) -> None:
    model.change(depth_colormap=Colormap.GRAYSCALE)
    assert strip(panel, 1.0).value() > 245
    assert strip(panel, 7.5).value() < 10
    assert 10 < strip(panel, 3.0).value() < 245
    model.change(depth_invert=True)
    assert strip(panel, 1.0).value() < 10
    model.change(depth_curve="linear")
    linear = strip(panel, 3.0).value()
    model.change(depth_curve="inverse")
    assert strip(panel, 3.0).value() > linear


def test_it_draws_without_any_depth(qtbot: QtBot, panel: RangePanel) -> None:
    panel.show_histogram(None)
    assert not panel.view.grab().isNull()
    panel.lock.click()
    assert panel.lock.isChecked()

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from camfilter.settings import Colormap, Parameter
from camfilter_ui.controls.choice_row import ChoiceRow
from camfilter_ui.controls.combo import Combo
from camfilter_ui.controls.generator import row_for
from camfilter_ui.controls.number_row import NumberRow
from camfilter_ui.controls.switch_row import SwitchRow
from camfilter_ui.controls.text_row import TextRow
from camfilter_ui.settings_model import PARAMETERS, SettingsModel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from camfilter_ui.controls.row import Row


@pytest.fixture
def model() -> SettingsModel:
    return SettingsModel()


def shown(qtbot: QtBot, name: str, model: SettingsModel) -> Row:
    """The row of a parameter, which follows the model as in the panel."""
    row = row_for(PARAMETERS[name], model)
    qtbot.addWidget(row)
    model.changed.connect(lambda settings: row.show_value(getattr(settings, name)))
    row.resize(300, row.sizeHint().height())
    row.show()
    qtbot.waitExposed(row)
    return row


def other_value(parameter: Parameter) -> Any:
    if parameter.kind == "bool":
        return not parameter.default
    if parameter.kind == "choice":
        return next(choice for choice in parameter.choices if choice != parameter.default)
    if parameter.kind == "text":
        return "1280x720"
    return parameter.minimum if parameter.default != parameter.minimum else parameter.maximum


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_has_a_named_and_explained_control(
    qtbot: QtBot, model: SettingsModel, name: str
) -> None:
    row = shown(qtbot, name, model)
    assert row.control.accessibleName() == PARAMETERS[name].label
    assert PARAMETERS[name].help in row.control.accessibleDescription()
    assert ("↻" in row.label.text()) == PARAMETERS[name].load_time
    assert row.control.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_reset_button_is_there_only_for_what_was_changed(
    qtbot: QtBot, model: SettingsModel, name: str
) -> None:
    row = shown(qtbot, name, model)
    before = row.sizeHint()
    assert row.reset_button.isHidden()
    assert model.change(**{name: other_value(PARAMETERS[name])})
    assert row.reset_button.isVisible()
    assert row.sizeHint() == before
    qtbot.mouseClick(row.reset_button, Qt.MouseButton.LeftButton)
    assert not model.is_changed(name)
    assert row.reset_button.isHidden()


def test_a_double_click_on_the_label_resets(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "opacity", model)
    model.change(opacity=0.2)
    qtbot.mouseDClick(row.label, Qt.MouseButton.LeftButton)
    assert model.settings.opacity == 1.0


def test_a_slider_is_dragged_live_and_undone_at_once(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "temporal_smoothing", model)
    assert isinstance(row, NumberRow)
    slider = row.slider
    assert slider is not None
    told: list[float] = []
    model.changed.connect(lambda settings: told.append(settings.temporal_smoothing))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, slider.height() // 2))
    for x in (100, 150, 200):
        qtbot.mouseMove(slider, QPoint(x, slider.height() // 2))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(200, slider.height() // 2))
    assert len(told) == 4
    assert told == sorted(told)
    assert told[-1] == pytest.approx(0.95 * 200 / slider.width(), abs=0.06)
    assert row.box.value() == told[-1]
    model.undo_stack.undo()
    assert model.settings.temporal_smoothing == 0.3


def test_what_the_engine_loads_with_changes_when_the_slider_is_let_go(
    qtbot: QtBot, model: SettingsModel
) -> None:
    row = shown(qtbot, "inference_resolution", model)
    assert isinstance(row, NumberRow)
    slider = row.slider
    assert slider is not None
    told: list[int] = []
    model.changed.connect(lambda settings: told.append(settings.inference_resolution))
    start = slider.width() // 3
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(start, slider.height() // 2))
    told.clear()
    for x in (start + 30, start + 60):
        qtbot.mouseMove(slider, QPoint(x, slider.height() // 2))
    assert told == []
    assert row.box.value() > 600
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(200, 8))
    assert told == [row.box.value()]
    assert told[0] % 16 == 0


def test_a_held_key_loads_the_engine_once(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "inference_resolution", model)
    assert isinstance(row, NumberRow)
    assert row.slider is not None
    told: list[int] = []
    model.changed.connect(lambda settings: told.append(settings.inference_resolution))
    for _ in range(3):
        qtbot.keyPress(row.slider, Qt.Key.Key_Right)
    assert told == []
    qtbot.keyRelease(row.slider, Qt.Key.Key_Right)
    assert told == [512 + 3 * 16]


def test_keys_move_a_slider(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "opacity", model)
    assert isinstance(row, NumberRow)
    assert row.slider is not None
    qtbot.keyClick(row.slider, Qt.Key.Key_Left)
    assert model.settings.opacity == 0.99
    qtbot.keyClick(row.slider, Qt.Key.Key_Home)
    assert model.settings.opacity == 0.0
    assert model.undo_stack.count() == 2


def test_a_typed_number_is_taken(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "opacity", model)
    assert isinstance(row, NumberRow)
    row.box.selectAll()
    qtbot.keyClicks(row.box, "0.375")
    qtbot.keyClick(row.box, Qt.Key.Key_Return)
    assert model.settings.opacity == 0.375
    assert row.slider is not None
    assert row.slider.value() == 38


def test_a_value_finer_than_its_box_survives_being_looked_at(
    qtbot: QtBot, model: SettingsModel
) -> None:
    model.change(opacity=0.123456)
    row = shown(qtbot, "opacity", model)
    row.control.setFocus()
    qtbot.keyClick(row.control, Qt.Key.Key_Return)
    row.label.setFocus()
    assert model.settings.opacity == 0.123456


def test_a_number_without_bounds_has_a_box_alone(qtbot: QtBot) -> None:
    parameter = Parameter("gain", "Gain", "Any number.", "New", "float", 1.5, (), None, None, False)
    row = NumberRow(parameter)
    qtbot.addWidget(row)
    row.show_value(-1234.5)
    assert row.slider is None
    assert row.box.value() == -1234.5


def test_a_choice_is_taken_from_the_list(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "depth_colormap", model)
    assert isinstance(row, ChoiceRow)
    qtbot.keyClick(row.combo, Qt.Key.Key_Down)
    assert model.settings.depth_colormap is Colormap.VIRIDIS
    assert all(not row.combo.itemIcon(index).isNull() for index in range(row.combo.count()))


def test_a_switch_is_pressed_with_space_and_clicked(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "mirror", model)
    assert isinstance(row, SwitchRow)
    off = row.switch.grab().toImage()
    qtbot.keyClick(row.switch, Qt.Key.Key_Space)
    assert model.settings.mirror
    assert row.switch.grab().toImage() != off
    qtbot.mouseClick(row.switch, Qt.MouseButton.LeftButton)
    assert not model.settings.mirror


def test_a_text_that_cannot_be_meant_stays_and_says_why(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "output_size", model)
    assert isinstance(row, TextRow)
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, "big")
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)
    assert row.message.isVisible()
    assert "WIDTHxHEIGHT" in row.message.text()
    assert row.edit.text() == "big"
    assert not model.is_changed("output_size")
    qtbot.keyClick(row.edit, Qt.Key.Key_Escape)
    assert row.edit.text() == "source"
    assert row.message.isHidden()


def test_a_text_is_taken_on_enter(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "output_size", model)
    assert isinstance(row, TextRow)
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, " 1280x720 ")
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)
    assert model.settings.target_size == (720, 1280)
    model.undo_stack.undo()
    assert row.edit.text() == "source"


def test_usual_sizes_are_offered(qtbot: QtBot, model: SettingsModel) -> None:
    row = shown(qtbot, "output_size", model)
    combo = row.control
    assert isinstance(combo, Combo)
    index = combo.findText("1920x1080")
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    assert model.settings.target_size == (1080, 1920)
    model.undo_stack.undo()
    assert combo.currentText() == "source"


@pytest.mark.parametrize("name", ["opacity", "depth_colormap", "output_size", "seed"])
@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_turns_only_what_is_in_focus(
    qtbot: QtBot, model: SettingsModel, name: str, focused: bool
) -> None:
    row = shown(qtbot, name, model)
    row.activateWindow()
    controls = [row.control]
    if isinstance(row, NumberRow) and row.slider:
        controls.append(row.slider)
    for control in controls:
        model.reset(name)
        if focused:
            control.setFocus()
            qtbot.waitUntil(control.hasFocus)
        elif control.hasFocus():
            control.clearFocus()
        assert turn(control) is focused
        assert model.is_changed(name) is focused


def turn(control: QWidget) -> bool:
    """Turn the wheel over a control by a notch; whether it took that for itself."""
    where = QPointF(control.rect().center())
    event = QWheelEvent(
        where,
        QPointF(control.mapToGlobal(control.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, event)
    return event.isAccepted()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from camfilter.config import list_presets, load_preset, save_preset
from camfilter.settings import FilterSettings
from camfilter_ui.looks import look_of
from camfilter_ui.preset_dialog import PresetDialog
from camfilter_ui.presets import PresetsBar
from camfilter_ui.settings_model import SettingsModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def model() -> SettingsModel:
    return SettingsModel()


@pytest.fixture
def bar(qtbot: QtBot, model: SettingsModel) -> Iterator[PresetsBar]:
    bar = PresetsBar(model)
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitUntil(lambda: bar.combo.count() >= len(list_presets()))
    yield bar
    bar.shut_down()


def own() -> list[str]:
    return [info.name for info in list_presets() if not info.builtin]


def shown(bar: PresetsBar) -> str:
    return bar.combo.currentText() or bar.combo.placeholderText()


def test_the_presets_are_offered_and_explained(bar: PresetsBar) -> None:
    roles = Qt.ItemDataRole
    for info in list_presets():
        index = bar.combo.findData(info.name)
        assert index >= 0
        assert bar.combo.itemData(index, roles.ToolTipRole) == info.description
    assert shown(bar) == "Choose a preset"


def test_a_chosen_preset_is_one_step(qtbot: QtBot, bar: PresetsBar, model: SettingsModel) -> None:
    bar.combo.setFocus()
    bar.combo.setCurrentIndex(bar.combo.findData("Fog"))
    with qtbot.waitSignal(model.changed):
        bar.combo.activated.emit(bar.combo.currentIndex())
    assert model.settings.depth_invert
    assert model.undo_stack.undoText() == "Preset Fog"
    model.undo_stack.undo()
    assert model.settings == FilterSettings()
    assert shown(bar) == "Fog (changed)"
    model.undo_stack.redo()
    assert shown(bar) == "Fog"


def test_what_is_changed_afterwards_is_said(
    qtbot: QtBot, bar: PresetsBar, model: SettingsModel
) -> None:
    bar.choose("Calm")
    qtbot.waitUntil(lambda: shown(bar) == "Calm")
    model.change(mirror=True)
    assert shown(bar) == "Calm"
    model.change(opacity=0.5)
    assert shown(bar) == "Calm (changed)"


def test_a_saved_look_comes_back_whatever_was_set_before(
    qtbot: QtBot, bar: PresetsBar, model: SettingsModel
) -> None:
    model.change(opacity=0.7, range_mode="locked", near=2.0, far=3.0)
    look = look_of(model.settings)
    bar.save("Mine", "For evenings.")
    qtbot.waitUntil(lambda: shown(bar) == "Mine")
    model.load(FilterSettings(depth_invert=True, opacity=0.1, mirror=True))
    bar.choose("Mine")
    qtbot.waitUntil(lambda: look_of(model.settings) == look)
    assert model.settings.mirror
    assert bar.delete_action.isEnabled()


def test_a_look_leaves_the_setup_alone() -> None:
    look = look_of(FilterSettings())
    assert {"output", "depth_colormap", "opacity", "temporal_smoothing"} <= look.keys()
    setup = {"engine", "device", "mirror", "rotation", "output_size", "output_rate", "ndi_audio"}
    assert not setup & look.keys()
    assert "near" not in look
    assert not FilterSettings().needs_reload(FilterSettings().changed(**look))


def test_builtin_presets_are_neither_deleted_nor_replaced(qtbot: QtBot, bar: PresetsBar) -> None:
    bar.choose("Calm")
    qtbot.waitUntil(lambda: shown(bar) == "Calm")
    assert not bar.delete_action.isEnabled()
    for attempt in (lambda: bar.delete("Calm"), lambda: bar.save("calm")):
        with qtbot.waitSignal(bar.failed) as told:
            attempt()
        assert "built-in" in told.args[0].message
        assert told.args[0].remedy
    assert "Calm" in [info.name for info in list_presets() if info.builtin]


def test_deleting_asks_first(qtbot: QtBot, bar: PresetsBar) -> None:
    bar.save("Mine")
    qtbot.waitUntil(bar.delete_action.isEnabled)
    bar.delete_action.trigger()
    question = bar.findChild(QMessageBox)
    assert question is not None
    assert "Mine" in question.text()
    assert own() == ["Mine"]
    role = QMessageBox.ButtonRole.DestructiveRole
    delete = next(item for item in question.buttons() if question.buttonRole(item) == role)
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.combo.findData("Mine") < 0)
    assert own() == []
    assert shown(bar) == "Choose a preset"


def test_a_look_goes_out_as_a_file_and_comes_in_again(
    qtbot: QtBot, bar: PresetsBar, model: SettingsModel, tmp_path: Path
) -> None:
    model.change(output="normals", opacity=0.6)
    bar.export_file(tmp_path / "shared")
    qtbot.waitUntil(lambda: "shared.toml" in bar.message.text())
    path = tmp_path / "shared.toml"
    assert load_preset(str(path)) == look_of(model.settings)
    model.reset_all()
    bar.import_file(path)
    qtbot.waitUntil(lambda: model.settings.opacity == 0.6)
    qtbot.waitUntil(lambda: shown(bar) == "shared")
    assert own() == ["shared"]
    assert bar.message.isHidden()


def test_a_damaged_file_is_refused(
    qtbot: QtBot, bar: PresetsBar, model: SettingsModel, tmp_path: Path
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("opacity = 12", "utf-8")
    with qtbot.waitSignal(bar.failed) as told:
        bar.import_file(path)
    assert "opacity must be a number from 0 to 1" in told.args[0].message
    assert model.settings == FilterSettings()
    assert own() == []


def test_a_preset_that_went_away_is_said(qtbot: QtBot, bar: PresetsBar) -> None:
    with qtbot.waitSignal(bar.failed) as told:
        bar.choose("Vanished")
    assert "Vanished" in told.args[0].message
    assert shown(bar) == "Choose a preset"


def test_the_file_dialogs_lead_to_the_files(
    qtbot: QtBot, bar: PresetsBar, model: SettingsModel, tmp_path: Path
) -> None:
    for action, path in ((bar.export_action, tmp_path / "a.toml"), (bar.import_action, None)):
        action.trigger()
        dialog = bar.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(path or tmp_path / "a.toml"))
        dialog.close()
        qtbot.waitUntil(lambda: (tmp_path / "a.toml").exists())
    qtbot.waitUntil(lambda: own() == ["a"])


def test_saving_asks_for_a_name(qtbot: QtBot, bar: PresetsBar) -> None:
    qtbot.mouseClick(bar.save_button, Qt.MouseButton.LeftButton)
    dialog = bar.findChild(PresetDialog)
    assert dialog is not None
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.name_edit, "Mine")
    qtbot.keyClicks(dialog.description_edit, "For evenings.")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: own() == ["Mine"])
    assert next(info for info in list_presets() if info.name == "Mine").description


@pytest.mark.parametrize(
    ("name", "enabled", "says"),
    [
        ("New one", True, ""),
        ("MINE", True, "Replaces"),
        ("heat_overlay", False, "comes with camfilter"),
        ("  ", False, ""),
    ],
)
def test_the_dialog_says_what_a_name_would_do(
    qtbot: QtBot, name: str, enabled: bool, says: str
) -> None:
    save_preset("Mine", {"opacity": 0.1})
    dialog = PresetDialog(list_presets())
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.name_edit, name)
    assert dialog.save_button.isEnabled() is enabled
    assert says in dialog.note.text()

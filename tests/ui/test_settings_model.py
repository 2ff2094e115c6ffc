from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from camfilter.settings import Colormap, FilterSettings, OutputMode, RangeMode
from camfilter_ui.settings_model import LEAST_RATIO, PARAMETERS, SettingsModel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def model(qapp: Any) -> SettingsModel:
    return SettingsModel()


def test_a_change_is_told_at_once_and_can_be_undone(qtbot: QtBot, model: SettingsModel) -> None:
    with qtbot.waitSignal(model.changed) as told:
        assert model.change(opacity=0.4)
    assert told.args == [model.settings]
    assert model.settings.opacity == 0.4
    assert model.undo_stack.undoText() == PARAMETERS["opacity"].label
    model.undo_stack.undo()
    assert model.settings == FilterSettings()
    model.undo_stack.redo()
    assert model.settings.opacity == 0.4


def test_several_values_are_one_step(model: SettingsModel) -> None:
    model.change(output=OutputMode.BOTH, mirror=True)
    assert model.undo_stack.count() == 1
    model.undo_stack.undo()
    assert model.settings == FilterSettings()


def test_a_drag_is_one_step_and_the_next_change_another(model: SettingsModel) -> None:
    model.begin_drag()
    for value in (0.9, 0.8, 0.7):
        model.change(opacity=value)
    model.end_drag()
    model.change(opacity=0.2)
    model.undo_stack.undo()
    assert model.settings.opacity == 0.7
    model.undo_stack.undo()
    assert model.settings.opacity == 1.0


def test_two_drags_are_two_steps(model: SettingsModel) -> None:
    for value in (0.5, 0.25):
        model.begin_drag()
        model.change(opacity=value)
        model.end_drag()
    assert model.undo_stack.count() == 2


def test_a_drag_back_to_where_it_began_leaves_no_step(model: SettingsModel) -> None:
    model.begin_drag()
    model.change(opacity=0.5)
    model.change(opacity=1.0)
    model.end_drag()
    assert model.undo_stack.count() == 0


def test_what_changes_nothing_is_no_step(qtbot: QtBot, model: SettingsModel) -> None:
    with qtbot.assertNotEmitted(model.changed):
        assert model.change(opacity=1.0)
    assert model.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"opacity": 3.0}, "opacity"),
        ({"opacity": float("nan")}, "opacity"),
        ({"output": "sideways"}, "output"),
        ({"opacitty": 1.0}, "opacitty"),
        ({"near": 5.0, "far": 2.0}, "near"),
        ({"near": 99_999.0}, "near"),
        ({"near": "close"}, "near"),
        ({"output_size": "1x1"}, "output_size"),
        ({"mirror": 1}, "mirror"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    qtbot: QtBot, model: SettingsModel, values: dict[str, Any], word: str
) -> None:
    with qtbot.waitSignal(model.refused) as told, qtbot.assertNotEmitted(model.changed):
        assert not model.change(**values)
    assert word in told.args[0]
    assert model.settings == FilterSettings()
    assert model.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("values", "near", "far"),
    [
        ({"near": 20.0}, 20.0, 20.0 * LEAST_RATIO),
        ({"far": 0.5}, 0.5 / LEAST_RATIO, 0.5),
        ({"near": 2.0}, 2.0, 10.0),
        ({"near": 10_000.0}, 10_000.0 / LEAST_RATIO, 10_000.0),
        ({"far": 0.001}, 0.001, 0.001 * LEAST_RATIO),
        ({"near": 3.0, "far": 4.0}, 3.0, 4.0),
    ],
)
def test_one_end_of_the_range_pushes_the_other(
    model: SettingsModel, values: dict[str, Any], near: float, far: float
) -> None:
    assert model.change(**values)
    assert (model.settings.near, model.settings.far) == pytest.approx((near, far))


def test_within_a_drag_the_pushed_end_comes_back(model: SettingsModel) -> None:
    model.begin_drag()
    model.change(near=30.0)
    model.change(near=2.0)
    model.end_drag()
    assert (model.settings.near, model.settings.far) == (2.0, 10.0)


def test_a_preset_with_one_end_only_pushes_too(model: SettingsModel) -> None:
    assert model.apply({"near": 50.0, "range_mode": "locked"}, "Preset Far away")
    assert model.settings.range_mode is RangeMode.LOCKED
    assert model.settings.near < model.settings.far
    assert model.undo_stack.undoText() == "Preset Far away"


def test_resets_are_steps_that_name_the_parameter(model: SettingsModel) -> None:
    model.change(depth_colormap=Colormap.TURBO)
    model.change(opacity=0.5)
    assert model.is_changed("opacity")
    model.reset("opacity")
    assert PARAMETERS["opacity"].label in model.undo_stack.undoText()
    assert not model.is_changed("opacity")
    model.reset_all()
    assert model.settings == FilterSettings()
    model.undo_stack.undo()
    assert model.settings.depth_colormap is Colormap.TURBO


def test_a_reset_works_for_every_parameter(model: SettingsModel) -> None:
    model.load(FilterSettings().changed(near=20.0, far=30.0))
    model.reset("far")
    assert model.settings.far == 10.0
    for name in PARAMETERS:
        model.reset(name)
    assert model.settings == FilterSettings()


def test_loaded_settings_have_no_history(qtbot: QtBot, model: SettingsModel) -> None:
    model.change(opacity=0.5)
    with qtbot.waitSignal(model.changed):
        model.load(FilterSettings(mirror=True))
    assert model.settings.mirror
    assert not model.undo_stack.canUndo()


def test_a_refusal_is_asked_for_without_a_change(model: SettingsModel) -> None:
    assert model.refusal("output_size", "1280x720") == ""
    assert "WIDTHxHEIGHT" in model.refusal("output_size", "big")

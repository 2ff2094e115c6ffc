"""What is kept on disk, and what becomes of it when the disk will not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from camfilter.config import config_file, load_settings
from camfilter.settings import FilterSettings, OutputMode
from camfilter_ui.app_settings import AppSettings, ViewMode
from camfilter_ui.chores import Chores
from camfilter_ui.settings_model import SettingsModel
from camfilter_ui.state import AppState, Keeper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def chores() -> Iterator[Chores]:
    made = Chores()
    yield made
    made.close()


@pytest.fixture
def model() -> SettingsModel:
    return SettingsModel(FilterSettings())


@pytest.fixture
def state() -> AppState:
    return AppState(AppSettings())


def test_what_changed_is_on_disk_a_moment_later(
    qtbot: QtBot, model: SettingsModel, state: AppState, chores: Chores
) -> None:
    keeper = Keeper(model, state, chores)
    with qtbot.waitSignal(keeper.kept, timeout=20_000):
        model.change(output=OutputMode.NORMALS)
        state.change(view=ViewMode.SPLIT)
    assert load_settings().output is OutputMode.NORMALS
    assert AppSettings.load().view is ViewMode.SPLIT


def test_what_could_not_be_written_is_written_with_the_next_change(
    qtbot: QtBot, model: SettingsModel, state: AppState, chores: Chores, own_config: Path
) -> None:
    keeper = Keeper(model, state, chores)
    own_config.write_text("a file where the folder should be")
    with qtbot.waitSignal(keeper.failed, timeout=20_000):
        model.change(output=OutputMode.NORMALS)
    own_config.unlink()
    with qtbot.waitSignal(keeper.kept, timeout=20_000):
        state.change(view=ViewMode.SPLIT)
    assert load_settings().output is OutputMode.NORMALS


def test_parameters_that_were_not_understood_are_left_alone(
    qtbot: QtBot, model: SettingsModel, state: AppState, chores: Chores
) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('opacity = 0.25\nnear = "soon"\n')
    keeper = Keeper(model, state, chores, readable=False)
    with qtbot.waitSignal(keeper.kept, timeout=20_000):
        model.change(output=OutputMode.NORMALS)
        state.change(view=ViewMode.SPLIT)
    kept = config_file().read_text()
    assert "opacity = 0.25" in kept
    assert 'near = "soon"' in kept
    assert "normals" not in kept
    assert AppSettings.load().view is ViewMode.SPLIT


def test_nothing_is_written_where_nothing_changed(model: SettingsModel, state: AppState) -> None:
    chores = Chores()
    Keeper(model, state, chores).flush()
    chores.close()
    assert not config_file().exists()

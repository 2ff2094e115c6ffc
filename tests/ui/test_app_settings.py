"""What the app remembers survives whatever somebody wrote into the file."""

from __future__ import annotations

from typing import Any

import pytest

from camfilter.config import config_file, save_app_table
from camfilter_ui.app_settings import AppSettings, Theme, ViewMode


def test_what_was_saved_comes_back() -> None:
    kept = AppSettings(
        source="camera:desk", view=ViewMode.SPLIT, divider=0.25, theme=Theme.DARK, unfolded=("NDI",)
    )
    kept.save()
    assert AppSettings.load() == kept


def test_without_a_file_everything_is_as_it_comes() -> None:
    assert AppSettings.load() == AppSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", "sideways"),
        ("divider", 7.5),
        ("divider", float("nan")),
        ("divider", "half"),
        ("panel_open", "perhaps"),
        ("theme", "pink"),
        ("hotkey", 5),
        ("source", ["camera"]),
        ("unfolded", "Range"),
        ("geometry", {"x": 1}),
    ],
)
def test_a_value_that_makes_no_sense_costs_only_itself(name: str, value: Any) -> None:
    save_app_table({name: value, "ndi_name": "Stage", "of another version": 1})
    found = AppSettings.load()
    assert found.ndi_name == "Stage"
    assert getattr(found, name) == getattr(AppSettings(), name)


def test_a_table_that_is_none_is_as_if_there_were_none() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text('app = "nonsense"\n')
    assert AppSettings.load() == AppSettings()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from camfilter.sinks.base import SinkListing
from camfilter_ui.app_settings import AppSettings
from camfilter_ui.output_options import CameraOptions, NdiOptions

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OK = QDialogButtonBox.StandardButton.Ok


def test_the_name_and_parts_of_ndi_are_what_was_chosen(qtbot: QtBot) -> None:
    dialog = NdiOptions(AppSettings(ndi_name="Stage", ndi_normals=True))
    qtbot.addWidget(dialog)
    dialog.name.setText("  Desk  ")
    dialog.with_depth.setChecked(False)
    assert dialog.values() == {
        "ndi_name": "Desk",
        "ndi_depth": False,
        "ndi_normals": True,
        "ndi_colour": False,
    }


@pytest.mark.parametrize("name", ["", "   ", "a+depth", "a+depht", "x" * 200, "bell\a"])
def test_what_cannot_be_a_name_cannot_be_taken(qtbot: QtBot, name: str) -> None:
    dialog = NdiOptions(AppSettings(ndi_name="Stage"))
    qtbot.addWidget(dialog)
    assert dialog.buttons.button(OK).isEnabled()
    dialog.name.setText(name)
    if dialog.name.text() == name:
        assert not dialog.buttons.button(OK).isEnabled()
        assert dialog.problem.text()


def test_a_name_that_was_kept_and_cannot_be_one_is_not_taken_either(qtbot: QtBot) -> None:
    dialog = NdiOptions(AppSettings(ndi_name="a+depth"))
    qtbot.addWidget(dialog)
    assert not dialog.buttons.button(OK).isEnabled()


def test_a_virtual_camera_is_chosen_by_its_device(qtbot: QtBot) -> None:
    listings = [
        SinkListing("vcam:/dev/video9", "Stage camera", "vcam", "ready"),
        SinkListing("vcam", "pyvirtualcam", "vcam", "is not installed", False, "pip install it"),
    ]
    dialog = CameraOptions(listings, "/dev/video9")
    qtbot.addWidget(dialog)
    assert dialog.device() == "/dev/video9"
    assert "pip install it" in dialog.said.text()
    dialog.devices.setCurrentIndex(0)
    assert dialog.device() == ""


def test_a_device_that_is_gone_leaves_the_first_that_works(qtbot: QtBot) -> None:
    dialog = CameraOptions([], "/dev/video77")
    qtbot.addWidget(dialog)
    assert dialog.device() == ""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox

from camfilter_ui.key_dialog import KeyDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OK = QDialogButtonBox.StandardButton.Ok


@pytest.mark.parametrize("keys", ["Ctrl+Alt+K", "F8", "", "Meta+Shift+7"])
def test_a_key_that_can_be_had_is_taken(qtbot: QtBot, keys: str) -> None:
    dialog = KeyDialog("")
    qtbot.addWidget(dialog)
    dialog.edit.setKeySequence(QKeySequence(keys))
    assert dialog.buttons.button(OK).isEnabled()
    assert {*dialog.keys().split("+")} == {*keys.split("+")}


@pytest.mark.parametrize("keys", ["K", "F", "Shift+F", "Ctrl+PgUp", "Space"])
def test_a_key_that_cannot_be_had_says_why(qtbot: QtBot, keys: str) -> None:
    dialog = KeyDialog("Ctrl+Alt+K")
    qtbot.addWidget(dialog)
    dialog.edit.setKeySequence(QKeySequence(keys))
    assert not dialog.buttons.button(OK).isEnabled()
    assert "Ctrl+Alt+K" in dialog.problem.text()
    dialog.edit.clear()
    assert dialog.buttons.button(OK).isEnabled()
    assert dialog.problem.text() == ""

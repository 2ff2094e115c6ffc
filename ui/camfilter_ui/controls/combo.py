"""A drop-down list for narrow places."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox, QWidget

from camfilter_ui.controls.wheel import WheelGuard

_LETTERS: Final = 7


class Combo(QComboBox):
    """A drop-down list that may be narrow; its popup shows each item whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        WheelGuard(self)

    def showPopup(self) -> None:  # noqa: N802  Qt's name
        """Open as wide as the longest item."""
        wanted = self.view().sizeHintForColumn(0) + 2 * self.view().frameWidth()
        self.view().setMinimumWidth(wanted)
        super().showPopup()

"""The row of what is on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from camfilter_ui.controls.row import Row
from camfilter_ui.switch import Switch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from camfilter.settings import Parameter


class SwitchRow(Row):
    """A switch beside its label."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.switch = Switch()
        self._take_control(self.switch)
        # The user's clicks only: showing the model's value emits nothing.
        self.switch.clicked.connect(self._on_clicked)

    def value_text(self, value: Any) -> str:
        """On or off."""
        return self.tr("on") if value else self.tr("off")

    def _show(self, value: Any) -> None:
        self.switch.setChecked(bool(value))

    def _on_clicked(self, on: bool) -> None:
        self.edited.emit(on)

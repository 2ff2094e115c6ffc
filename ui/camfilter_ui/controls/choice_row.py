"""The row of a choice: a drop-down list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from camfilter_ui.controls.combo import Combo
from camfilter_ui.controls.row import Row
from camfilter_ui.controls.swatch import colour_swatch
from camfilter_ui.controls.wording import choice_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from camfilter.settings import Parameter

_SWATCH: Final = QSize(36, 14)


class ChoiceRow(Row):
    """A drop-down list of the choices; those that are colour tables show their colours."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self.combo = Combo()
        for choice in parameter.choices:
            swatch = colour_swatch(choice, _SWATCH)
            if swatch:
                self.combo.setIconSize(_SWATCH)
            self.combo.addItem(
                QIcon(swatch) if swatch else QIcon(), self.value_text(choice), choice
            )
        self._take_control(self.combo, stretch=1)
        self.combo.activated.connect(self._on_activated)

    def value_text(self, value: Any) -> str:
        """The name of a choice."""
        return choice_text(self.parameter.name, str(value))

    def _show(self, value: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findData(str(value)))

    def _on_activated(self, index: int) -> None:
        self.edited.emit(self.combo.itemData(index))

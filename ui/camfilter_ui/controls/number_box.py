"""A box for numbers as the user's country writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from camfilter_ui.controls.wheel import WheelGuard

if TYPE_CHECKING:
    from PySide6.QtGui import QValidator

_ANY: Final = 1e9
_POINTS: Final = ".,"
_FEWEST_LETTERS: Final = 5
_MOST_LETTERS: Final = 8


class NumberBox(QDoubleSpinBox):
    """Takes what is typed on Enter or when left, with a point or a comma; shows no idle zeros."""

    def __init__(
        self,
        minimum: float | None,
        maximum: float | None,
        decimals: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(
            -_ANY if minimum is None else minimum,
            (_ANY if decimals else 2.0**53) if maximum is None else maximum,
        )
        self.setKeyboardTracking(False)
        self.setAccelerated(True)
        self.setCorrectionMode(QDoubleSpinBox.CorrectionMode.CorrectToNearestValue)
        self.editingFinished.connect(self._on_finished)
        WheelGuard(self)

    @property
    def is_being_typed(self) -> bool:
        """Whether something was typed that is not taken yet."""
        return self.hasFocus() and self.lineEdit().isModified()

    def show_value(self, value: float) -> None:
        """Show `value` without a word."""
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)

    def _on_finished(self) -> None:
        self.lineEdit().setModified(False)

    def _normal(self, text: str) -> str:
        """`text` with the decimal point of the locale, whichever was typed."""
        point = self.locale().decimalPoint()
        return "".join(point if letter in _POINTS else letter for letter in text)

    def _plain(self) -> QLocale:
        locale = QLocale(self.locale())
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Room for the longest bound, and for decimals where there may be any."""
        hint = super().sizeHint()
        bounds = max(len(self.textFromValue(end)) for end in (self.minimum(), self.maximum()))
        decimals = 1 + self.decimals() if self.decimals() else 0
        wanted = max(min(bounds + decimals, _MOST_LETTERS), _FEWEST_LETTERS)
        missing = max(0, wanted - bounds)
        hint.setWidth(hint.width() + missing * self.fontMetrics().horizontalAdvance("0"))
        return hint

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """No less than all of it."""
        return self.sizeHint()

    def textFromValue(self, value: float) -> str:  # noqa: N802  Qt's name
        """The shortest text that says `value` to the decimals of the box."""
        locale = self._plain()
        text = locale.toString(float(value), "f", self.decimals())
        point = locale.decimalPoint()
        return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text

    def valueFromText(self, text: str) -> float:  # noqa: N802  Qt's name
        """What was typed, with either point."""
        return super().valueFromText(self._normal(text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Judge `text` with the locale's own point in it."""
        return super().validate(self._normal(text), position)

    def fixup(self, text: str) -> str:
        """Bring what is out of bounds to the nearest bound."""
        return super().fixup(self._normal(text))

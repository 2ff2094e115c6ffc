"""The row of a text that has to have a certain form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from camfilter_ui.controls.combo import Combo
from camfilter_ui.controls.row import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from camfilter.settings import Parameter


class TextRow(Row):
    """A line of text, taken on Enter or when left; one that cannot be meant stays, and says why.

    `refusal` gives the reason why a text cannot be meant, '' if it can. `offers` are texts to
    choose from, beside what may be typed.
    """

    def __init__(
        self,
        parameter: Parameter,
        refusal: Callable[[str], str],
        offers: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parameter, parent)
        self._refusal = refusal
        self._shown = ""
        self.edit = _Line()
        self.edit.setPlaceholderText(self.value_text(parameter.default))
        self._take_control(self._offering(offers) if offers else self.edit, stretch=1)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        self._lines.addWidget(self.message)
        self.edit.editingFinished.connect(self._on_finished)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.given_up.connect(self._give_up)

    def value_text(self, value: Any) -> str:
        """The text itself; nothing for what is not set."""
        return "" if value is None else str(value)

    def _offering(self, offers: tuple[str, ...]) -> Combo:
        combo = Combo()
        combo.setEditable(True)
        combo.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        combo.setLineEdit(self.edit)
        # It would make another text of what was typed.
        combo.setCompleter(None)  # type: ignore[arg-type]  # which the stubs forget
        combo.addItems(offers)
        combo.activated.connect(self._on_chosen)
        return combo

    def _show(self, value: Any) -> None:
        text = self.value_text(value)
        if text == self._shown and self.edit.isModified():
            return
        self._shown = text
        self._give_up()

    def _give_up(self) -> None:
        control = self.control
        if isinstance(control, Combo):
            control.setCurrentIndex(control.findText(self._shown))
        self.edit.setText(self._shown)
        self._say("")

    def _say(self, reason: str) -> None:
        self.message.setText(f"⚠ {reason}" if reason else "")
        self.message.setVisible(bool(reason))
        self.edit.setAccessibleDescription(reason or self._description())

    def _on_chosen(self) -> None:
        self.edit.setModified(True)
        self._on_finished()

    def _on_edited(self) -> None:
        if not self.message.isHidden():
            self._say(self._refusal(self.edit.text().strip()))

    def _on_finished(self) -> None:
        text = self.edit.text().strip()
        if not self.edit.isModified() or text == self._shown:
            return self._give_up()
        reason = self._refusal(text)
        self._say(reason)
        if not reason:
            self.edit.setModified(False)
            self.edited.emit(text)
        return None


class _Line(QLineEdit):
    """Escape gives up what was typed.

    Signals:
        given_up()
    """

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Give up on Escape, if there is something to give up."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

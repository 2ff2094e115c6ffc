"""What every control has: a label, a place for the control, a way back to the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from camfilter.settings import Parameter

LOAD_MARK: Final = "↻"

GAP: Final = 6


class RowLabel(QLabel):
    """A label that wraps, and that a double click resets.

    Signals:
        double_clicked()
    """

    double_clicked = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setWordWrap(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Ask for the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()
        else:
            super().mouseDoubleClickEvent(event)


class ResetButton(QToolButton):
    """Restores a default; keeps its place while there is nothing to restore."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("↶")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Reset {parameter}").format(parameter=label))
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()


class Row(QWidget):
    """The control of one parameter; kinds of rows fill `_control` in.

    Signals:
        edited(object): the value that the user asks for.
        reset_asked(): the user asks for the default.
        drag_began(), drag_ended(): what is edited in between is one change.
    """

    edited = Signal(object)
    reset_asked = Signal()
    drag_began = Signal()
    drag_ended = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.title = tr_core(parameter.label)
        mark = f"\N{NO-BREAK SPACE}{LOAD_MARK}" if parameter.load_time else ""
        self.label = RowLabel(self.title + mark)
        self.label.double_clicked.connect(self.reset_asked)
        self.reset_button = ResetButton(self.title)
        self.reset_button.clicked.connect(self._on_reset)
        self._line = QHBoxLayout()
        self._line.setSpacing(GAP)
        self._line.addWidget(self.label, 1)
        self._line.addWidget(self.reset_button)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 2, 0, 2)
        self._lines.setSpacing(0)
        self._lines.addLayout(self._line)
        self._explain()

    @property
    def control(self) -> QWidget:
        """The widget that the label stands for."""
        control = self.label.buddy()
        assert control is not None
        return control

    def show_value(self, value: Any) -> None:
        """Show `value`, which is the model's; emits nothing."""
        self._show(value)
        self.reset_button.setVisible(bool(value != self.parameter.default))

    def value_text(self, value: Any) -> str:
        """How `value` is written for people."""
        return str(value)

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _take_control(self, control: QWidget, stretch: int = 0) -> None:
        """Put `control` beside the label, named and explained by it."""
        self._line.insertWidget(1, control, stretch)
        self.label.setBuddy(control)
        self._name(control)
        default = self.value_text(self.parameter.default)
        self.reset_button.setToolTip(self.tr("Reset to {value}").format(value=default))

    def _name(self, control: QWidget) -> None:
        control.setAccessibleName(self.title)
        control.setAccessibleDescription(self._description())

    def _description(self) -> str:
        parts = [tr_core(self.parameter.help)]
        if self.parameter.load_time:
            parts.append(self.tr("Applies when the engine is loaded again."))
        return "\n".join(part for part in parts if part)

    def _explain(self) -> None:
        # Marked as rich text, a tool tip is wrapped.
        paragraphs = self._description().replace("&", "&amp;").replace("<", "&lt;").split("\n")
        self.setToolTip("<qt>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</qt>")

    def _on_reset(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset_asked.emit()

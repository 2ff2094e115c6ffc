"""What went wrong and what to do, above the picture, until it is solved or put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from camfilter_ui.icons import icon
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


class Banner(QFrame):
    """Shows one problem, the newest; the others wait behind it.

    Signals:
        acted(str): the button of the problem of that origin was pressed.
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems: dict[str, tuple[str, str, str]] = {}
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Problem"))
        self._icon = QLabel()
        self._message = self._label()
        self._remedy = self._label()
        bold = self._message.font()
        bold.setBold(True)
        self._message.setFont(bold)
        self._copy = QToolButton(autoRaise=True)
        self._copy.setToolTip(self.tr("Copy this text"))
        self._copy.setAccessibleName(self.tr("Copy this text"))
        self._copy.clicked.connect(self._on_copy)
        self._action = QPushButton()
        self._action.clicked.connect(self._on_action)
        self._close = QToolButton(autoRaise=True)
        self._close.setToolTip(self.tr("Put away"))
        self._close.setAccessibleName(self.tr("Put away"))
        self._close.clicked.connect(self._on_close)
        self._lay_out()
        self.refresh_icons()
        self._show()

    @property
    def problems(self) -> dict[str, str]:
        """Message of every problem that waits, by its origin, the newest last."""
        return {origin: message for origin, (message, _, _) in self._problems.items()}

    def report(self, origin: str, message: str, remedy: str = "", action: str = "") -> None:
        """Show a problem in place of an earlier one of the same origin.

        `action` is the text of a button; without it there is none.
        """
        self._problems.pop(origin, None)
        self._problems[origin] = (message, remedy, action)
        self._show()

    def solve(self, origin: str) -> None:
        """The problem of `origin` is over."""
        if self._problems.pop(origin, None) is not None:
            self._show()

    def refresh_icons(self) -> None:
        """Draw the icons in the present colours."""
        side = self.fontMetrics().height() * 3 // 2
        self._icon.setPixmap(icon("warning").pixmap(QSize(side, side)))
        self._copy.setIcon(icon("copy"))
        self._close.setIcon(icon("close"))

    def _label(self) -> QLabel:
        label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setMinimumWidth(60)
        return label

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._message)
        words.addWidget(self._remedy)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _show(self) -> None:
        self.setVisible(bool(self._problems))
        if not self._problems:
            return
        message, remedy, action = next(reversed(self._problems.values()))
        self._message.setText(_sentence(tr_core(message)))
        tried = self.tr("Try: {remedy}").format(remedy=tr_core(remedy)) if remedy else ""
        self._remedy.setText(tried)
        self._remedy.setVisible(bool(remedy))
        self._action.setText(action)
        self._action.setVisible(bool(action))

    def _current(self) -> str:
        return next(reversed(self._problems), "")

    def _on_copy(self) -> None:
        text = "\n".join(t for t in (self._message.text(), self._remedy.text()) if t)
        QGuiApplication.clipboard().setText(text)

    def _on_action(self) -> None:
        self.acted.emit(self._current())

    def _on_close(self) -> None:
        self.solve(self._current())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        super().changeEvent(event)
        if event.type() is event.Type.PaletteChange and hasattr(self, "_close"):
            self.refresh_icons()


def _sentence(text: str) -> str:
    """With a capital letter, as the core's sentences follow a colon on the command line."""
    return text[:1].upper() + text[1:]

"""Asks for the key that turns the virtual camera on and off in every program."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from camfilter_ui.hotkey import HotkeyError, combination
from camfilter_ui.texts import tr_core


class KeyDialog(QDialog):
    """Takes a key with modifiers, or none."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Key for the Virtual Camera"))
        self.edit = QKeySequenceEdit(QKeySequence(keys))
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self._make_room()
        text = self.tr("This key turns the virtual camera on and off while you use other programs.")
        self.problem = QLabel(wordWrap=True)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("&Key:"), self.edit)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(text, wordWrap=True))
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.edit.keySequenceChanged.connect(self._on_changed)

    def keys(self) -> str:
        """The key as settings keep it; '' for none."""
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _make_room(self) -> None:
        """Let the field be as wide as what Qt writes into it while it is empty."""
        line = self.edit.findChild(QLineEdit)
        words = line.placeholderText() if line is not None else ""
        unit = self.edit.fontMetrics()
        self.edit.setMinimumWidth(unit.horizontalAdvance(words) + 2 * unit.height())

    def _on_changed(self) -> None:
        problem = ""
        if self.keys():
            try:
                combination(self.keys())
            except HotkeyError as error:
                problem = f"{tr_core(error.message)}: {tr_core(error.remedy)}"
        self.problem.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

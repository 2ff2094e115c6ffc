"""Asks what a preset is to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from camfilter.config import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camfilter.config import PresetInfo

_LETTERS: Final = 60


class PresetDialog(QDialog):
    """Name and description of a preset to be saved; says when it would replace one."""

    def __init__(
        self, known: Iterable[PresetInfo], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save Preset"))
        self._known = {name_key(info.name): info for info in known}
        self.name_edit = QLineEdit(name)
        self.name_edit.setMaxLength(64)
        self.description_edit = QLineEdit()
        self.description_edit.setPlaceholderText(self.tr("What it is good for (optional)"))
        self.note = QLabel()
        self.note.setWordWrap(True)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel)
        self.save_button = self.buttons.button(buttons.Save)
        what = QLabel(
            self.tr(
                "Keeps how the picture looks: output, colours, range, smoothing and opacity."
                " Engine, size, rate and orientation stay as they are wherever it is used."
            )
        )
        what.setWordWrap(True)
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(what)
        form.addRow(self.tr("&Name"), self.name_edit)
        form.addRow(self.tr("&Description"), self.description_edit)
        form.addRow(self.note)
        form.addRow(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name_edit.textChanged.connect(self._on_named)
        self._on_named()
        self.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())

    def _on_named(self) -> None:
        name = self.name_edit.text().strip()
        known = self._known.get(name_key(name))
        builtin = known is not None and known.builtin
        self.save_button.setEnabled(bool(name) and not builtin)
        if builtin:
            self.note.setText(self.tr("A preset that comes with camfilter has this name."))
        elif known is not None:
            self.note.setText(self.tr("Replaces your preset of this name."))
        else:
            self.note.setText("")

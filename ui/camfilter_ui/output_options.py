"""How the outputs are set: which virtual camera, and what is sent over NDI under which name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from camfilter.errors import UsageError
from camfilter.sinks.ndi import parse_target
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sinks.base import SinkListing
    from camfilter_ui.app_settings import AppSettings


class NdiOptions(QDialog):
    """Name and sources of the NDI output."""

    def __init__(self, settings: AppSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("NDI Output"))
        self.name = QLineEdit(settings.ndi_name)
        self.with_depth = QCheckBox(self.tr("&Depth in 16 bit"))
        self.with_normals = QCheckBox(self.tr("&Normals"))
        self.with_colour = QCheckBox(self.tr("&Camera's picture with the depth in its alpha"))
        self.with_depth.setChecked(settings.ndi_depth)
        self.with_normals.setChecked(settings.ndi_normals)
        self.with_colour.setChecked(settings.ndi_colour)
        self.problem = QLabel(wordWrap=True)
        self.buttons = _buttons(self)
        form = QFormLayout()
        form.addRow(self.tr("N&ame:"), self.name)
        form.addRow(QLabel(self.tr("Besides the picture, sources of their own:"), wordWrap=True))
        for box in (self.with_depth, self.with_normals, self.with_colour):
            form.addRow(box)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.name.textChanged.connect(self._on_name)
        # What was kept may have been written by hand.
        self._on_name(self.name.text())

    def values(self) -> dict[str, object]:
        """What was chosen, by name of setting."""
        return {
            "ndi_name": self.name.text().strip(),
            "ndi_depth": self.with_depth.isChecked(),
            "ndi_normals": self.with_normals.isChecked(),
            "ndi_colour": self.with_colour.isChecked(),
        }

    def _on_name(self, text: str) -> None:
        problem = ""
        try:
            if parse_target(text.strip()).parts != ("picture",) or not text.strip():
                problem = self.tr("This cannot be the name of a source.")
        except UsageError as error:
            problem = tr_core(error.message)
        self.problem.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)


class CameraOptions(QDialog):
    """Which of the virtual cameras of this computer is fed.

    Signals:
        check_asked(): try everything and say what is missing.
    """

    check_asked = Signal()

    def __init__(
        self, listings: Sequence[SinkListing], chosen: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Virtual Camera"))
        self.devices = QComboBox()
        self.devices.addItem(self.tr("The first that works"), "")
        self.said = QLabel(wordWrap=True)
        for listing in listings:
            device = listing.spec.partition(":")[2]
            if device:
                self.devices.addItem(f"{listing.name} ({device})", device)
        self.devices.setCurrentIndex(max(0, self.devices.findData(chosen)))
        self.said.setText("\n".join(_in_words(listing) for listing in listings))
        self.buttons = _buttons(self)
        text = self.tr("&Check This Computer …")
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.HelpRole)
        button.clicked.connect(self.check_asked)
        form = QFormLayout()
        form.addRow(self.tr("&Device:"), self.devices)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(self.buttons)

    def device(self) -> str:
        """The device that was chosen; '' for the first that works."""
        return str(self.devices.currentData())


def _in_words(listing: SinkListing) -> str:
    said = f"{tr_core(listing.name)}: {tr_core(listing.detail)}"
    return f"{said} ({tr_core(listing.remedy)})" if listing.remedy else said


def _buttons(dialog: QDialog) -> QDialogButtonBox:
    standard = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons

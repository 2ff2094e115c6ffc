"""What a new user sees once: what works on this machine, and what to do about the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from camfilter.doctor import CHECKS
from camfilter_ui.checks import ChecksView
from camfilter_ui.labels import TextLabel, heading

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_FIRST: Final = ("virtual camera", "NDI library", "NDI discovery", "NDI loopback", "cameras")
ORDER: Final = (*_FIRST, *(name for name in CHECKS if name not in _FIRST))
"""All checks; those that decide how pictures get to other programs come first."""


class FirstRunDialog(QDialog):
    """Welcomes, and checks the machine; the window behind it goes on and can be used."""

    def __init__(self, parent: QWidget | None = None, *, names: tuple[str, ...] = ORDER) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowTitle(self.tr("Welcome to camfilter"))
        self.checks = ChecksView(names)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(self.tr("Depth and normals from your camera"), scale=1.3))
        layout.addWidget(TextLabel(self._introduction()))
        layout.addWidget(self.checks, 1)
        layout.addWidget(box)
        unit = self.fontMetrics()
        self.resize(unit.averageCharWidth() * 90, unit.height() * 32)

    def shut_down(self) -> None:
        """Stop and wait for the check under way; call once, before the program ends."""
        self.checks.shut_down()

    def _introduction(self) -> str:
        return self.tr(
            "The preview already runs behind this window. Below is what this computer has for "
            "sending the picture on: the virtual camera is what video calls and OBS see as a "
            "webcam, NDI goes to other programs and computers on the network. You can close this "
            "at any time; it is in the Help menu."
        )

    def done(self, result: int) -> None:
        """Close at once; a check under way ends by itself."""
        self.checks.stop()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Check the machine whenever the window comes up."""
        super().showEvent(event)
        if not event.spontaneous():
            self.checks.examine()

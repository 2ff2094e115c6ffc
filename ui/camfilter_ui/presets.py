"""The bar of presets: choose, keep, remove, share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from pathlib import Path

    from camfilter_ui.settings_model import SettingsModel


class PresetsBar(QWidget):
    """Chooses among the presets, and keeps, removes, imports and exports the user's own.

    Files are read and written on a thread that lives as long as there is something to do.

    Signals:
        failed(object): a CamfilterError, which the bar itself shows as well.
    """

    failed = Signal(object)

    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def choose(self, name: str) -> None:
        """Apply the preset of that name."""

    def save(self, name: str, description: str = "") -> None:
        """Keep the look as it is now as a preset of the user's own."""

    def delete(self, name: str) -> None:
        """Remove one of the user's own presets."""

    def import_file(self, path: Path) -> None:
        """Take a preset file that somebody shared into the user's own, and apply it."""

    def export_file(self, path: Path) -> None:
        """Write the look as it is now into a file that others can load."""

    def shut_down(self) -> None:
        """Wait for what is still being written."""

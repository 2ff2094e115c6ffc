"""The range of distances that the depth picture shows: seen in a histogram, set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from camfilter_ui.histogram import DepthHistogram
    from camfilter_ui.settings_model import SettingsModel


class RangePanel(QWidget):
    """Histogram of the depth with a near and a far handle, and the switch that locks them.

    Signals:
        pick_requested(str): 'near' or 'far': the next click on the picture is to say where.
        pick_cancelled(): that click is not wanted any more.
    """

    pick_requested = Signal(str)
    pick_cancelled = Signal()

    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def show_histogram(self, histogram: DepthHistogram | None) -> None:
        """Draw `histogram` from now on; None where nothing is known."""

    def set_picked(self, which: str, distance: float) -> None:
        """Lock the range with `which` ('near' or 'far') at the `distance` that was picked."""

    def stop_picking(self) -> None:
        """Show that no click on the picture is awaited; emits nothing."""

"""Looks for virtual cameras in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from camfilter.sinks.virtualcam import virtual_camera_listings

if TYPE_CHECKING:
    from collections.abc import Callable


class SinksSurvey(QObject):
    """Says which virtual cameras there are.

    Signals:
        done(object): a list of `SinkListing`.
    """

    done = Signal(object)

    def __init__(
        self, later: Callable[[Callable[[], None]], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._later = later

    def look(self) -> None:
        """Look now; `done` follows."""
        self._later(lambda: self.done.emit(virtual_camera_listings()))

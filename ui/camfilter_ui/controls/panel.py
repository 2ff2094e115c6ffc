"""The panel of all controls: the everyday ones, then the rest in groups that unfold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camfilter_ui.settings_model import SettingsModel


class ControlsPanel(QWidget):
    """Shows and changes every parameter of `model`; whatever is declared there has a control.

    `range_panel`, if given, stands in for the rows of the range mode, near and far.
    """

    def __init__(
        self,
        model: SettingsModel,
        range_panel: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model

    @property
    def unfolded(self) -> list[str]:
        """Which groups are open, by the core's names for them; to be kept between runs."""
        return []

    def unfold(self, groups: Iterable[str]) -> None:
        """Open these groups and fold the others."""

    def search(self, text: str) -> None:
        """Show only what `text` is found in; all of it for ''."""

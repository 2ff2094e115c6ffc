"""A group of controls that unfolds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class GroupBox(QWidget):
    """A title to click or press, and what it unfolds.

    Signals:
        toggled(bool): whether it is unfolded now, by the user or by `set_unfolded`.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._changed = 0
        self.header = QToolButton()
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setAutoRaise(True)
        self.header.setCheckable(True)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        font = self.header.font()
        font.setBold(True)
        self.header.setFont(font)
        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(8, 0, 0, 6)
        self._rows.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.body)
        self.header.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    @property
    def unfolded(self) -> bool:
        """Whether its controls are seen."""
        return self.header.isChecked()

    def set_unfolded(self, unfolded: bool) -> None:
        """Show or fold its controls."""
        self.header.setChecked(unfolded)

    def add(self, widget: QWidget) -> None:
        """Put `widget` under the others."""
        self._rows.addWidget(widget)

    def show_changed(self, count: int) -> None:
        """Say how many of its parameters differ from their defaults."""
        self._changed = count
        self._write()

    def _write(self) -> None:
        text = self._title
        if self._changed and not self.unfolded:
            text = self.tr("{group} ({count} changed)").format(group=text, count=self._changed)
        self.header.setText(text.replace("&", "&&"))

    def _on_toggled(self, unfolded: bool) -> None:
        self.body.setVisible(unfolded)
        self.header.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._write()
        self.toggled.emit(unfolded)

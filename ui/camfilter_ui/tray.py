"""The icon in the system's tray: outputs on and off without the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from camfilter_ui.icons import app_icon

if TYPE_CHECKING:
    from camfilter_ui.actions import Actions


class Tray(QObject):
    """Shows itself where the system has a tray.

    Signals:
        window_asked(): show the window, or hide it.
    """

    window_asked = Signal()

    def __init__(self, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._menu = QMenu()
        show = self._menu.addAction(self.tr("Show camfilter"))
        show.triggered.connect(self.window_asked)
        self._menu.addSeparator()
        self._menu.addAction(actions.vcam)
        self._menu.addAction(actions.ndi)
        self._menu.addSeparator()
        self._menu.addAction(actions.quit)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)

    @staticmethod
    def available() -> bool:
        """Whether the system has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Put the icon there."""
        self._icon.show()

    def hide(self) -> None:
        """Take it away."""
        self._icon.hide()

    def tell(self, text: str) -> None:
        """What is going on, for whoever points at the icon."""
        self._icon.setToolTip(text)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.window_asked.emit()

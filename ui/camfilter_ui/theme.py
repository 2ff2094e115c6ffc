"""Light or dark, as the system or the user wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from camfilter_ui.app_settings import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_SCHEMES: Final = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}


def use_style(app: QApplication) -> None:
    """One style on every system: the one that is looked at before each release."""
    app.setStyle("Fusion")


def use_theme(theme: Theme) -> None:
    """Take the colours of `theme`; those of the system follow it while the app runs."""
    QGuiApplication.styleHints().setColorScheme(_SCHEMES[theme])

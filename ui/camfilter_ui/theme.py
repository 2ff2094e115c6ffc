"""Light or dark, as the system or the user wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from camfilter_ui.app_settings import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_SCHEMES: Final = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}
_ROLE: Final = QPalette.ColorRole
_LIGHT: Final = {
    _ROLE.Window: "#f2f1f4",
    _ROLE.WindowText: "#1d1b20",
    _ROLE.Base: "#ffffff",
    _ROLE.AlternateBase: "#f7f6f9",
    _ROLE.Text: "#1d1b20",
    _ROLE.PlaceholderText: "#6d6975",
    _ROLE.Button: "#e9e7ed",
    _ROLE.ButtonText: "#1d1b20",
    _ROLE.ToolTipBase: "#ffffff",
    _ROLE.ToolTipText: "#1d1b20",
    _ROLE.Highlight: "#7a3e9d",
    _ROLE.HighlightedText: "#ffffff",
    _ROLE.Accent: "#7a3e9d",
    _ROLE.Link: "#6a2c91",
    _ROLE.LinkVisited: "#6a2c91",
    _ROLE.BrightText: "#b3261e",
}
_DARK: Final = {
    _ROLE.Window: "#212024",
    _ROLE.WindowText: "#e7e4ea",
    _ROLE.Base: "#19181b",
    _ROLE.AlternateBase: "#242327",
    _ROLE.Text: "#e7e4ea",
    _ROLE.PlaceholderText: "#98939f",
    _ROLE.Button: "#312f36",
    _ROLE.ButtonText: "#e7e4ea",
    _ROLE.ToolTipBase: "#312f36",
    _ROLE.ToolTipText: "#e7e4ea",
    _ROLE.Highlight: "#c084e0",
    _ROLE.HighlightedText: "#19181b",
    _ROLE.Accent: "#c084e0",
    _ROLE.Link: "#d3a6ea",
    _ROLE.LinkVisited: "#d3a6ea",
    _ROLE.BrightText: "#ffb4ab",
}
_FADED: Final = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText)


class Themes(QObject):
    """Gives the application its colours, and follows the system while that is wanted."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__(qt)
        # One style on every system: the one that is looked at before each release.
        qt.setStyle("Fusion")
        self._qt = qt
        self._theme = Theme.SYSTEM
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def use(self, theme: Theme) -> None:
        """Take the colours of `theme` from now on."""
        # A signal carries the bare word of an enum.
        self._theme = Theme(theme)
        # Title bars and the system's own dialogs follow where the system lets them.
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[theme])
        self._on_scheme_changed()

    def _on_scheme_changed(self) -> None:
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = scheme is Qt.ColorScheme.Dark
        if self._theme is not Theme.SYSTEM:
            dark = self._theme is Theme.DARK
        self._qt.setPalette(palette(dark=dark))


def palette(*, dark: bool) -> QPalette:
    """The colours of every widget."""
    colours = _DARK if dark else _LIGHT
    made = QPalette(QColor(colours[_ROLE.Button]), QColor(colours[_ROLE.Window]))
    for role, name in colours.items():
        made.setColor(role, QColor(name))
    for role in _FADED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor("#7f7b87"))
    chosen, written = ("#4a4750", "#b5b0bc") if dark else ("#c9c5cf", "#55515d")
    made.setColor(QPalette.ColorGroup.Disabled, _ROLE.Highlight, QColor(chosen))
    made.setColor(QPalette.ColorGroup.Disabled, _ROLE.HighlightedText, QColor(written))
    return made

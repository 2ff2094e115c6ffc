"""Ends the desktop app as its window does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from camfilter_ui.app import App


def end(qtbot: QtBot, app: App) -> None:
    """Close the app, and wait until it is over."""
    if not app.window.may_close:
        with qtbot.waitSignal(app.controller.closed, timeout=20_000):
            app.close()
    app.finish()
    app.window.deleteLater()

"""The desktop app from its start to its end."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from camfilter.config import load_settings
from camfilter.errors import CamfilterError, ConfigError
from camfilter.settings import FilterSettings
from camfilter.sinks.virtualcam import stay_open
from camfilter_ui.app_settings import AppSettings
from camfilter_ui.chores import Chores
from camfilter_ui.controller import Controller
from camfilter_ui.launch import application
from camfilter_ui.log_records import LogRecords
from camfilter_ui.main_window import MainWindow
from camfilter_ui.preload import preload
from camfilter_ui.settings_model import SettingsModel
from camfilter_ui.state import AppState
from camfilter_ui.texts import tr_core
from camfilter_ui.theme import Themes
from camfilter_ui.translations import install_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)

_LISTEN_MS = 200


class App(QObject):
    """Everything the app is made of; `run` shows it, `finish` ends it.

    Signals:
        unforeseen(str): something failed that nobody expected.
    """

    unforeseen = Signal(str)

    def __init__(self, qt: QApplication, **options: Any) -> None:
        super().__init__()
        preload()
        self._qt = qt
        self.problems: list[CamfilterError] = []
        own = self._loaded(AppSettings.load, AppSettings)
        found = len(self.problems)
        settings = self._loaded(load_settings, FilterSettings)
        readable = len(self.problems) == found
        self.themes = Themes(qt)
        self.themes.use(own.theme)
        install_language(qt, own.language)
        self.records = LogRecords()
        self.records.listen()
        self.chores = Chores()
        self.model, self.state = SettingsModel(settings), AppState(own)
        self.window = MainWindow(self.model)
        self.controller = Controller(
            self.window,
            self.model,
            self.state,
            self.chores,
            self.records,
            readable=readable,
            **options,
        )
        self._connect()

    def run(self) -> None:
        """Show the window, or only the tray's icon, and start."""
        minimised = self.state.settings.start_minimised
        hidden = minimised and self.controller.outputs.tray is not None
        if minimised and not hidden:
            self.window.showMinimized()
        elif not hidden:
            self.window.show()
        for error in self.problems:
            told = self.tr("{remedy}, then start again; until then no parameters are kept")
            remedy = told.format(remedy=tr_core(error.remedy))
            self.window.banner.report("settings file", error.message, remedy)
        self.controller.start()
        if not (self.state.settings.first_steps_seen or minimised):
            self.controller.windows.show_first_steps()

    def close(self) -> None:
        """End in order; the application quits when everything is over."""
        self.window.hide()
        self.controller.close()

    def finish(self) -> None:
        """Wait for what is left; the last thing before the process ends."""
        self.chores.close()
        self.records.rest()

    def _loaded(self, load: Callable[[], Any], default: Callable[[], Any]) -> Any:
        try:
            return load()
        except ConfigError as error:
            self.problems.append(error)
            return default()

    def _connect(self) -> None:
        self.window.close_asked.connect(self._on_close_asked)
        self.window.actions_.quit.triggered.connect(self.close)
        self.controller.closed.connect(self._on_closed)
        self.unforeseen.connect(self._on_unforeseen)
        self.controller.windows.theme_chosen.connect(self.themes.use)
        tray = self.controller.outputs.tray
        if tray is not None:
            tray.window_asked.connect(self._on_window_asked)

    def _on_close_asked(self) -> None:
        if self.state.settings.close_to_tray and self.controller.outputs.tray is not None:
            self.window.hide()
        else:
            self.close()

    def _on_window_asked(self) -> None:
        if self.window.isVisible() and not self.window.isMinimized():
            self.window.hide()
        else:
            self.window.show_again()

    def _on_closed(self) -> None:
        self.window.may_close = True
        self._qt.quit()

    def _on_unforeseen(self, text: str) -> None:
        message = self.tr("something unforeseen went wrong: {text}").format(text=text)
        self.window.banner.report("app", message, self.tr("report it with what the log says"))


def main() -> None:
    """Run the app until it is closed."""
    qt = application(sys.argv[:1])
    app = App(qt)
    with _watched(app), stay_open():
        app.run()
        qt.exec()
        app.finish()


class _watched:  # noqa: N801  used as a context only
    """Signals of the system close the app in order, and what nobody caught is shown."""

    def __init__(self, app: App) -> None:
        self._app = app
        # Python runs its signal handlers only when it is given a turn.
        self._timer = QTimer(interval=_LISTEN_MS)
        self._timer.timeout.connect(lambda: None)

    def __enter__(self) -> None:
        self._before = {
            number: signal.signal(number, lambda *_: self._app.close())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = lambda found: self._on_exception(
            found.exc_type, found.exc_value, found.exc_traceback
        )
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        sys.excepthook, threading.excepthook = self._hooks

    def _on_exception(self, kind: Any, error: Any, traceback: Any) -> None:
        _log.error("unforeseen", exc_info=(kind, error, traceback))
        self._app.unforeseen.emit(f"{kind.__name__}: {error}")

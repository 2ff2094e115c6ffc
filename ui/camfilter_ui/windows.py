"""The app's other windows: made when they are first asked for, ended with the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from camfilter_ui.about import AboutDialog
from camfilter_ui.actions import check
from camfilter_ui.app_settings import Theme
from camfilter_ui.checks import ChecksView
from camfilter_ui.first_run import FirstRunDialog
from camfilter_ui.log_view import LogView
from camfilter_ui.models_page import ModelsPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter_ui.log_records import LogRecords
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.state import AppState


class _Ending(Protocol):
    def shut_down(self) -> None:
        """Stop what runs in the background."""


class Windows(QObject):
    """Opens the other windows, and changes colours and language.

    Signals:
        installed_changed(): weights came or went.
        theme_chosen(object): a `Theme` was chosen.
    """

    installed_changed = Signal()
    theme_chosen = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        state: AppState,
        records: LogRecords,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._state, self._records = window, state, records
        self._open: dict[str, QWidget] = {}
        self._parts: list[_Ending] = []
        self._connect()

    def show_first_steps(self) -> None:
        """Open the first steps; they come by themselves only until they were seen."""
        self._state.change(first_steps_seen=True)
        self._show("first steps", self._make_first_steps)

    def opened(self, name: str) -> QWidget:
        """The window of that name, which was opened before."""
        return self._open[name]

    def close(self) -> None:
        """Close every window and end what runs behind it."""
        for opened in self._open.values():
            opened.close()
        for part in self._parts:
            part.shut_down()

    def _connect(self) -> None:
        actions, settings = self._window.actions_, self._state.settings
        actions.models.triggered.connect(lambda: self._show("models", self._make_models))
        actions.check.triggered.connect(lambda: self._show("check", self._make_check))
        actions.log.triggered.connect(lambda: self._show("log", self._make_log))
        actions.about.triggered.connect(lambda: self._show("about", self._make_about))
        actions.first_steps.triggered.connect(self.show_first_steps)
        actions.themes.triggered.connect(lambda action: self._set_theme(Theme(action.data())))
        actions.languages.triggered.connect(lambda action: self._set_language(action.data()))
        check(actions.themes, str(settings.theme))
        check(actions.languages, settings.language)

    def _show(self, name: str, make: Callable[[], QWidget]) -> None:
        if name not in self._open:
            self._open[name] = make()
        window = self._open[name]
        window.show()
        window.raise_()
        window.activateWindow()

    def _make_models(self) -> QWidget:
        page = ModelsPage()
        page.installed_changed.connect(self.installed_changed)
        return self._framed(page, self.tr("Models"), (720, 560))

    def _make_check(self) -> QWidget:
        view = ChecksView()
        framed = self._framed(view, self.tr("Check This Computer"), (680, 560))
        view.examine()
        return framed

    def _make_log(self) -> QWidget:
        return self._framed(LogView(self._records), self.tr("Log"), (760, 480))

    def _make_about(self) -> QWidget:
        return self._kept(AboutDialog(self._window))

    def _make_first_steps(self) -> QWidget:
        return self._kept(FirstRunDialog(parent=self._window))

    def _framed(self, part: Any, title: str, size: tuple[int, int]) -> QWidget:
        """`part` in a window of its own, which stays in front of the main one."""
        self._kept(part)
        frame = QWidget(self._window, Qt.WindowType.Window)
        frame.setWindowTitle(f"{title} - camfilter")
        column = QVBoxLayout(frame)
        column.addWidget(part)
        frame.resize(*size)
        return frame

    def _kept(self, part: Any) -> QWidget:
        self._parts.append(part)
        widget: QWidget = part
        return widget

    def _set_theme(self, theme: Theme) -> None:
        self.theme_chosen.emit(theme)
        self._state.change(theme=theme)

    def _set_language(self, language: str) -> None:
        self._state.change(language=language)
        self._window.status.say(self.tr("the language changes when camfilter starts again"))

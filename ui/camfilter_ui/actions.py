"""Everything that can be done from the menus, with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence

from camfilter_ui.app_settings import Theme, ViewMode
from camfilter_ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu

LANGUAGES: Final = {"system": "", "en": "English", "de": "Deutsch"}
"""By their own names; '' for the system's."""

_ICONS: Final = {
    "open_file": "file",
    "open_folder": "folder",
    "snapshot": "snapshot",
    "record": "record",
    "fullscreen": "fullscreen",
    "panel": "panel",
}


class Actions(QObject):
    """Makes the actions and the menus of a window; who listens to them is another's business."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._make_file()
        self._make_edit()
        self._make_view()
        self._make_outputs()
        self._make_help()
        self.refresh_icons()

    def refresh_icons(self) -> None:
        """Draw the icons in the present colours."""
        for name, drawing in _ICONS.items():
            getattr(self, name).setIcon(icon(drawing))

    def _make_file(self) -> None:
        menu = self._menu(self.tr("&File"))
        self.open_file = self._add(menu, self.tr("&Open File …"), "Ctrl+O")
        self.open_folder = self._add(menu, self.tr("Open &Folder …"), "Ctrl+Shift+O")
        menu.addSeparator()
        self.snapshot = self._add(menu, self.tr("&Snapshot"), "Ctrl+S")
        self.record = self._add(menu, self.tr("&Record"), "Ctrl+R", checkable=True)
        self.show_captures = self._add(menu, self.tr("Show &Captures"))
        self.captures_folder = self._add(menu, self.tr("Folder for Captures …"))
        menu.addSeparator()
        self.quit = self._add(menu, self.tr("&Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_edit(self) -> None:
        menu = self.edit_menu = self._menu(self.tr("&Edit"))
        self.reset_all = self._add(menu, self.tr("Restore All &Defaults"))
        menu.addSeparator()
        self.pick_object = self._add(menu, self.tr("&Pick the Object for SAM 3D"), "Ctrl+P")
        self.find = self._add(menu, self.tr("&Find a Control"), "Ctrl+F")

    def _make_view(self) -> None:
        menu = self._menu(self.tr("&View"))
        titles = {
            ViewMode.OUTPUT: self.tr("&Result"),
            ViewMode.SOURCE: self.tr("&Source"),
            ViewMode.SPLIT: self.tr("S&plit"),
            ViewMode.BESIDE: self.tr("Side &by Side"),
        }
        self.views = self._choices(menu, {str(k): t for k, t in titles.items()}, "Ctrl+{}")
        menu.addSeparator()
        self.mirror = self._add(menu, self.tr("&Mirror"), "Ctrl+M", checkable=True)
        self.rotate = self._add(menu, self.tr("R&otate"), "Ctrl+Shift+M")
        menu.addSeparator()
        self.fullscreen = self._add(menu, self.tr("&Full Screen"), "F11", checkable=True)
        self.panel = self._add(menu, self.tr("Co&ntrols"), "Ctrl+B", checkable=True)
        menu.addSeparator()
        themes = {
            str(Theme.SYSTEM): self.tr("As the System"),
            str(Theme.LIGHT): self.tr("Light"),
            str(Theme.DARK): self.tr("Dark"),
        }
        self.themes = self._choices(menu.addMenu(self.tr("&Colours")), themes)
        names = {key: name or self.tr("As the System") for key, name in LANGUAGES.items()}
        self.languages = self._choices(menu.addMenu(self.tr("&Language")), names)

    def _make_outputs(self) -> None:
        menu = self._menu(self.tr("&Outputs"))
        self.vcam = self._add(menu, self.tr("&Virtual Camera"), "Ctrl+K", checkable=True)
        self.ndi = self._add(menu, self.tr("&NDI"), "Ctrl+N", checkable=True)
        menu.addSeparator()
        text = self.tr("Switch On at Start What Was On")
        self.start_outputs = self._add(menu, text, checkable=True)
        self.start_minimised = self._add(menu, self.tr("Start &Minimised"), checkable=True)
        text = self.tr("Closing the Window Leaves It Running")
        self.close_to_tray = self._add(menu, text, checkable=True)
        self.hotkey = self._add(menu, self.tr("&Key for the Virtual Camera …"))

    def _make_help(self) -> None:
        menu = self._menu(self.tr("&Tools"))
        self.models = self._add(menu, self.tr("&Models …"), "Ctrl+D")
        self.check = self._add(menu, self.tr("&Check This Computer …"))
        self.log = self._add(menu, self.tr("&Log …"), "Ctrl+L")
        menu = self._menu(self.tr("&Help"))
        self.first_steps = self._add(menu, self.tr("&First Steps …"))
        self.about = self._add(menu, self.tr("&About camfilter"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(self, menu: QMenu, text: str, keys: str = "", *, checkable: bool = False) -> QAction:
        action = QAction(text, self._window, checkable=checkable)
        if keys:
            action.setShortcut(QKeySequence(keys))
        menu.addAction(action)
        # The window keeps it, so that its key works while the menu bar is hidden.
        self._window.addAction(action)
        return action

    def _choices(self, menu: QMenu, titles: dict[str, str], keys: str = "") -> QActionGroup:
        """Actions of which one is checked; each carries its key of `titles` as data."""
        group = QActionGroup(self._window)
        for number, (value, title) in enumerate(titles.items(), 1):
            action = self._add(menu, title, keys.format(number) if keys else "", checkable=True)
            action.setData(value)
            action.setIcon(QIcon())
            group.addAction(action)
        return group


def check(group: QActionGroup, value: str) -> None:
    """Check the action of `group` that carries `value`."""
    for action in group.actions():
        action.setChecked(action.data() == value)

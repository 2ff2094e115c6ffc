"""Everything can be reached by keyboard and read aloud."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QMenuBar, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from camfilter_ui.app import App


def focusable(window: QWidget) -> list[QWidget]:
    """What takes the keyboard itself, and not through another."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.objectName() != "qt_spinbox_lineedit"
        and not isinstance(widget, QMenuBar)
    ]


def unfold_all(app: App) -> None:
    for button in app.window.controls.findChildren(QAbstractButton):
        if button.isCheckable() and not button.isChecked() and button.isVisible():
            name = button.accessibleName() or button.text()
            if name not in ("Near", "Far") and "Pick" not in name and "Lock" not in name:
                button.click()


def name_of(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    named = found.text(QAccessible.Text.Name) if found is not None else ""
    return named or widget.accessibleName()


def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot, app: App) -> None:
    unfold_all(app)
    labelled = {label.buddy() for label in app.window.findChildren(QLabel) if label.buddy()}
    named = [name_of(widget) or widget in labelled for widget in focusable(app.window)]
    assert len(named) > 30
    assert all(named), [
        type(w).__name__ for w, n in zip(focusable(app.window), named, strict=True) if not n
    ]


def test_the_tab_key_reaches_everything_once_and_comes_back(qtbot: QtBot, app: App) -> None:
    unfold_all(app)
    app.window.activateWindow()
    app.window.picker.setFocus()
    reached: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in reached:
        reached.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert reached[0] is app.window.picker
    assert QApplication.focusWidget() is app.window.picker
    missed = [w for w in focusable(app.window) if w not in reached]
    assert not missed, [(type(w).__name__, name_of(w)) for w in missed]


def test_the_tab_key_goes_from_the_source_over_the_picture_to_the_outputs(
    qtbot: QtBot, app: App
) -> None:
    app.window.activateWindow()
    app.window.picker.setFocus()
    order: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in order:
        order.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    window = app.window
    landmarks = [window.picker, window.preview, *(card.switch for card in window.cards.values())]
    places = [order.index(widget) for widget in landmarks]
    assert places == sorted(places)


def test_no_key_means_two_things(app: App) -> None:
    keys = Counter(
        action.shortcut().toString()
        for action in app.window.findChildren(QAction)
        if not action.shortcut().isEmpty()
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert {"Ctrl+S", "Ctrl+R", "Ctrl+K", "Ctrl+N", "F11", "Ctrl+Z"} <= keys.keys()


def test_every_action_is_in_a_menu(app: App) -> None:
    def below(menu: QMenu) -> list[QAction]:
        inner = [entry.menu() for entry in menu.actions() if isinstance(entry.menu(), QMenu)]
        return [*menu.actions(), *(action for sub in inner for action in below(sub))]

    menus = [entry.menu() for entry in app.window.menuBar().actions()]
    offered = [action for menu in menus if isinstance(menu, QMenu) for action in below(menu)]
    mine = [a for a in vars(app.window.actions_).values() if isinstance(a, QAction)]
    assert len(mine) > 20
    assert [action.text() for action in mine if action not in offered] == []


def test_a_menu_s_underlined_letters_are_all_different(app: App) -> None:
    for menu in app.window.findChildren(QMenu):
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        letters = [text.partition("&")[2][:1].lower() for text in texts if "&" in text]
        assert len(letters) == len(set(letters)), texts


def test_escape_gives_up_a_pick_wherever_the_keyboard_is(qtbot: QtBot, app: App) -> None:
    app.window.activateWindow()
    button = app.window.range_panel.pick_buttons["near"]
    app.window.range_panel.pick_requested.emit("near")
    button.setChecked(True)
    app.window.picker.setFocus()
    QTest.keyClick(app.window.picker, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not button.isChecked())
    assert app.window.preview.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_escape_leaves_the_full_screen_wherever_the_keyboard_is(qtbot: QtBot, app: App) -> None:
    app.window.show_bare(bare=True)
    app.window.setFocus()
    QTest.keyClick(app.window, Qt.Key.Key_Escape)
    assert not app.window.bare
    assert app.window.preview.mapTo(app.window, QPoint(0, 0)).y() > 0

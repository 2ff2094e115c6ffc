from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QSystemTrayIcon

from camfilter_ui.actions import Actions
from camfilter_ui.tray import Tray

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_icon_s_menu_has_the_outputs_and_the_end(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    tray = Tray(actions, window)
    offered = tray._menu.actions()
    assert [a for a in offered if a in (actions.vcam, actions.ndi, actions.quit)] == [
        actions.vcam,
        actions.ndi,
        actions.quit,
    ]
    with qtbot.waitSignal(tray.window_asked):
        offered[0].trigger()
    with qtbot.waitSignal(tray.window_asked):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.window_asked):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)

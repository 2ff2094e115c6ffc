"""The QApplication, and two lines instead of an abort where there can be none."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from camfilter import __version__
from camfilter_ui.icons import app_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

_SET_BY_OPENCV: Final = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_REMEDY: Final = (
    "open it on a desktop; over SSH or without a screen use 'camfilter run' (see 'camfilter"
    " --help'). On a desktop under Linux apt-get install libxcb-cursor0 libxkbcommon-x11-0 libegl1"
)


def application(arguments: Sequence[str]) -> QApplication:
    """The QApplication, named as window managers and settings want it.

    Without a screen, or without the system's libraries for one, it ends the process: Qt aborts
    where it cannot start, and nothing can go on after that.
    """
    _forget_opencvs_plugins()
    said: list[str] = []

    def note(kind: QtMsgType, _: object, text: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            _give_up(said)
        said.append(text)

    before = qInstallMessageHandler(note)
    try:
        qt = QApplication(list(arguments) or ["camfilter"])
    finally:
        qInstallMessageHandler(before)
    qt.setApplicationName("camfilter")
    qt.setApplicationDisplayName("camfilter")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("camfilter")
    qt.setWindowIcon(app_icon())
    qt.setQuitOnLastWindowClosed(False)
    return qt


def _forget_opencvs_plugins() -> None:
    """OpenCV's wheel points every Qt at its own, which is another version."""
    for name in _SET_BY_OPENCV:
        if "cv2" in Path(os.environ.get(name, "")).parts:
            del os.environ[name]


def _give_up(said: Sequence[str]) -> None:
    reason = next((text for text in said if text), "Qt says no more")
    with suppress(OSError, ValueError, AttributeError):  # nobody need be listening
        sys.stderr.write(f"error: the desktop app cannot open a window: {reason.strip()}\n")
        sys.stderr.write(f"try: {_REMEDY}\n")
        sys.stderr.flush()
    # Qt calls abort() as soon as this returns, and an exception does not get through it.
    os._exit(1)

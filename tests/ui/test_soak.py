"""Anything a user may press, in any order, for a long time."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
from typing import TYPE_CHECKING, Final

import pytest
from app_under_test import end
from fakes import EndlessSource, FlatEngine, RecordingSink
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from camfilter.errors import DeviceMemoryError, EngineError, SinkError, SourceLostError
from camfilter_ui.app import App
from camfilter_ui.outlets import OutletKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from camfilter.frames import Frame
    from camfilter.settings import FilterSettings
    from camfilter.sinks.base import Output

SECONDS: Final = float(os.environ.get("CAMFILTER_SOAK_SECONDS", "60"))
SEED: Final = int(os.environ.get("CAMFILTER_SOAK_SEED", "20261128"))
_KEYS: Final = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_Home,
    Qt.Key.Key_Escape,
    Qt.Key.Key_7,
    Qt.Key.Key_Backspace,
)
_LEFT_OUT: Final = frozenset(
    {"quit", "open_file", "open_folder", "show_captures", "captures_folder", "start_minimised"}
)
"""Actions that end the app, or open what belongs to the system."""


class Trouble:
    """Devices of which each may fail at any time."""

    def __init__(self, luck: random.Random) -> None:
        self._luck = luck
        self._lock = threading.Lock()

    def strikes(self, share: float) -> bool:
        with self._lock:
            return self._luck.random() < share

    def source(self, spec: str) -> EndlessSource:
        trouble = self

        class Source(EndlessSource):
            def read(self, timeout_s: float) -> Frame | None:
                if trouble.strikes(0.002):
                    raise SourceLostError("the camera is gone", "plug it in again")
                return super().read(timeout_s)

        return Source(0.01)

    def engine(self, settings: FilterSettings) -> tuple[FlatEngine, str]:
        if settings.engine == "moge" and self.strikes(0.5):
            raise EngineError("weights are missing", "fetch them")

        def before(_: Frame) -> None:
            if self.strikes(0.002):
                raise EngineError("the driver hiccuped", "go on")
            if settings.inference_resolution > 512 and self.strikes(0.02):
                raise DeviceMemoryError("it does not fit", "close other programs")

        return FlatEngine(before), "for the test"

    def sink(self, spec: str) -> RecordingSink:
        sink = RecordingSink(spec, live=not spec.endswith(".mp4"))
        if self.strikes(0.3):
            sink.refuse_open = [SinkError("there is no such device", "install it")]

        def write(output: Output) -> None:
            sink.outputs.clear()
            if self.strikes(0.01):
                raise SinkError("the device is gone", "plug it in")

        sink.on_write = write
        return sink


class User:
    """Does anything that can be done, as chance will have it."""

    def __init__(self, app: App, luck: random.Random) -> None:
        self._app, self._luck = app, luck
        self.done = 0
        self._ways: list[Callable[[], None]] = [
            self._click,
            self._click,
            self._type,
            self._wheel,
            self._drag,
            self._act,
            self._choose_source,
            self._resize,
            self._end_dialogs,
        ]

    def act(self) -> None:
        self._luck.choice(self._ways)()
        self.done += 1

    def _widget(self) -> QWidget | None:
        inside = [w for w in self._app.window.findChildren(QWidget) if _usable(w)]
        return self._luck.choice(inside) if inside else None

    def _place(self, widget: QWidget) -> QPoint:
        width, height = max(1, widget.width()), max(1, widget.height())
        return QPoint(self._luck.randrange(width), self._luck.randrange(height))

    def _click(self) -> None:
        widget = self._widget()
        if widget is None:
            return
        button = widget
        if isinstance(button, QAbstractButton) and self._opens_dialog(button):
            return
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=self._place(widget))

    @staticmethod
    def _opens_dialog(button: QAbstractButton) -> bool:
        """Buttons behind which the system's own file dialogs wait."""
        return any(word in button.text() + button.accessibleName() for word in ("port", "Open"))

    def _type(self) -> None:
        widget = QApplication.focusWidget() or self._app.window
        QTest.keyClick(widget, self._luck.choice(_KEYS))

    def _wheel(self) -> None:
        widget = self._widget()
        if widget is None:
            return
        at = QPointF(self._place(widget))
        turn = QPoint(0, self._luck.choice((-120, 120)))
        event = QWheelEvent(
            at,
            widget.mapToGlobal(at),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def _drag(self) -> None:
        preview = self._app.window.preview
        QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=self._place(preview))
        for _ in range(3):
            QTest.mouseMove(preview, self._place(preview))
        QTest.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=self._place(preview))

    def _act(self) -> None:
        names = [n for n in vars(self._app.window.actions_) if not n.startswith("_")]
        found = getattr(self._app.window.actions_, self._luck.choice(sorted(names)))
        if hasattr(found, "trigger") and not any(
            found is getattr(self._app.window.actions_, name) for name in _LEFT_OUT
        ):
            found.trigger()

    def _choose_source(self) -> None:
        self._app.window.picker.chosen.emit(self._luck.choice(("demo", "camera:desk", "screen")))

    def _resize(self) -> None:
        self._app.window.resize(self._luck.randrange(500, 1600), self._luck.randrange(400, 1000))

    def _end_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()


def _usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and not widget.isWindow()


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


@pytest.mark.timeout(SECONDS * 3 + 120)
def test_random_use_for_a_minute_breaks_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    before, luck = _threads(), random.Random(SEED)
    trouble = Trouble(random.Random(SEED + 1))
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    app = App(qt, opener=trouble.engine, source_maker=trouble.source, lister=lambda **_: [])
    for kind in OutletKind:
        app.controller.studio.outlets[kind]._maker = trouble.sink
    app.state.change(first_steps_seen=True, folder=str(tmp_path))
    app.run()
    user, until = User(app, luck), time.monotonic() + SECONDS
    while time.monotonic() < until:
        user.act()
        qtbot.wait(luck.randrange(1, 15))
    assert user.done > SECONDS * 20, "it stood still"
    if not app.controller.studio.running:
        app.controller.studio.restart()
    app.window.show_bare(bare=False)
    app.window.show()
    with qtbot.waitSignal(app.window.preview.painted, timeout=30_000):
        pass
    end(qtbot, app)
    gc.collect()
    qtbot.waitUntil(lambda: _threads() <= before, timeout=20_000)

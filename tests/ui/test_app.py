"""The whole window on fake devices."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from app_under_test import end
from fakes import EndlessSource, FlatEngine, RecordingSink, opener
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from camfilter.config import config_file, load_settings
from camfilter.errors import EngineError, SinkError, SourceError, UsageError
from camfilter.settings import EngineChoice, OutputMode, RangeMode
from camfilter_ui.app import App, _watched
from camfilter_ui.app_settings import AppSettings, Theme, ViewMode
from camfilter_ui.outlets import OutletKind, Phase

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from camfilter.live import Event
    from camfilter.settings import FilterSettings


def _await_picture(qtbot: QtBot, app: App) -> None:
    with qtbot.waitSignal(app.window.preview.painted, timeout=20_000):
        pass


def _await_problem(qtbot: QtBot, app: App, origin: str) -> str:
    qtbot.waitUntil(lambda: origin in app.window.banner.problems, timeout=20_000)
    return app.window.banner.problems[origin]


def test_a_camera_plays_at_once_where_there_is_one(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    assert app.controller.studio.source == "camera:desk"
    assert app.window.picker.currentText() == "Desk camera"
    qtbot.waitUntil(lambda: "fps" in app.window.status.rate.text())
    qtbot.waitUntil(lambda: app.window.status.engine.text().startswith("flat on"))
    assert "for the test" in app.window.status.engine.toolTip()


def test_choosing_a_source_is_remembered(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    with qtbot.waitSignal(app.controller.keeper.kept, timeout=20_000):
        app.window.picker.chosen.emit("demo")
    assert app.controller.studio.source == "demo"
    assert AppSettings.load().source == "demo"


def test_changes_reach_the_picture_and_the_disk_and_can_be_undone(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    with qtbot.waitSignal(app.controller.keeper.kept, timeout=20_000):
        app.model.change(output=OutputMode.NORMALS)
    assert load_settings().output is OutputMode.NORMALS
    app.model.undo_stack.undo()
    assert app.model.settings.output is OutputMode.DEPTH


@pytest.mark.parametrize("mode", list(ViewMode))
def test_every_view_shows_what_it_says(qtbot: QtBot, app: App, mode: ViewMode) -> None:
    action = next(a for a in app.window.actions_.views.actions() if a.data() == str(mode))
    action.trigger()
    shown = []
    app.window.preview.painted.connect(shown.append)
    qtbot.waitUntil(lambda: len(shown) > 3, timeout=20_000)
    assert (shown[-1].picture is not None) == (mode is not ViewMode.SOURCE)
    assert (shown[-1].source is not None) == (mode is not ViewMode.OUTPUT)
    assert not app.window.preview.grab().toImage().isNull()


def test_an_output_that_is_not_there_says_why_and_what_to_do(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    _await_picture(qtbot, app)
    sink = RecordingSink("vcam", live=True)
    sink.refuse_open = [SinkError("there is no virtual camera", "install a driver")]
    monkeypatch.setattr(app.controller.studio.outlets[OutletKind.VCAM], "_maker", lambda _: sink)
    app.window.cards[OutletKind.VCAM].switch.click()
    assert _await_problem(qtbot, app, "vcam") == "there is no virtual camera"
    card = app.window.cards[OutletKind.VCAM]
    assert card.state.text() == "could not start: there is no virtual camera"
    assert not card.switch.isChecked()
    assert card.state.toolTip() == "install a driver"
    _await_picture(qtbot, app)


def test_an_output_is_on_with_one_click_and_off_with_another(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = RecordingSink("ndi:camfilter", live=True)
    sink.watching = 2
    specs: list[str] = []
    outlet = app.controller.studio.outlets[OutletKind.NDI]
    monkeypatch.setattr(outlet, "_maker", lambda spec: specs.append(spec) or sink)
    _await_picture(qtbot, app)
    card = app.window.cards[OutletKind.NDI]
    card.switch.click()
    qtbot.waitUntil(lambda: "received by 2" in card.state.text(), timeout=20_000)
    assert specs == ["ndi:camfilter+depth"]
    assert app.window.actions_.ndi.isChecked()
    assert sink.wait_for(lambda outputs: len(outputs) > 2)
    app.window.actions_.ndi.trigger()
    qtbot.waitUntil(lambda: sink.closed == 1, timeout=20_000)
    qtbot.waitUntil(lambda: card.state.text() == "off", timeout=20_000)


def test_what_was_on_is_on_again_at_the_next_start(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.state.change(ndi_on=True)
    switched: list[tuple[OutletKind, str | None]] = []
    monkeypatch.setattr(
        app.controller.studio, "switch", lambda kind, spec: switched.append((kind, spec))
    )
    app.controller.outputs._restored = False
    app.controller.outputs.restore()
    assert switched == [(OutletKind.NDI, "ndi:camfilter+depth")]


def test_a_source_that_fails_leaves_the_window_alive(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)

    class Broken(EndlessSource):
        def open(self) -> None:
            raise SourceError("the camera is in use", "close the other program")

    studio = app.controller.studio
    studio._source_maker = lambda spec: Broken() if spec == "camera:2" else EndlessSource(0.01)
    app.window.picker.chosen.emit("camera:2")
    assert _await_problem(qtbot, app, "source") == "the camera is in use"
    app.window.picker.chosen.emit("demo")
    qtbot.waitUntil(lambda: "source" not in app.window.banner.problems)
    _await_picture(qtbot, app)


def test_a_source_that_cannot_be_meant_changes_nothing(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)

    def refuse(spec: str) -> EndlessSource:
        raise UsageError("that is no source", "choose one of the list")

    app.controller.studio._source_maker = refuse
    app.window.picker.chosen.emit("nonsense")
    assert app.window.banner.problems["choice"] == "that is no source"
    assert app.controller.studio.source == "camera:desk"
    assert app.window.picker.currentText() == "Desk camera"
    _await_picture(qtbot, app)


def test_a_run_that_ends_by_itself_can_be_started_again(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    engine = FlatEngine()
    session = app.controller.studio._session
    assert session is not None
    session._control.fail(EngineError("nothing works any more", "restart the computer"))
    assert _await_problem(qtbot, app, "run") == "nothing works any more"
    app.controller.studio._opener = opener(engine)
    app.window.banner.acted.emit("run")
    qtbot.waitUntil(lambda: len(engine.seen) > 2, timeout=20_000)
    assert "run" not in app.window.banner.problems


def test_a_click_on_the_picture_locks_the_range_there(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    preview = app.window.preview
    app.window.range_panel.pick_requested.emit("near")
    stage = preview._stage()
    assert stage is not None
    place = stage.main
    at = QPointF(place.left() + place.width() / 4, place.center().y())
    QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=at.toPoint())
    settings = app.model.settings
    assert settings.range_mode is RangeMode.LOCKED
    # The engine's plane rises from 1 on the left to 4 on the right.
    assert settings.near == pytest.approx(1.75, abs=0.15)


def test_escape_gives_a_pick_up(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    app.window.range_panel.pick_requested.emit("far")
    with qtbot.waitSignal(app.window.preview.picking_ended):
        QTest.keyClick(app.window.preview, Qt.Key.Key_Escape)
    assert app.model.settings.range_mode is RangeMode.AUTO


def test_a_snapshot_is_the_picture_and_its_depth(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    _await_picture(qtbot, app)
    app.state.change(folder=str(tmp_path))
    with qtbot.waitSignal(app.controller.captures.snapshots.saved, timeout=20_000) as saved:
        app.window.actions_.snapshot.trigger()
    path = Path(saved.args[0])
    depth = cv2.imread(str(path.with_name(f"{path.stem}-depth16.png")), cv2.IMREAD_UNCHANGED)
    assert cv2.imread(str(path)).shape == (48, 64, 3)
    assert (depth.dtype, depth.shape) == (np.uint16, (48, 64))
    assert path.name in app.window.status.said.text()


def test_a_snapshot_that_cannot_be_written_says_so(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    _await_picture(qtbot, app)
    (tmp_path / "taken").touch()
    app.state.change(folder=str(tmp_path / "taken" / "below"))
    app.window.actions_.snapshot.trigger()
    assert "snapshot cannot be written" in _await_problem(qtbot, app, "snapshot")


def test_a_recording_is_complete_when_it_was_ended(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    _await_picture(qtbot, app)
    app.state.change(folder=str(tmp_path))
    app.window.actions_.record.trigger()
    outlet = app.controller.studio.outlets[OutletKind.RECORDING]
    qtbot.waitUntil(lambda: outlet.status(app.controller.studio._session).phase is Phase.ON)
    statistics = app.controller.studio.statistics
    assert statistics is not None
    qtbot.waitUntil(lambda: statistics.frames_out > 20, timeout=20_000)
    app.window.actions_.record.trigger()
    with qtbot.waitSignal(app.controller.closed, timeout=20_000):
        app.close()
    files = list(tmp_path.glob("*.mp4"))
    assert len(files) == 1
    assert cv2.VideoCapture(str(files[0])).read()[0]


def test_nothing_is_made_while_nobody_can_see_it(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    statistics = app.controller.studio.statistics
    assert statistics is not None
    app.window.hide()
    idle = statistics.idle
    qtbot.waitUntil(lambda: statistics.idle > idle + 5, timeout=20_000)
    app.window.show()
    _await_picture(qtbot, app)


def test_full_screen_shows_nothing_but_the_picture(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    app.window.actions_.fullscreen.trigger()
    assert app.window.bare
    assert not app.window.menuBar().isVisible()
    assert not app.window.controls.isVisible()
    assert app.window.preview.isVisible()
    QTest.keyClick(app.window, Qt.Key.Key_Escape)
    assert not app.window.bare
    assert app.window.controls.isVisible()


def test_a_theme_changes_the_colours_of_the_window(qtbot: QtBot, app: App) -> None:
    before = app.window.palette().window().color().lightness()
    themes = app.window.actions_.themes.actions()
    next(a for a in themes if a.data() == str(Theme.DARK)).trigger()
    qtbot.waitUntil(lambda: app.window.palette().window().color().lightness() < before)
    assert app.state.settings.theme is Theme.DARK
    next(a for a in themes if a.data() == str(Theme.SYSTEM)).trigger()


def test_closing_to_the_tray_leaves_it_running(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    _await_picture(qtbot, app)
    app.state.change(close_to_tray=True)
    monkeypatch.setattr(app.controller.outputs, "tray", object())
    app.window.close()
    assert not app.window.isVisible()
    assert app.controller.studio.running
    monkeypatch.setattr(app.controller.outputs, "tray", None)
    app.window.show()


def test_a_signal_of_the_system_ends_it_in_order(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    with _watched(app), qtbot.waitSignal(app.controller.closed, timeout=20_000):
        os.kill(os.getpid(), signal.SIGTERM)
    assert not app.controller.studio.running


def test_what_nobody_caught_is_shown(qtbot: QtBot, app: App) -> None:
    _await_picture(qtbot, app)
    with _watched(app):
        error = KeyError("mystery")
        sys.excepthook(KeyError, error, None)
    assert "mystery" in _await_problem(qtbot, app, "app")


@pytest.mark.parametrize("content", ["output = [broken", 'opacity = 0.25\nnear = "soon"\n'])
def test_settings_that_cannot_be_read_are_reported_and_left_alone(
    qtbot: QtBot, content: str
) -> None:
    file = config_file()
    file.parent.mkdir(parents=True)
    file.write_text(content)
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    app = App(
        qt,
        opener=opener(FlatEngine()),
        source_maker=lambda spec: EndlessSource(0.01),
        lister=lambda *, network: [],
    )
    app.state.change(first_steps_seen=True)
    app.run()
    assert str(file) in _await_problem(qtbot, app, "settings file")
    _await_picture(qtbot, app)
    app.model.change(output=OutputMode.NORMALS)
    end(qtbot, app)
    # Those of the app itself may be kept beside them.
    assert file.read_text().split("[app]")[0].removeprefix("schema_version = 1\n").strip() == (
        content.strip()
    )


def test_that_settings_cannot_be_read_is_said_until_it_was_seen(qtbot: QtBot) -> None:
    file = config_file()
    file.parent.mkdir(parents=True)
    file.write_text('near = "soon"\n')
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    app = App(
        qt,
        opener=opener(FlatEngine()),
        source_maker=lambda spec: EndlessSource(0.01),
        lister=lambda *, network: [],
    )
    app.state.change(first_steps_seen=True)
    app.run()
    with qtbot.waitSignal(app.controller.keeper.kept, timeout=20_000):
        app.state.change(panel_open=False)
    assert "settings file" in app.window.banner.problems
    end(qtbot, app)


def test_a_recording_is_said_to_be_saved_when_it_is(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    _await_picture(qtbot, app)
    app.state.change(folder=str(tmp_path))
    app.window.actions_.record.trigger()
    statistics = app.controller.studio.statistics
    assert statistics is not None
    qtbot.waitUntil(
        lambda: any(c.frames > 2 for name, c in statistics.sinks.items() if ".mp4" in name),
        timeout=20_000,
    )
    with qtbot.waitSignal(app.controller.outputs.recorded, timeout=20_000) as recorded:
        app.window.actions_.record.trigger()
    assert cv2.VideoCapture(recorded.args[0]).read()[0]
    assert app.window.status.said.text() == "recording saved"


def test_an_engine_that_is_not_here_leaves_the_one_that_is_and_says_so(
    qtbot: QtBot, app: App
) -> None:
    _await_picture(qtbot, app)

    def only_builtin(settings: FilterSettings) -> tuple[FlatEngine, str]:
        if settings.engine is EngineChoice.MOGE:
            raise EngineError("no weights of MoGe are here", "fetch them")
        return FlatEngine(), "for the test"

    session = app.controller.studio._session
    assert session is not None
    session._workers[1]._opener = only_builtin  # type: ignore[attr-defined]
    told: list[Event] = []
    app.controller.studio.happened.connect(told.append)
    # As if it had been said long ago, and not a moment before.
    session._control._last_said.clear()
    app.model.change(engine=EngineChoice.MOGE)
    qtbot.waitUntil(lambda: len([e for e in told if e.origin == "engine"]) >= 2, timeout=20_000)
    assert "no weights of MoGe are here" in _await_problem(qtbot, app, "engine")
    # What is wanted is kept, for when it is here.
    assert app.model.settings.engine is EngineChoice.MOGE
    _await_picture(qtbot, app)
    assert "engine" in app.window.banner.problems
    app.model.change(engine=EngineChoice.BUILTIN)
    qtbot.waitUntil(lambda: "engine" not in app.window.banner.problems, timeout=20_000)


def test_a_file_dropped_on_the_window_plays(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    _await_picture(qtbot, app)
    film = str(tmp_path / "film.mp4")
    app.window.dropped.emit(film)
    assert app.controller.studio.source == film
    assert app.window.picker.currentText() == film
    assert app.state.settings.source == film
    _await_picture(qtbot, app)


def test_a_key_that_cannot_be_had_is_said_and_costs_nothing_else(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":9877")
    app.controller.outputs._set_key("Ctrl+Alt+K")
    assert "Ctrl+Alt+K" in app.window.banner.problems["key"]
    app.controller.outputs._set_key("")
    assert "key" not in app.window.banner.problems


def test_changing_what_ndi_sends_while_it_is_on_begins_it_anew(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    class Sink(RecordingSink):
        def open(self, rate: float) -> None:
            order.append(f"open {self.info.name}")

        def close(self) -> None:
            order.append(f"close {self.info.name}")

    outlet = app.controller.studio.outlets[OutletKind.NDI]
    monkeypatch.setattr(outlet, "_maker", lambda spec: Sink(spec, live=True))
    _await_picture(qtbot, app)
    outputs = app.controller.outputs
    outputs.switch(OutletKind.NDI, on=True)
    qtbot.waitUntil(lambda: len(order) == 1, timeout=20_000)
    outputs._apply(OutletKind.NDI, {"ndi_name": "Stage", "ndi_depth": False})
    qtbot.waitUntil(lambda: len(order) == 3, timeout=20_000)
    assert order == ["open ndi:camfilter+depth", "close ndi:camfilter+depth", "open ndi:Stage"]
    outputs._apply(OutletKind.NDI, {"ndi_name": "Stage"})
    app.window.cards[OutletKind.NDI].switch.click()
    qtbot.waitUntil(lambda: len(order) == 4, timeout=20_000)
    outputs._apply(OutletKind.NDI, {"ndi_name": "Other"})
    assert outlet.status(None).phase is Phase.OFF

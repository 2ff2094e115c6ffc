from __future__ import annotations

import ctypes
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import (
    EndlessSource,
    FlatEngine,
    ListSource,
    RecordingSink,
    frames,
    lost,
    opener,
    picture,
    until,
)

from camfilter.errors import EngineError, SinkError, SourceError
from camfilter.frames import Frame
from camfilter.live import Event, Limit, Session
from camfilter.settings import FilterSettings, OutputMode, PaceMode

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = FilterSettings()
pytestmark = pytest.mark.usefixtures("processors")


def _run(session: Session, timeout_s: float = 30.0) -> None:
    session.start()
    assert session.join(timeout_s), "the run did not end"


def test_every_picture_of_a_file_comes_out_once_and_in_order() -> None:
    engine, sink = FlatEngine(), RecordingSink()
    session = Session(ListSource(frames(100)), [sink], SETTINGS, opener=opener(engine))
    _run(session)
    assert sink.indices == list(range(100))
    assert all(o.geometry is not None and o.geometry.index == o.frame.index for o in sink.outputs)
    report = session.statistics.report()
    assert (report["frames_in"], report["frames_out"], report["dropped"]) == (100, 100, 0)
    assert report["sinks"] == {"record": {"frames": 100, "dropped": 0, "errors": 0}}
    assert not session.failures


@pytest.fixture
def python_turns() -> Iterator[None]:
    """Python's own turns at first, and those of before at the end."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("python_turns")
def test_a_busy_python_thread_holds_up_live_pictures_only_shortly() -> None:
    _run(Session(ListSource(frames(3)), [RecordingSink()], SETTINGS, opener=opener(FlatEngine())))
    assert sys.getswitchinterval() == pytest.approx(0.005)
    source = ListSource(frames(3), live=True)
    _run(Session(source, [RecordingSink()], SETTINGS, opener=opener(FlatEngine())))
    assert sys.getswitchinterval() <= 0.001


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux wakes threads late on purpose")
@pytest.mark.parametrize("live", [True, False])
def test_whoever_shows_live_pictures_is_woken_at_once(live: bool) -> None:
    slack_ns: set[int] = set()

    def ask(_: object) -> None:
        slack_ns.add(ctypes.CDLL(None).prctl(30, 0, 0, 0, 0))

    first, late = RecordingSink(live=live), RecordingSink(live=live)
    first.on_write = late.on_write = ask
    source = EndlessSource() if live else ListSource(frames(3))
    session = Session(source, [first], SETTINGS, opener=opener(FlatEngine(before=ask)))
    session.start()
    if live:
        session.add_sink(late)
        assert late.wait_for(lambda outputs: len(outputs) >= 2)
        session.stop()
    assert session.join(20)
    own = ctypes.CDLL(None).prctl(30, 0, 0, 0, 0)
    assert slack_ns == {1000 if live else own}
    assert own > 1000


def test_everything_is_closed_at_the_end() -> None:
    source, engine, sink = ListSource(frames(3)), FlatEngine(), RecordingSink()
    _run(Session(source, [sink], SETTINGS, opener=opener(engine)))
    assert (source.closed, engine.closed, sink.closed) == (1, 1, 1)


@pytest.mark.parametrize(("limit", "expected"), [(Limit(frames=7), 7), (Limit(seconds=0.5), 15)])
def test_a_limit_ends_the_run_exactly(limit: Limit, expected: int) -> None:
    sink = RecordingSink()
    session = Session(
        ListSource(frames(60)), [sink], SETTINGS, limit=limit, opener=opener(FlatEngine())
    )
    _run(session)
    assert sink.indices == list(range(expected))
    assert session.statistics.dropped == 0


def test_a_limit_ends_a_live_run_exactly() -> None:
    sink, limit = RecordingSink(live=True), Limit(frames=20)
    session = Session(EndlessSource(), [sink], SETTINGS, limit=limit, opener=opener(FlatEngine()))
    _run(session)
    assert session.statistics.frames_out == 20


def test_a_slow_engine_drops_pictures_of_a_live_source_and_counts_them() -> None:
    wait = threading.Event()
    engine = FlatEngine(before=lambda frame: wait.wait(0.02) and None)
    sink = RecordingSink(live=True)
    settings = SETTINGS.changed(pace=PaceMode.SYNC)
    session = Session(
        EndlessSource(), [sink], settings, limit=Limit(frames=10), opener=opener(engine)
    )
    _run(session)
    report = session.statistics.report()
    shown = engine.seen[:10]
    assert shown == sorted(set(shown))
    assert report["frames_out"] == 10
    assert report["dropped"] == shown[-1] - 10 > 0
    assert report["limited"] == report["frames_in"] - 10 - report["dropped"]


def test_a_slow_sink_holds_up_no_other() -> None:
    fast, slow = RecordingSink("fast", live=True), RecordingSink("slow", live=True)
    hold = threading.Event()
    slow.on_write = lambda output: hold.wait(20) and None
    session = Session(EndlessSource(), [fast, slow], SETTINGS, opener=opener(FlatEngine()))
    session.start()
    assert fast.wait_for(lambda outputs: len(outputs) >= 30)
    assert len(slow.outputs) == 0
    hold.set()
    session.stop()
    assert session.join(20)


def test_paced_shows_every_picture_with_older_geometry() -> None:
    gate = threading.Semaphore(1)
    engine = FlatEngine(before=lambda frame: gate.acquire(timeout=20) and None)
    sink = RecordingSink(live=True)
    settings = SETTINGS.changed(pace=PaceMode.PACED)
    session = Session(EndlessSource(0.005), [sink], settings, opener=opener(engine))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 20)
    gate.release(1000)
    session.stop()
    assert session.join(20)
    ages = [o.frame.index - o.geometry.index for o in sink.outputs if o.geometry is not None]
    assert max(ages[:20]) > 5
    assert min(ages) >= 0
    assert sink.indices == sorted(set(sink.indices))


def test_a_lost_source_shows_a_card_and_comes_back() -> None:
    source = ListSource(
        [*frames(5), lost(), *frames(5, start=5)],
        live=True,
        openings=[None, lost("still gone"), None],
    )
    sink, events = RecordingSink(live=True), list[Event]()
    settings = SETTINGS.changed(pace=PaceMode.SYNC)
    session = Session(source, [sink], settings, on_event=events.append, opener=opener(FlatEngine()))
    _run(session)
    kinds = ["card" if output.geometry is None else "picture" for output in sink.outputs]
    assert "card" in kinds
    assert kinds[-1] == "picture"
    assert sink.outputs[-1].frame.index == 9
    card = next(output for output in sink.outputs if output.geometry is None)
    assert card.picture.max() > 150, "the card says nothing"
    said = [event.message for event in events if event.origin == "source"]
    assert said == ["the camera is gone", "still gone", "list is back"]
    assert not session.failures


def test_a_source_that_cannot_open_ends_the_run_with_its_reason() -> None:
    broken = SourceError("the camera is in use", "close the other program")
    source, sink = ListSource(frames(3), openings=[broken]), RecordingSink()
    session = Session(source, [sink], SETTINGS, opener=opener(FlatEngine()))
    _run(session)
    assert session.failures == (broken,)
    assert sink.opened == 0


def test_an_engine_that_cannot_load_ends_the_run_with_its_reason() -> None:
    broken = EngineError("no engine works here", "install one")

    def refuse(settings: FilterSettings) -> tuple[FlatEngine, str]:
        raise broken

    source, sink = ListSource(frames(3)), RecordingSink()
    session = Session(source, [sink], SETTINGS, opener=refuse)
    _run(session)
    assert session.failures == (broken,)
    assert source.closed == 1


def test_single_engine_faults_are_survived() -> None:
    def fail_on_ten(frame: Frame) -> None:
        if frame.index == 10:
            raise EngineError("out of memory", "use a smaller resolution")

    sink = RecordingSink()
    session = Session(
        ListSource(frames(30)), [sink], SETTINGS, opener=opener(FlatEngine(fail_on_ten))
    )
    _run(session)
    assert sink.indices == [i for i in range(30) if i != 10]
    assert session.statistics.report()["engine_errors"] == 1
    assert session.statistics.dropped == 1
    assert [str(error) for error in session.failures] == ["out of memory"]


def test_an_engine_that_always_fails_ends_the_run() -> None:
    def fail(frame: Frame) -> None:
        raise EngineError("the device is gone", "use another one")

    session = Session(
        ListSource(frames(200)), [RecordingSink()], SETTINGS, opener=opener(FlatEngine(fail))
    )
    _run(session)
    assert [str(error) for error in session.failures] == ["the device is gone"]


def test_a_bug_in_an_engine_ends_the_run_instead_of_hanging_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def bug(frame: Frame) -> None:
        raise KeyError("oops")

    caplog.set_level("DEBUG", "camfilter.live")
    session = Session(
        ListSource(frames(9)), [RecordingSink()], SETTINGS, opener=opener(FlatEngine(bug))
    )
    _run(session)
    assert "oops" in session.failures[0].message
    assert "camfilter-engine failed" in caplog.text


def test_a_file_sink_that_fails_is_given_up_and_the_others_run_on() -> None:
    full = SinkError("the disk is full", "free some space")
    broken, good = RecordingSink("broken"), RecordingSink("good")
    broken.refuse_write = [full]
    session = Session(ListSource(frames(40)), [broken, good], SETTINGS, opener=opener(FlatEngine()))
    _run(session)
    assert good.indices == list(range(40))
    assert session.failures == (full,)
    assert broken.closed == 1
    assert session.statistics.report()["sinks"]["broken"]["errors"] == 1


def test_the_run_ends_when_its_last_sink_is_gone() -> None:
    sink = RecordingSink()
    sink.refuse_open = [SinkError("no such folder", "make it")]
    session = Session(ListSource(frames(10_000)), [sink], SETTINGS, opener=opener(FlatEngine()))
    _run(session)
    assert [str(error) for error in session.failures] == ["no such folder"]
    assert session.statistics.frames_out < 10_000


def test_a_live_sink_that_fails_is_opened_again() -> None:
    sink = RecordingSink(live=True)
    sink.refuse_write = [SinkError("the device is gone", "plug it in")]
    session = Session(EndlessSource(), [sink], SETTINGS, opener=opener(FlatEngine()))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 3)
    session.stop()
    assert session.join(20)
    assert sink.opened == 2
    assert not session.failures


def test_the_engine_rests_while_nobody_looks() -> None:
    engine, sink = FlatEngine(), RecordingSink(live=True)
    sink.watching = 0
    opened = threading.Event()
    sink.open = lambda rate: opened.set()  # type: ignore[method-assign]
    session = Session(EndlessSource(), [sink], SETTINGS, opener=opener(engine))
    session.start()
    until(lambda: session.statistics.idle >= 50)
    worked = len(engine.seen)
    sink.watching = 1
    assert sink.wait_for(lambda outputs: len(outputs) > worked + 3)
    session.stop()
    assert session.join(20)
    assert worked < 50


def test_live_settings_change_the_next_pictures() -> None:
    sink = RecordingSink(live=True)
    session = Session(
        EndlessSource(), [sink], SETTINGS.changed(output="source"), opener=opener(FlatEngine())
    )
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 2)
    session.settings = session.settings.changed(output=OutputMode.NORMALS)
    facing = np.array([128, 128, 255])

    def shows_normals(outputs: list[object]) -> bool:
        middle = sink.outputs[-1].picture[24, 32].astype(int)
        return bool(np.abs(middle - facing).max() < 4)

    assert sink.wait_for(shows_normals)
    session.stop()
    assert session.join(20)


def test_load_time_settings_load_the_engine_again_and_a_failure_keeps_the_old_one() -> None:
    engines: list[FlatEngine] = []

    def open_one(settings: FilterSettings) -> tuple[FlatEngine, str]:
        if settings.inference_resolution == 1024:
            raise EngineError("out of memory", "use a smaller resolution")
        engines.append(FlatEngine())
        return engines[-1], "for the test"

    sink, events = RecordingSink(live=True), list[Event]()
    session = Session(EndlessSource(), [sink], SETTINGS, on_event=events.append, opener=open_one)
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 2)
    session.settings = SETTINGS.changed(inference_resolution=1024)
    seen = len(sink.outputs)
    assert sink.wait_for(lambda outputs: len(outputs) > seen + 5 and len(engines) == 2)
    session.stop()
    assert session.join(20)
    assert [engine.closed for engine in engines] == [1, 1]
    assert "out of memory" in [event.message for event in events]
    assert not session.failures


def test_a_changing_picture_size_goes_through() -> None:
    sizes = [(48, 64), (48, 64), (33, 71), (90, 20), (48, 64)]
    items = [Frame(picture(i, *size), i * 33_000_000, i) for i, size in enumerate(sizes)]
    engine, sink = FlatEngine(), RecordingSink()
    _run(Session(ListSource(items), [sink], SETTINGS, opener=opener(engine)))
    assert [output.picture.shape[:2] for output in sink.outputs] == sizes
    assert engine.resets >= 3


def test_sinks_can_come_and_go_while_it_runs() -> None:
    first, second = RecordingSink("a", live=True), RecordingSink("a", live=True)
    session = Session(EndlessSource(), [first], SETTINGS, opener=opener(FlatEngine()))
    session.start()
    assert first.wait_for(lambda outputs: len(outputs) >= 2)
    name = session.add_sink(second)
    assert name == "a (2)"
    assert second.wait_for(lambda outputs: len(outputs) >= 2)
    session.remove_sink(name)
    assert second.closed == 1
    seen = len(first.outputs)
    assert first.wait_for(lambda outputs: len(outputs) > seen + 2)
    session.stop()
    assert session.join(20)


def test_the_output_rate_is_held_and_not_called_a_loss() -> None:
    sink = RecordingSink()
    settings = SETTINGS.changed(output_rate=10)
    session = Session(ListSource(frames(60)), [sink], settings, opener=opener(FlatEngine()))
    _run(session)
    assert sink.indices == list(range(0, 60, 3))
    report = session.statistics.report()
    assert (report["dropped"], report["limited"]) == (0, 40)

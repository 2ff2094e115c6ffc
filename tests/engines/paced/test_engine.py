from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from fakes import EndlessSource, FlatEngine, RecordingSink, frames, until

from camfilter.engines.base import EngineInfo, Refreshing
from camfilter.engines.paced import MapMerger, PacedEngine
from camfilter.engines.paced.gate import DistantGate, Gate
from camfilter.engines.paced.patience import Patience
from camfilter.live import Event, Session
from camfilter.settings import FilterSettings, PaceMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.frames import Frame, Geometry

SETTINGS = FilterSettings()
INFO = EngineInfo("slow", "Slow Depth", "cpu", metric=True)
PATIENCE = Patience(
    load_s=5, first_s=0.1, least_s=0.1, times=1, pause_s=0.01, longest_pause_s=0.02, close_s=0.3
)


class SteepEngine(FlatEngine):
    """A steeper plane, in metres."""

    def infer(self, frame: Frame) -> Geometry:
        geometry = super().infer(frame)
        return type(geometry).checked(3 * geometry.depth, geometry.normals, frame, metric=True)


def _paced(fast: FlatEngine, slow: Callable[[], Any], **more: Any) -> PacedEngine:
    return PacedEngine(fast, slow, MapMerger(), INFO, SETTINGS, patience=PATIENCE, **more)


def test_the_fast_engine_shows_until_the_slow_one_has_something() -> None:
    gate, fast = threading.Event(), FlatEngine()
    slow = SteepEngine(before=lambda frame: gate.wait(20) and None)
    engine = PacedEngine(fast, lambda: slow, MapMerger(), INFO, SETTINGS)
    assert engine.info.title == "Slow Depth behind flat"
    shots = iter(frames(5000))
    first = engine.infer(next(shots))
    assert not first.metric
    gate.set()
    until(lambda: engine.infer(next(shots)).metric)
    later = engine.infer(next(shots))
    assert later.depth.mean() == pytest.approx(3 * first.depth.mean(), rel=0.02)
    assert isinstance(engine, Refreshing)
    assert engine.refreshes.done > 0
    assert engine.info.reason == ""
    engine.close()
    engine.close()
    assert (fast.closed, slow.closed) == (1, 1)


def test_the_newest_frame_is_the_one_refreshed_from() -> None:
    gate, slow = threading.Semaphore(1), []

    def make() -> SteepEngine:
        slow.append(SteepEngine(before=lambda frame: gate.acquire(timeout=20) and None))
        return slow[0]

    engine = PacedEngine(FlatEngine(), make, MapMerger(), INFO, SETTINGS)
    shots = frames(300)
    until(lambda: bool(slow))
    for frame in shots[:200]:
        engine.infer(frame)
    gate.release(5)
    until(lambda: len(slow[0].seen) >= 2)
    assert slow[0].seen[-1] == 199
    gate.release(50)
    engine.close()


def test_a_run_goes_on_when_the_slow_engine_throws_and_says_so() -> None:
    def fail(frame: Frame) -> None:
        raise RuntimeError("CUDA error: out of memory")

    events, sink = list[Event](), RecordingSink(live=True)
    engine = _paced(FlatEngine(), lambda: SteepEngine(before=fail))
    session = Session(
        EndlessSource(),
        [sink],
        SETTINGS.changed(pace=PaceMode.SYNC),
        on_event=events.append,
        opener=lambda settings: (engine, "for the test"),
    )
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 20)
    until(lambda: any("out of memory" in event.message for event in events))
    shown = len(sink.outputs)
    assert sink.wait_for(lambda outputs: len(outputs) >= shown + 20)
    session.stop()
    assert session.join(20)
    report = session.statistics.report()
    assert report["engine_errors"] == 0
    assert report["refreshes"]["failed"] > 0
    assert not session.failures


def test_a_run_goes_on_and_ends_when_the_slow_engine_hangs() -> None:
    release, events = threading.Event(), list[Event]()
    engine = _paced(FlatEngine(), lambda: SteepEngine(before=lambda _: release.wait(30) and None))
    sink = RecordingSink(live=True)
    session = Session(
        EndlessSource(),
        [sink],
        SETTINGS.changed(pace=PaceMode.SYNC),
        on_event=events.append,
        opener=lambda settings: (engine, "for the test"),
    )
    session.start()
    until(lambda: any("does not answer" in event.message for event in events))
    shown = len(sink.outputs)
    assert sink.wait_for(lambda outputs: len(outputs) >= shown + 20)
    session.stop()
    assert session.join(20)
    release.set()


def test_slow_work_waits_for_a_picture_only_when_pictures_are_late() -> None:
    gate = Gate()
    waited = threading.Event()

    def ask() -> None:
        gate.wait()
        waited.set()

    with gate.picture():
        pass
    gate._took_s, gate._interval_s = 0.001, 0.1
    with gate.picture():
        gate._interval_s = 0.1
        assert not gate.late
        ask()
    gate._took_s, gate._interval_s = 0.1, 0.1
    assert gate.late
    with gate.picture():
        gate._took_s, gate._interval_s = 1.0, 1.0
        thread = threading.Thread(target=ask)
        waited.clear()
        thread.start()
        assert not waited.wait(0.01)
    thread.join()
    assert waited.is_set()
    gate.stop()
    assert gate.wait()


def test_seen_from_another_process_too_one_late_picture_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("camfilter.engines.paced.gate._LONGEST_WAIT_S", 1000.0)
    gate, place = Gate(), memoryview(bytearray(8))
    gate.show_in(place)
    assert not DistantGate(place).wait()
    thread = threading.Thread(target=DistantGate(place).wait)

    def waited_for_no_more_than_one() -> bool:
        gate._took_s, gate._interval_s = 1.0, 1.0
        with gate.picture():
            if not place[0]:
                return False
            if thread.ident is None:
                thread.start()
            return not thread.is_alive()

    until(waited_for_no_more_than_one)
    gate.stop()
    assert DistantGate(place).wait()
    gate.hide_from(place)
    with gate.picture():
        assert not place[0]


def test_resetting_forgets_the_slow_map() -> None:
    fast, slow = FlatEngine(), SteepEngine()
    engine = PacedEngine(fast, lambda: slow, MapMerger(), INFO, SETTINGS)
    shots = iter(frames(5000))
    until(lambda: engine.infer(next(shots)).metric)
    engine.reset()
    assert fast.resets == 1
    assert engine.refreshes.confidence == 0
    engine.close()

"""What a run says of itself: counts, latency, age, and whose fault it was."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
from fakes import EndlessSource, FlatEngine, ListSource, RecordingSink, frames, lost, opener, until

from camfilter.errors import EngineError, SinkError, SourceError
from camfilter.live import Event, Limit, Session
from camfilter.settings import FilterSettings, PaceMode

if TYPE_CHECKING:
    from camfilter.frames import Frame

SETTINGS = FilterSettings()
PACED = SETTINGS.changed(pace=PaceMode.PACED)
SYNC = SETTINGS.changed(pace=PaceMode.SYNC)


def _run(session: Session) -> None:
    session.start()
    assert session.join(30), "the run did not end"


def _waits(seconds: float) -> FlatEngine:
    never = threading.Event()
    return FlatEngine(before=lambda frame: never.wait(seconds) and None)


def test_pictures_that_a_sink_missed_are_counted_on_it() -> None:
    slow = RecordingSink("slow", live=True)
    never = threading.Event()
    slow.on_write = lambda output: never.wait(0.02) and None
    session = Session(
        EndlessSource(), [slow], SYNC, limit=Limit(frames=60), opener=opener(FlatEngine())
    )
    _run(session)
    counts = session.statistics.report()["sinks"]["slow"]
    assert counts["frames"] == len(slow.outputs)
    assert counts["dropped"] == session.statistics.frames_out - len(slow.outputs) > 0


def test_pictures_that_came_while_a_sink_was_away_are_counted_on_it() -> None:
    sink = RecordingSink(live=True)
    sink.refuse_write = [SinkError("the device is gone", "plug it in")]
    session = Session(EndlessSource(), [sink], SYNC, opener=opener(FlatEngine()))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 3)
    session.stop()
    assert session.join(20)
    counts = session.statistics.report()["sinks"]["record"]
    assert counts["frames"] + counts["dropped"] + counts["errors"] == session.statistics.frames_out


def test_a_file_that_hiccups_loses_nothing_of_a_live_source() -> None:
    gate, sink = threading.Event(), RecordingSink("file")
    sink.on_write = lambda output: gate.wait(20) and None
    source = ListSource(frames(6), live=True)
    session = Session(source, [sink], SYNC, opener=opener(FlatEngine()))
    session.start()
    until(lambda: session.statistics.frames_out + session.statistics.dropped >= 5)
    gate.set()
    assert session.join(20)
    assert len(sink.outputs) == session.statistics.frames_out


def test_latency_and_age_are_what_a_viewer_sees() -> None:
    sink = RecordingSink(live=True)
    session = Session(
        EndlessSource(0.005), [sink], SYNC, limit=Limit(frames=20), opener=opener(_waits(0.05))
    )
    _run(session)
    report = session.statistics.report()
    assert report["latency_ms"]["p50"] >= 50
    assert report["geometry_age_ms"] == report["latency_ms"]
    assert report["stages_ms"]["engine"] >= 50
    assert report["stages_p95_ms"]["engine"] >= report["stages_ms"]["engine"]


def test_carried_geometry_is_older_than_the_picture_it_is_shown_with() -> None:
    sink = RecordingSink(live=True)
    session = Session(
        EndlessSource(0.005), [sink], PACED, limit=Limit(frames=40), opener=opener(_waits(0.05))
    )
    _run(session)
    report = session.statistics.report()
    assert report["paced"]
    assert report["geometry_age_ms"]["p50"] >= report["latency_ms"]["p50"] + 25


def test_auto_paces_when_the_engine_is_too_slow_and_only_then() -> None:
    for seconds, paced in ((0.05, True), (0.0, False)):
        session = Session(
            EndlessSource(0.01),
            [RecordingSink(live=True)],
            SETTINGS,
            limit=Limit(frames=40),
            opener=opener(_waits(seconds)),
        )
        _run(session)
        assert session.statistics.paced is paced


def test_an_engine_that_never_succeeds_fails_the_run_however_short_it_is() -> None:
    def fail(frame: Frame) -> None:
        raise EngineError("out of memory", "use a smaller resolution")

    for live in (True, False):
        source = ListSource(frames(3), live=live)
        session = Session(source, [RecordingSink()], SETTINGS, opener=opener(FlatEngine(fail)))
        _run(session)
        assert [str(error) for error in session.failures] == ["out of memory"]
        assert session.statistics.report()["dropped"] == 3


def test_faults_far_apart_do_not_add_up() -> None:
    def every_other(frame: Frame) -> None:
        if frame.index % 2:
            raise EngineError("a hiccup", "wait")

    sink = RecordingSink()
    session = Session(
        ListSource(frames(120)), [sink], SETTINGS, opener=opener(FlatEngine(every_other))
    )
    _run(session)
    assert sink.indices == list(range(0, 120, 2))


@pytest.mark.parametrize("part", ["source", "engine", "sink"])
def test_a_device_that_fails_to_close_neither_hangs_the_run_nor_is_hushed_up(part: str) -> None:
    parts = {"source": ListSource(frames(5)), "engine": FlatEngine(), "sink": RecordingSink()}

    def refuse() -> None:
        raise OSError("it does not let go")

    parts[part].close = refuse  # type: ignore[method-assign]
    session = Session(
        parts["source"],  # type: ignore[arg-type]
        [parts["sink"]],  # type: ignore[list-item]
        SETTINGS,
        opener=opener(parts["engine"]),  # type: ignore[arg-type]
    )
    _run(session)
    assert len(parts["sink"].outputs) == 5  # type: ignore[attr-defined]
    assert ["it does not let go" in str(error) for error in session.failures] == [True]


def test_a_source_that_breaks_delivers_what_came_before_and_fails_the_run() -> None:
    sink = RecordingSink()
    cut = SourceError("the file is cut short", "copy it again")
    session = Session(ListSource([*frames(8), cut]), [sink], SETTINGS, opener=opener(FlatEngine()))
    _run(session)
    assert sink.indices == list(range(8))
    assert session.failures == (cut,)


def test_a_time_limit_holds_while_the_source_is_lost() -> None:
    gone = [None, *(SourceError("gone", "plug it in") for _ in range(60))]
    source = ListSource([*frames(2), lost()], live=True, openings=gone)
    limit = Limit(seconds=0.2)
    _run(Session(source, [RecordingSink()], SYNC, limit=limit, opener=opener(FlatEngine())))


def test_a_lost_source_makes_the_engine_forget() -> None:
    source = ListSource([*frames(3), lost(), *frames(3, start=3)], live=True)
    engine = FlatEngine()
    _run(Session(source, [RecordingSink()], SYNC, opener=opener(engine)))
    assert engine.resets == 2


def test_somebody_who_cannot_be_told_does_not_end_the_run() -> None:
    def deaf(event: Event) -> None:
        raise BrokenPipeError

    sink = RecordingSink()
    session = Session(
        ListSource(frames(5)), [sink], SETTINGS, on_event=deaf, opener=opener(FlatEngine())
    )
    _run(session)
    assert len(sink.outputs) == 5
    assert not session.failures


def test_the_same_trouble_is_told_once() -> None:
    def fail(frame: Frame) -> None:
        if frame.index:
            raise EngineError("a hiccup", "wait")

    events: list[Event] = []
    session = Session(
        ListSource(frames(20)),
        [RecordingSink()],
        SETTINGS,
        on_event=events.append,
        opener=opener(FlatEngine(fail)),
    )
    _run(session)
    assert [event.message for event in events].count("a hiccup") == 1


def test_a_sink_that_comes_after_the_end_is_opened_and_closed() -> None:
    session = Session(
        ListSource(frames(3)), [RecordingSink()], SETTINGS, opener=opener(FlatEngine())
    )
    _run(session)
    late = RecordingSink("late")
    session.add_sink(late)
    assert session.join(10)
    assert (late.outputs, late.closed) == ([], 1)


def test_nothing_is_rendered_for_nobody() -> None:
    engine, sink = FlatEngine(), RecordingSink(live=True)
    session = Session(EndlessSource(), [sink], SYNC, opener=opener(engine))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 2)
    session.remove_sink("record")
    idle = session.statistics.idle
    until(lambda: session.statistics.idle >= idle + 20)
    worked = len(engine.seen)
    until(lambda: session.statistics.idle >= idle + 60)
    session.stop()
    assert session.join(10)
    assert len(engine.seen) == worked


def test_mirroring_while_paced_never_shows_geometry_of_the_other_way_round() -> None:
    gate = threading.Semaphore(1)
    engine = FlatEngine(before=lambda frame: gate.acquire(timeout=20) and None)
    sink = RecordingSink(live=True)
    session = Session(EndlessSource(0.005), [sink], PACED, opener=opener(engine))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 5)
    session.settings = PACED.changed(mirror=True)
    mirrored_at = sink.outputs[-1].frame.index + 2
    taken = session.statistics.frames_in
    until(lambda: session.statistics.frames_in >= taken + 20)
    assert sink.outputs[-1].frame.index <= mirrored_at
    gate.release(1000)
    assert sink.wait_for(lambda outputs: outputs[-1].frame.index > mirrored_at + 5)
    session.stop()
    assert session.join(20)
    later = [output for output in sink.outputs if output.frame.index > mirrored_at]
    assert all(o.geometry is not None and o.geometry.index >= mirrored_at - 2 for o in later)


def test_going_back_to_paced_starts_from_the_newest_geometry() -> None:
    sink = RecordingSink(live=True)
    session = Session(EndlessSource(0.005), [sink], PACED, opener=opener(_waits(0.03)))
    session.start()
    for settings in (PACED, SYNC, PACED):
        session.settings = settings
        seen = len(sink.outputs)
        assert sink.wait_for(lambda outputs, seen=seen: len(outputs) >= seen + 15)
    session.stop()
    assert session.join(20)
    ages = [o.frame.index - o.geometry.index for o in sink.outputs if o.geometry is not None]
    assert max(ages) < 60
    assert sink.indices == sorted(set(sink.indices))


def test_sinks_are_told_the_rate_that_comes_out() -> None:
    rates: list[float] = []
    for wanted in (0.0, 12.0, 90.0):
        sink = RecordingSink()
        sink.open = rates.append  # type: ignore[method-assign]
        settings = SETTINGS.changed(output_rate=wanted)
        _run(Session(ListSource(frames(3)), [sink], settings, opener=opener(FlatEngine())))
    assert rates == [30.0, 12.0, 30.0]


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="POSIX only")
def test_the_engine_leaves_the_processor_to_pictures_that_are_due() -> None:
    nice: dict[str, int] = {}

    def note(frame: Frame) -> None:
        nice["engine"] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    sink = RecordingSink()
    sink.on_write = lambda output: nice.update(
        sink=os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    )
    _run(Session(ListSource(frames(2)), [sink], SETTINGS, opener=opener(FlatEngine(note))))
    assert nice["engine"] > nice["sink"]

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import (
    EndlessSource,
    FlatEngine,
    RecordingSink,
    opener,
    until,
)

from camfilter.errors import DeviceMemoryError, EngineError, SinkError, SourceError
from camfilter.frames import Frame
from camfilter.live import Event, Session, SinkState
from camfilter.live.concession import conceded
from camfilter.settings import FilterSettings, PaceMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camfilter.live.engine_worker import EngineOpener
    from camfilter.sources.base import Source

SETTINGS = FilterSettings(engine="builtin")
pytestmark = pytest.mark.usefixtures("processors")
BROKEN = SourceError("the camera is in use", "close the other program")


class Run:
    """A session that keeps going, and what it said."""

    def __init__(self, source: Source, settings: FilterSettings, opened: EngineOpener) -> None:
        self.sink = RecordingSink(live=True)
        self.events: list[Event] = []
        self.session = Session(
            source,
            [self.sink],
            settings,
            on_event=self.events.append,
            opener=opened,
            keeps_going=True,
        )
        self.session.start()

    def shows(self, count: int = 3) -> bool:
        """Whether as many more pictures come out."""
        already = self.pictures
        return self.sink.wait_for(lambda _: self.pictures >= already + count)

    @property
    def pictures(self) -> int:
        return sum(output.geometry is not None for output in list(self.sink.outputs))

    def said(self, origin: str) -> list[str]:
        return [event.message for event in self.events if event.origin == origin]

    def end(self) -> None:
        self.session.stop()
        assert self.session.join(20)


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    made: list[Run] = []
    yield made
    for run in made:
        run.end()


def _run(
    runs: list[Run],
    source: Source,
    engine: FlatEngine | None = None,
    settings: FilterSettings = SETTINGS,
    opened: EngineOpener | None = None,
) -> Run:
    runs.append(Run(source, settings, opened or opener(engine or FlatEngine())))
    return runs[-1]


class Troubled(EndlessSource):
    """Cannot be opened at first, and fails once while it is read."""

    def __init__(self, refusals: int = 0, failure: Exception | None = None) -> None:
        super().__init__()
        self._refusals, self._failure = refusals, failure
        self.seen = threading.Event()

    def open(self) -> None:
        super().open()
        if self.opened <= self._refusals:
            raise BROKEN

    def read(self, timeout_s: float) -> Frame | None:
        if self._failure is not None and self.seen.is_set():
            failure, self._failure = self._failure, None
            raise failure
        return super().read(timeout_s)


class Wide(EndlessSource):
    """Pictures that can be told from the others by their width."""

    def read(self, timeout_s: float) -> Frame | None:
        frame = super().read(timeout_s)
        assert frame is not None
        wide = np.ascontiguousarray(np.hstack([frame.rgb, frame.rgb]))
        return Frame(wide, frame.time_ns, frame.index)


@pytest.mark.parametrize("pace", [PaceMode.SYNC, PaceMode.PACED])
def test_another_source_takes_over_with_the_same_engine(runs: list[Run], pace: PaceMode) -> None:
    first, second, engine = EndlessSource(), Wide(), FlatEngine()
    run = _run(runs, first, engine, SETTINGS.changed(pace=pace))
    assert run.shows()
    run.session.change_source(second)
    assert run.sink.wait_for(lambda outputs: outputs[-1].picture.shape[1] == 128)
    assert (first.closed, engine.closed) == (1, 0)
    assert run.sink.indices == sorted(run.sink.indices)
    pictures = [o for o in list(run.sink.outputs) if o.geometry is not None]
    assert all(o.geometry.index <= o.frame.index for o in pictures if o.geometry)


def test_the_geometry_of_one_source_is_never_carried_to_the_next(runs: list[Run]) -> None:
    gate = threading.Semaphore(1)
    engine = FlatEngine(before=lambda frame: gate.acquire(timeout=20) and None)
    run = _run(runs, EndlessSource(), engine, SETTINGS.changed(pace=PaceMode.PACED))
    assert run.shows()
    run.session.change_source(EndlessSource())
    until(lambda: run.session.statistics.frames_in > run.sink.indices[-1] + 50)
    before = run.pictures
    gate.release(10_000)
    assert run.shows()
    changed = run.sink.outputs[before:]
    seen = engine.seen[1]
    assert all(o.geometry is None or o.geometry.index >= seen for o in changed)


def test_a_source_that_cannot_open_is_waited_for(runs: list[Run]) -> None:
    run = _run(runs, Troubled(refusals=2))
    assert run.shows()
    assert run.said("source")[:2] == ["the camera is in use", "list is back"]
    assert run.sink.outputs[0].geometry is None, "no card said why"


def test_a_source_that_cannot_open_can_be_replaced_at_once(runs: list[Run]) -> None:
    run = _run(runs, Troubled(refusals=1000))
    until(lambda: bool(run.said("source")))
    run.session.change_source(EndlessSource())
    assert run.shows()


@pytest.mark.parametrize("end", [SourceError("the file is broken", "choose another"), EOFError()])
def test_a_source_that_ends_or_breaks_is_opened_again(runs: list[Run], end: Exception) -> None:
    source = Troubled(failure=end)
    run = _run(runs, source)
    assert run.shows()
    source.seen.set()
    until(lambda: source.opened == 2)
    assert run.shows()
    assert run.session.running


def test_an_engine_that_cannot_load_gives_way_to_the_embedded_one(runs: list[Run]) -> None:
    engine = FlatEngine()

    def opened(settings: FilterSettings) -> tuple[FlatEngine, str]:
        if settings.engine == "moge":
            raise EngineError("weights are missing", "fetch them")
        return engine, "embedded"

    run = _run(runs, EndlessSource(), settings=FilterSettings(engine="moge"), opened=opened)
    assert run.shows()
    until(lambda: len(run.said("engine")) == 2)
    assert run.said("engine")[1] == "weights are missing; going on with the embedded engine"
    assert run.session.settings.engine == "moge", "the user's wish was changed"


def test_an_engine_without_memory_goes_on_smaller(runs: list[Run]) -> None:
    opened: list[int] = []

    def open_sized(settings: FilterSettings) -> tuple[FlatEngine, str]:
        opened.append(settings.inference_resolution)
        full = DeviceMemoryError("it does not fit", "close other programs")

        def before(_: Frame) -> None:
            if settings.inference_resolution > 512:
                raise full

        return FlatEngine(before), ""

    settings = SETTINGS.changed(inference_resolution=1024)
    run = _run(runs, EndlessSource(), settings=settings, opened=open_sized)
    assert run.shows()
    assert opened == [1024, 768, 576, 384]
    assert run.said("engine")[-1] == "it does not fit; going on at a resolution of 384"


def test_an_engine_that_fails_again_and_again_gives_way(runs: list[Run]) -> None:
    broken = EngineError("the driver crashed", "update it")

    def crash(_: Frame) -> None:
        raise broken

    def opened(settings: FilterSettings) -> tuple[FlatEngine, str]:
        return FlatEngine(crash if settings.engine == "moge" else None), ""

    run = _run(runs, EndlessSource(), settings=FilterSettings(engine="moge"), opened=opened)
    assert run.shows()
    assert "the driver crashed; going on with the embedded engine" in run.said("engine")


def test_what_was_given_up_is_tried_again_when_asked(runs: list[Run]) -> None:
    missing, asked = threading.Event(), list[str]()
    missing.set()

    def opened(settings: FilterSettings) -> tuple[FlatEngine, str]:
        asked.append(str(settings.engine))
        if settings.engine == "moge" and missing.is_set():
            raise EngineError("weights are missing", "fetch them")
        return FlatEngine(), ""

    run = _run(runs, EndlessSource(), settings=FilterSettings(engine="moge"), opened=opened)
    assert run.shows()
    missing.clear()
    run.session.reload_engine()
    until(lambda: asked == ["moge", "builtin", "moge"])
    assert run.shows()


def test_nothing_is_left_to_give_up_below_the_embedded_engine_on_the_cpu() -> None:
    least = FilterSettings(engine="builtin", inference_resolution=256, device="cpu")
    assert conceded(least.changed(device="auto"), EngineError("", "")) == least
    assert conceded(least, DeviceMemoryError("full", "")) is None
    assert conceded(least.changed(engine="moge"), DeviceMemoryError("full", "")) is not None


def test_a_session_tells_how_each_sink_does(runs: list[Run]) -> None:
    run = _run(runs, EndlessSource())
    assert run.shows()
    status = run.session.sink_status("record")
    assert status is not None
    assert (status.state, status.problem) == (SinkState.OPEN, None)
    refused = RecordingSink("vcam", live=True)
    error = SinkError("there is no virtual camera", "install one")
    refused.refuse_open = [error]
    name = run.session.add_sink(refused)
    until(lambda: run.session.sink_status(name).state is SinkState.ENDED)  # type: ignore[union-attr]
    assert run.session.sink_status(name).problem is error  # type: ignore[union-attr]
    assert run.session.sink_status("nobody") is None
    assert run.shows(), "the other sink was taken along"


def test_a_sink_that_breaks_off_says_why_until_it_is_back(runs: list[Run]) -> None:
    run = _run(runs, EndlessSource())
    error = SinkError("the camera is gone", "plug it in")
    run.sink.refuse_write = [error]
    until(lambda: run.session.sink_status("record").problem is error)  # type: ignore[union-attr]
    assert run.session.sink_status("record").state is SinkState.RETRYING  # type: ignore[union-attr]


def test_the_last_moments_are_told_apart_from_the_whole_run(runs: list[Run]) -> None:
    run = _run(runs, EndlessSource())
    assert run.shows()
    assert run.session.statistics.recent(1e-9).fps == 0
    assert run.session.statistics.recent(60).latency_ms > 0

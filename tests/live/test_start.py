from __future__ import annotations

import threading

from fakes import EndlessSource, FlatEngine, RecordingSink, opener

from camfilter.errors import SourceError
from camfilter.live import Session
from camfilter.settings import FilterSettings


class SlowOpener:
    """Opens an engine when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, settings: FilterSettings) -> tuple[FlatEngine, str]:
        assert self.go.wait(20)
        return opener(FlatEngine())(settings)


def test_a_card_of_the_final_size_shows_while_the_engine_loads() -> None:
    settings = FilterSettings().changed(output="both_wide")
    slow, sink = SlowOpener(), RecordingSink(live=True)
    session = Session(EndlessSource(), [sink], settings, opener=slow)
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 1)
    slow.go.set()
    assert sink.wait_for(lambda outputs: len(outputs) >= 3)
    session.stop()
    assert session.join(20)
    card, *pictures = sink.outputs
    assert card.geometry is None
    assert all(output.geometry is not None for output in pictures)
    assert {output.picture.shape for output in sink.outputs} == {pictures[0].picture.shape}
    assert session.statistics.report()["sinks"]["record"]["frames"] == len(pictures)


def test_a_run_that_is_stopped_while_the_engine_loads_ends() -> None:
    slow, sink = SlowOpener(), RecordingSink(live=True)
    session = Session(EndlessSource(), [sink], FilterSettings(), opener=slow)
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 1)
    session.stop()
    slow.go.set()
    assert session.join(20)


class HangingSource(EndlessSource):
    """A source whose opening comes back only when it is interrupted."""

    def __init__(self) -> None:
        super().__init__()
        self._interrupted = threading.Event()

    def open(self) -> None:
        assert self._interrupted.wait(20)
        super().open()

    def interrupt(self) -> None:
        self._interrupted.set()


def test_stopping_ends_an_opening_that_hangs() -> None:
    session = Session(
        HangingSource(), [RecordingSink(live=True)], FilterSettings(), opener=opener(FlatEngine())
    )
    session.start()
    session.stop()
    assert session.join(10)


class RefusingSource(HangingSource):
    """Says, as cameras and NDI do, that its opening was interrupted."""

    def open(self) -> None:
        super().open()
        raise SourceError("opening was interrupted", "choose it again")


def test_an_opening_that_was_stopped_is_no_failure() -> None:
    session = Session(
        RefusingSource(), [RecordingSink(live=True)], FilterSettings(), opener=opener(FlatEngine())
    )
    session.start()
    session.stop()
    assert session.join(10)
    assert session.failures == ()


class RepeatingSink(RecordingSink):
    """Counts how often it showed its last picture again."""

    def __init__(self) -> None:
        super().__init__(live=True)
        self.repeated = threading.Event()

    def repeat(self) -> None:
        self.repeated.set()


def test_a_sink_that_needs_pictures_gets_the_last_one_again_when_none_come() -> None:
    source, sink = EndlessSource(), RepeatingSink()
    session = Session(source, [sink], FilterSettings(), opener=opener(FlatEngine()))
    session.start()
    assert sink.wait_for(lambda outputs: len(outputs) >= 1)
    session.settings = session.settings.changed(output_rate=0.01)
    assert sink.repeated.wait(20)
    session.stop()
    assert session.join(20)

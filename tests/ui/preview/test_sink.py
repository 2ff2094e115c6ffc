from __future__ import annotations

import numpy as np
import pytest
from fakes import FlatEngine, frames

from camfilter.look import Look
from camfilter.settings import FilterSettings
from camfilter_ui.preview.places import Size
from camfilter_ui.preview.sink import PreviewSink, Wanted


def rendered() -> object:
    """A finished picture of 64 x 48."""
    frame, settings, look = frames(1)[0], FilterSettings(), Look()
    geometry = look.steady(FlatEngine().infer(frame), frame, settings)
    return look.render(frame, geometry, settings)


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def sink(woken: list[int]) -> PreviewSink:
    return PreviewSink(lambda: woken.append(1))


def test_nothing_is_made_while_nobody_looks(sink: PreviewSink, woken: list[int]) -> None:
    sink.write(rendered())
    assert (sink.take(), woken, sink.viewers()) == (None, [], 0)
    sink.ask(Wanted(Size(320, 240)))
    assert sink.viewers() == 1


def test_the_newest_is_taken_once_and_wakes_once(sink: PreviewSink, woken: list[int]) -> None:
    sink.ask(Wanted(Size(320, 240)))
    first, second = rendered(), rendered()
    sink.write(first)
    sink.write(second)
    assert woken == [1]
    shown = sink.take()
    assert shown is not None
    assert shown.output is second
    assert sink.take() is None
    sink.write(first)
    assert woken == [1, 1]


@pytest.mark.parametrize(
    ("wanted", "picture", "source"),
    [
        (Wanted(Size(320, 480)), (240, 320, 4), None),
        (Wanted(Size(20, 480), output=False, source=True), None, (15, 20, 4)),
        (Wanted(Size(320, 480), source=True, beside=True), (120, 160, 4), (120, 160, 4)),
        (Wanted(Size(1, 1), source=True, beside=True), (1, 1, 4), (1, 1, 4)),
    ],
)
def test_it_is_as_large_as_there_is_room(
    sink: PreviewSink, wanted: Wanted, picture: object, source: object
) -> None:
    sink.ask(wanted)
    sink.write(rendered())
    shown = sink.take()
    assert shown is not None
    made = [None if array is None else array.shape for array in (shown.picture, shown.source)]
    assert made == [picture, source]


def test_colours_stay_as_they_are(sink: PreviewSink) -> None:
    output = rendered()
    sink.ask(Wanted(Size(64, 48)))
    sink.write(output)
    shown = sink.take()
    assert shown is not None
    np.testing.assert_array_equal(shown.picture[..., 2::-1], output.picture)


def test_what_waits_is_gone_when_nobody_looks_any_more(sink: PreviewSink) -> None:
    sink.ask(Wanted(Size(64, 48)))
    sink.write(rendered())
    sink.ask(None)
    assert sink.take() is None


def test_the_histogram_comes_now_and_then(sink: PreviewSink) -> None:
    sink.ask(Wanted(Size(64, 48)))
    sink.write(rendered())
    first = sink.take()
    sink.write(rendered())
    second = sink.take()
    assert first is not None
    assert second is not None
    assert first.histogram is not None
    assert second.histogram is None
    assert first.histogram.counts.sum() > 0

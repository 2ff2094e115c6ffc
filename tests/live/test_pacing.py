from __future__ import annotations

import itertools

import pytest

from camfilter.live.pacing import PaceControl, RateLimit
from camfilter.settings import PaceMode


def _control(engine_ms: float, interval_ms: float) -> PaceControl:
    control = PaceControl()
    for number in range(50):
        control.engine_took(engine_ms)
        control.picture_came(int(number * interval_ms * 1e6))
    return control


@pytest.mark.parametrize(
    ("engine_ms", "interval_ms", "paced"), [(10, 33, False), (33, 33, True), (200, 33, True)]
)
def test_auto_carries_when_the_engine_is_slower_than_the_source(
    engine_ms: float, interval_ms: float, paced: bool
) -> None:
    assert _control(engine_ms, interval_ms).paced(PaceMode.AUTO, live=True) is paced


@pytest.mark.parametrize("wanted", [PaceMode.SYNC, PaceMode.PACED])
def test_what_is_asked_for_wins_on_a_live_source(wanted: PaceMode) -> None:
    for control in (_control(1, 33), _control(99, 33)):
        assert control.paced(wanted, live=True) is (wanted is PaceMode.PACED)


@pytest.mark.parametrize("wanted", list(PaceMode))
def test_a_source_that_waits_gets_its_own_geometry_for_every_picture(wanted: PaceMode) -> None:
    assert not _control(99, 33).paced(wanted, live=False)


def test_auto_waits_for_every_geometry_of_a_source_that_waits() -> None:
    assert not _control(200, 33).paced(PaceMode.AUTO, live=False)


def test_auto_does_not_waver_around_the_limit() -> None:
    control = _control(33, 33)
    assert control.paced(PaceMode.AUTO, live=True)
    for _ in range(100):
        control.engine_took(28)
    assert control.paced(PaceMode.AUTO, live=True)
    for _ in range(100):
        control.engine_took(15)
    assert not control.paced(PaceMode.AUTO, live=True)


@pytest.mark.parametrize(
    ("rate_in", "limit", "expected"), [(60, 30, 30), (30, 10, 10), (30, 24, 24)]
)
def test_the_rate_is_held_evenly(rate_in: int, limit: float, expected: int) -> None:
    rate = RateLimit()
    seconds = 10
    passed = [i for i in range(rate_in * seconds) if rate.passes(int(i * 1e9 / rate_in), limit)]
    assert len(passed) == pytest.approx(expected * seconds, abs=1)
    gaps = {later - earlier for earlier, later in itertools.pairwise(passed)}
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize("limit", [0.0, 30.0, 60.0])
def test_a_rate_at_or_above_the_source_lets_all_pass(limit: float) -> None:
    rate = RateLimit()
    assert all(rate.passes(int(i * 1e9 / 30), limit) for i in range(300))


def test_a_pause_of_the_source_is_not_made_up_for() -> None:
    rate = RateLimit()
    before = [i for i in range(30) if rate.passes(int(i * 1e9 / 30), 10)]
    after = [i for i in range(30) if rate.passes(int(100e9 + i * 1e9 / 30), 10)]
    assert len(after) == len(before)

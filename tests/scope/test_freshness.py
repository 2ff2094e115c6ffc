from __future__ import annotations

import statistics

import pytest
from host_queue import ROOM, TICK_S, Run, picks

from camfilter_scope.freshness import Freshness

CALLS_MS = [10, 20, 30, 36, 45, 60, 80, 100, 150, 300, 500, 700]


class OneAtATime:
    def demand(self):
        return 1

    def served(self, count):
        pass


def played(rate, call_s, freshness=None):
    run = Run(rate, call_s)
    return run.play(freshness or Freshness(clock=run.clock))


@pytest.mark.parametrize("call_ms", CALLS_MS)
@pytest.mark.parametrize("rate", [24, 30])
def test_the_newest_picture_is_taken_however_slow_the_call(rate, call_ms):
    run = played(rate, lambda _: call_ms / 1000)
    assert statistics.median(run.ages) <= 0.060
    assert sorted(run.ages)[int(0.95 * len(run.ages))] <= 0.090
    possible = min(rate, 1000 / call_ms) * run.seconds * 2 / 3
    assert run.calls >= 0.9 * possible


@pytest.mark.parametrize("call_ms", [m for m in CALLS_MS if m <= 500])
def test_also_at_sixty_a_second(call_ms):
    run = played(60, lambda _: call_ms / 1000)
    assert statistics.median(run.ages) <= 0.060


def test_without_it_pictures_are_seconds_old():
    assert statistics.median(played(30, lambda _: 0.1, OneAtATime()).ages) > 2


def test_it_follows_an_engine_that_becomes_slow_and_quick_again():
    run = played(30, lambda now: 0.4 if 12 < now < 20 else 0.02)
    assert statistics.median(run.ages) <= 0.060
    assert max(run.ages[-100:]) <= 0.060


@pytest.mark.parametrize("rate", [10, 24, 30, 60])
@pytest.mark.parametrize("call_ms", [10, 60, 200])
def test_it_learns_how_often_pictures_come(rate, call_ms):
    run = Run(rate, lambda _: call_ms / 1000)
    freshness = Freshness(clock=run.clock)
    run.play(freshness)
    assert freshness.interval_s == pytest.approx(1 / rate, rel=0.3)


def test_a_demand_is_never_more_than_half_the_queue():
    clock_s = [0.0]
    fresh = Freshness(clock=lambda: clock_s[0])
    for _ in range(50):
        wanted = fresh.demand()
        assert 1 <= wanted <= ROOM // 2
        fresh.served(wanted)
        clock_s[0] += 100.0


def test_a_demand_that_is_not_met_shrinks_to_one_at_once():
    clock_s = [0.0]
    fresh = Freshness(clock=lambda: clock_s[0])
    fresh.served(1)
    clock_s[0] += 10.0
    wanted = [fresh.demand()]
    while wanted[-1] > 1:
        clock_s[0] += TICK_S
        wanted.append(fresh.demand())
    assert len(wanted) <= 5


def test_a_new_session_begins_with_one():
    clock_s = [0.0]
    fresh = Freshness(clock=lambda: clock_s[0])
    fresh.served(1)
    clock_s[0] += 1.0
    assert fresh.demand() > 1
    fresh.reset()
    assert fresh.demand() == 1


def test_requests_spread_over_the_queue():
    assert picks(10, 1) == [0]
    assert picks(30, 15)[-1] == 28

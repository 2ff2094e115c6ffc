from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.sources.clock import Beat, Stamps, wait_until


@given(
    st.lists(
        st.tuples(st.integers(0, 10**15), st.integers(0, 100)),
        min_size=2,
    )
)
def test_stamps_never_go_back_and_count_what_was_skipped(given_times):
    stamps = Stamps()
    made = [stamps.stamp(time_ns, skipped) for time_ns, skipped in given_times]
    for (index, time_ns), (next_index, next_ns), (_, skipped) in zip(
        made, made[1:], given_times[1:], strict=False
    ):
        assert next_index == index + 1 + skipped
        assert next_ns > time_ns


def test_a_stamp_keeps_the_time_it_is_given_where_it_can():
    stamps = Stamps()
    assert stamps.stamp(5_000) == (0, 5_000)
    assert stamps.stamp(9_000) == (1, 9_000)
    assert stamps.stamp(9_000) == (2, 9_001)


@pytest.mark.parametrize(
    ("ahead_s", "timeout_s", "came", "waited"),
    [(0.5, 1.0, True, 0.5), (2.0, 1.0, False, 1.0), (-1.0, 1.0, True, 0.0), (1.0, 0.0, False, 0.0)],
)
def test_waiting_ends_at_the_due_time_or_the_time_out(clock, ahead_s, timeout_s, came, waited):
    start = clock.now_ns()
    assert wait_until(clock, start + round(ahead_s * 1e9), timeout_s) is came
    assert clock.now_ns() - start == pytest.approx(waited * 1e9)


def test_a_beat_is_steady_and_skips_what_was_missed(clock):
    beat = Beat(clock, 10.0)
    start = clock.now_ns()
    assert [beat.wait(1.0) for _ in range(4)] == [0, 0, 0, 0]
    assert clock.now_ns() - start == 300_000_000
    clock.pass_s(0.35)
    assert beat.wait(1.0) == 2
    assert beat.wait(1.0) == 0
    assert clock.now_ns() - start == 700_000_000


def test_a_beat_that_is_not_due_yet_gives_up_at_the_time_out(clock):
    beat = Beat(clock, 1.0)
    assert beat.wait(0.0) == 0
    assert beat.wait(0.25) is None
    assert beat.wait(0.75) == 0

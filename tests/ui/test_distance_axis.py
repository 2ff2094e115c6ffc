from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter_ui.distance_axis import DistanceAxis

distances = st.floats(0.001, 10_000)


@given(distances, st.floats(1.02, 1000))
def test_it_shows_what_it_is_around_with_room_beyond(low: float, ratio: float) -> None:
    axis = DistanceAxis.around(low, low * ratio)
    assert axis.low * 1.1 < low
    assert low * ratio * 1.1 < axis.high
    assert axis.following(low, low * ratio) == axis or axis.high / axis.low > ratio**2
    assert axis.low in axis.ticks()


@given(distances)
def test_places_and_distances_go_there_and_back(distance: float) -> None:
    axis = DistanceAxis.around(0.001, 10_000)
    assert axis.distance(axis.share(distance)) == pytest.approx(distance)


def test_beyond_the_ends_it_is_at_the_ends() -> None:
    axis = DistanceAxis(1.0, 10.0)
    assert axis.share(0.1) == 0
    assert axis.share(1e9) == 1
    assert axis.distance(-3) == 1.0
    assert axis.distance(7) == pytest.approx(10.0)


def test_ticks_are_round() -> None:
    assert DistanceAxis(0.5, 20.0).ticks() == [0.5, 1.0, 2.0, 5.0, 10.0, 20.0]


def test_it_rests_while_little_changes_and_follows_what_is_beyond() -> None:
    axis = DistanceAxis.around(1.2, 8.0)
    assert axis.following(1.3, 7.0) is axis
    assert axis.following(0.3, 8.0).low < 0.3
    assert axis.following(2.0, 2.2).high < axis.high

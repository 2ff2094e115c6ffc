from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.look.range import UNKNOWN, DepthRange, RangeTracker, locked, measured, shown
from camfilter.settings import DepthCurve, FilterSettings

DT = 1 / 30


def everywhere(inverse):
    return np.ones(inverse.shape, np.bool_)


def ramp(low=0.1, high=1.0):
    return np.linspace(low, high, 64 * 64, dtype=np.float32).reshape(64, 64)


def test_outliers_do_not_count():
    inverse = ramp()
    inverse[0, :30] = 1e6
    found = measured(inverse, everywhere(inverse))
    assert found.near == pytest.approx(0.98, abs=0.03)
    assert found.far == pytest.approx(0.118, abs=0.02)


def test_unknown_pixels_do_not_count():
    inverse = ramp()
    valid = everywhere(inverse)
    inverse[:32], valid[:32] = 0, False
    assert measured(inverse, valid).far > 0.5


@pytest.mark.parametrize("value", [1e-6, 0.01, 1.0, 500.0])
def test_a_flat_scene_has_a_sane_range_around_it(value):
    inverse = np.full((8, 8), value, np.float32)
    found = measured(inverse, everywhere(inverse))
    assert found.far < value < found.near
    assert found.near / found.far == pytest.approx(1.2, rel=1e-3)


def test_nothing_known_leaves_the_range_as_it_was():
    inverse = np.zeros((4, 4), np.float32)
    assert measured(inverse, inverse > 0) is None
    assert RangeTracker().update(None, DT) == UNKNOWN


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=50))
def test_any_scene_has_a_finite_range(values):
    inverse = np.array([values], np.float32)
    near, far = measured(inverse, everywhere(inverse)).distances
    assert 0 < near < far < np.inf


def settled(tracker, found, seconds, dt=DT):
    for _ in range(round(seconds / dt)):
        tracker.update(found, dt)
    return tracker.current


def test_opens_fast_and_closes_slowly():
    narrow, wide = DepthRange(1.0, 0.5), DepthRange(2.0, 0.5)
    opening, closing = RangeTracker(), RangeTracker()
    opening.update(narrow, 0)
    closing.update(wide, 0)
    opened = (settled(opening, wide, 1.0).near - 1.0) / 1.0
    closed = (2.0 - settled(closing, narrow, 1.0).near) / 1.0
    assert opened > 0.7
    assert closed < 0.4


def test_the_way_does_not_depend_on_the_frame_rate():
    ends = []
    for dt in (1 / 15, 1 / 60):
        tracker = RangeTracker()
        tracker.update(DepthRange(1.0, 0.5), 0)
        ends.append(settled(tracker, DepthRange(2.0, 0.5), 0.4, dt).near)
    assert ends[0] == pytest.approx(ends[1], rel=0.02)


def test_rests_while_the_scene_only_wavers():
    tracker = RangeTracker()
    start = tracker.update(DepthRange(1.0, 0.2), 0)
    rng = np.random.default_rng(0)
    for _ in range(100):
        near, far = 0.98 + rng.normal(0, 0.01), 0.21 + rng.normal(0, 0.004)
        assert tracker.update(DepthRange(near, far), DT) == start


def test_something_entering_moves_the_range_smoothly():
    tracker = RangeTracker()
    last = tracker.update(DepthRange(1.0, 0.2), 0).near
    for _ in range(60):
        near = tracker.update(DepthRange(3.0, 0.2), DT).near
        assert 0 <= near - last < 0.1 * 2.0
        last = near


def test_a_locked_range_is_what_the_user_set():
    settings = FilterSettings(range_mode="locked", near=0.5, far=4.0)
    assert locked(settings).distances == pytest.approx((0.5, 4.0))
    assert locked(FilterSettings()) is None


@pytest.mark.parametrize(
    ("curve", "middle"), [(DepthCurve.INVERSE, 2 / (1 + 1 / 3)), (DepthCurve.LINEAR, 2.0)]
)
def test_near_is_one_far_is_zero_and_the_curve_sets_the_middle(curve, middle):
    depth = np.array([[1.0, middle, 3.0, 0.5, 9.0]], np.float32)
    brightness = shown(1 / depth, DepthRange(1.0, 1 / 3), curve)
    assert brightness == pytest.approx(np.array([[1, 0.5, 0, 1, 0]]), abs=1e-5)


@pytest.mark.parametrize("curve", list(DepthCurve))
def test_unknown_is_shown_like_the_far_end(curve):
    assert shown(np.zeros((1, 1), np.float32), UNKNOWN, curve)[0, 0] == 0

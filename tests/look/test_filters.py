from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.look.filters import OneEuro, approach


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.01, 10))
def test_two_short_steps_go_as_far_as_one_long(first, second, constant):
    rest = (1 - approach(first, constant)) * (1 - approach(second, constant))
    assert 1 - rest == pytest.approx(approach(first + second, constant), abs=1e-9)


def test_no_time_constant_means_at_once():
    assert approach(0.01, 0) == 1


def test_one_euro_holds_still_and_follows_movement():
    rng = np.random.default_rng(0)
    held = OneEuro(0.5, 5.0)
    noise = [held.update(value, 1 / 30) for value in rng.normal(0, 0.01, 300)]
    assert np.std(noise[100:]) < 0.005
    for _ in range(15):
        value = held.update(10.0, 1 / 30)
    assert value > 9


def test_one_euro_takes_the_first_value_as_it_is():
    item = OneEuro(0.1, 0.1)
    assert item.update(3.0, 1) == 3
    item.reset()
    assert item.update(-8.0, 1) == -8

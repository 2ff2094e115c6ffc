from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.sinks.fitting import even_size, fitted

sides = st.integers(1, 40)


@given(sides, sides)
def test_odd_sides_are_doubled_at_the_end(height: int, width: int) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    even = even_size(picture)
    assert even[0] % 2 == even[1] % 2 == 0
    made = fitted(picture, *even)
    assert np.array_equal(made[:height, :width], picture)
    assert np.array_equal(made[-1, :width], picture[-1])
    assert np.array_equal(made[:height, -1], picture[:, -1])


@given(sides, sides, sides, sides)
def test_any_picture_fits_into_any_size(height: int, width: int, high: int, wide: int) -> None:
    made = fitted(np.full((height, width, 3), 200, np.uint8), 2 * high, 2 * wide)
    assert made.shape == (2 * high, 2 * wide, 3)
    assert made.dtype == np.uint8
    assert made.max() == 200


@pytest.mark.parametrize(
    ("size", "inside"),
    [
        ((50, 50), (slice(0, 100), slice(50, 150))),
        ((200, 200), (slice(0, 100), slice(50, 150))),
        ((40, 160), (slice(25, 75), slice(0, 200))),
    ],
)
def test_another_shape_is_letterboxed(size: tuple[int, int], inside: tuple[slice, slice]) -> None:
    made = fitted(np.full((*size, 3), 99, np.uint8), 100, 200)
    assert (made[inside] == 99).all()
    made[inside] = 0
    assert not made.any()

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from camfilter.errors import SourceError
from camfilter.sources.pixels import to_rgb

RED = [200, 30, 60]


@pytest.mark.parametrize(
    ("array", "bgr", "rgb", "alpha"),
    [
        (np.uint8([[7]]), False, [7, 7, 7], None),
        (np.uint8([[[7]]]), False, [7, 7, 7], None),
        (np.uint8([[[7, 99]]]), False, [7, 7, 7], 99),
        (np.uint8([[RED]]), False, RED, None),
        (np.uint8([[RED[::-1]]]), True, RED, None),
        (np.uint8([[[*RED, 128]]]), False, RED, 128),
        (np.uint8([[[*RED[::-1], 128]]]), True, RED, 128),
        (np.uint16([[[65535, 0, 257 * 60]]]), False, [255, 0, 60], None),
        (np.uint16([[[65535, 0, 0, 32768]]]), True, [0, 0, 255], 128),
        (np.float32([[[0.0, 0.5, 1.0]]]), False, [0, 128, 255], None),
        (np.float64([[[-3.0, 7.0, np.nan]]]), False, [0, 255, 0], None),
        (np.float16([[[np.inf, -np.inf, 0.2]]]), False, [255, 0, 51], None),
        (np.array([[True]]), False, [255, 255, 255], None),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(array, bgr, rgb, alpha):
    made, coverage = to_rgb(array, bgr=bgr)
    assert made.tolist() == [[rgb]]
    assert made.dtype == np.uint8
    assert (None if coverage is None else coverage.tolist()) == (
        None if alpha is None else [[alpha]]
    )


@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16, np.float32]),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)),
    ),
    st.booleans(),
    st.booleans(),
)
def test_any_size_and_memory_layout_is_fine(array, bgr, flipped):
    view = array[::-1, ::-1] if flipped else array
    rgb, alpha = to_rgb(view, bgr=bgr)
    assert rgb.shape == (*array.shape[:2], 3)
    assert rgb.flags.c_contiguous
    assert (alpha is None) == (array.shape[2] in (1, 3))
    assert alpha is None or (alpha.shape == array.shape[:2] and alpha.flags.c_contiguous)


def test_sixteen_bits_round_to_the_nearest_of_eight():
    values = np.arange(0, 65536, 7, dtype=np.uint16)[None]
    made, _ = to_rgb(values)
    assert np.abs(made[0, :, 0].astype(float) * 257 - values[0]).max() <= 128.5


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((5, 0), np.uint8),
        np.zeros((2, 2, 5), np.uint8),
        np.zeros((4,), np.uint8),
        np.zeros((2, 2, 3), np.int32),
        np.zeros((2, 2), np.complex64),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(array):
    with pytest.raises(SourceError) as refused:
        to_rgb(array)
    assert refused.value.remedy

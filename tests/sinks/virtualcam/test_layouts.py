from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from camfilter.sinks.virtualcam.layouts import LAYOUTS, to_rgba

BACK = {
    "I420": cv2.COLOR_YUV2RGB_I420,
    "NV12": cv2.COLOR_YUV2RGB_NV12,
    "UYVY": cv2.COLOR_YUV2RGB_UYVY,
    "RGBA": cv2.COLOR_RGBA2RGB,
}
COLOURS = [(200, 30, 60), (0, 0, 0), (255, 255, 255), (10, 220, 40), (30, 40, 230)]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("colour", COLOURS)
def test_colours_survive_every_layout(name, colour):
    picture = np.full((48, 64, 3), colour, np.uint8)
    back = cv2.cvtColor(LAYOUTS[name](picture, None), BACK[name])
    assert np.abs(back.astype(int) - colour).max() <= 4


@pytest.mark.parametrize("name", LAYOUTS)
def test_things_stay_where_they_are(name):
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[8:24, 16:40] = (250, 20, 20)
    back = cv2.cvtColor(LAYOUTS[name](picture, None), BACK[name])
    assert np.abs(back.astype(int) - picture).mean() < 2


@given(st.integers(1, 20), st.integers(1, 20), st.data())
def test_the_bytes_are_as_many_as_the_layout_has(half_height, half_width, data):
    size = (2 * half_height, 2 * half_width)
    picture = data.draw(arrays(np.uint8, (*size, 3), fill=st.just(7)))
    pixels = size[0] * size[1]
    lengths = {name: convert(picture, None).size for name, convert in LAYOUTS.items()}
    assert lengths == {
        "I420": pixels * 3 // 2,
        "NV12": pixels * 3 // 2,
        "UYVY": pixels * 2,
        "RGBA": pixels * 4,
    }


def test_nv12_pairs_the_chroma_that_i420_keeps_apart():
    picture = np.random.default_rng(1).integers(0, 255, (8, 12, 3), np.uint8)
    planes, paired = (LAYOUTS[name](picture, None) for name in ("I420", "NV12"))
    assert np.array_equal(planes[:8], paired[:8])
    chroma = planes[8:].reshape(2, -1)
    assert np.array_equal(paired[8:].reshape(-1, 2).T, chroma)


def test_alpha_is_carried_and_full_where_there_is_none():
    picture = np.full((4, 6, 3), 90, np.uint8)
    alpha = np.arange(24, dtype=np.uint8).reshape(4, 6)
    assert np.array_equal(to_rgba(picture, alpha)[..., 3], alpha)
    assert (to_rgba(picture)[..., 3] == 255).all()

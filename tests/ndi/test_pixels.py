from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from camfilter.ndi.pixels import (
    DEPTH8,
    DEPTH16,
    DEPTH_ALPHA,
    Canvas,
    DepthCode,
    Layout,
    encode_depth,
    evened,
    paint,
)

_side = st.integers(1, 9)


@given(arrays(np.uint8, st.tuples(_side, _side, st.just(3))))
def test_evened_pictures_lose_an_odd_edge_and_no_more(picture: np.ndarray) -> None:
    height, width = picture.shape[:2]
    even = evened(picture)
    assert even.shape == (max(2, height // 2 * 2), max(2, width // 2 * 2), 3)
    kept = even[: min(height, len(even)), : min(width, even.shape[1])]
    assert np.array_equal(kept, picture[: len(kept), : kept.shape[1]])
    assert np.array_equal(even[-1], picture[min(len(even), height) - 1][: even.shape[1]]) or (
        width == 1
    )


@given(arrays(np.uint8, st.tuples(_side, _side, st.just(3))))
def test_painted_colours_are_the_pictures_own(picture: np.ndarray) -> None:
    pixels = paint(picture, Canvas(), Layout.RGBA)
    assert np.array_equal(pixels.channels[..., :3], evened(picture))
    assert (pixels.channels[..., 3] == 255).all()
    assert pixels.data.shape == (pixels.height, pixels.line_bytes)


def test_the_picture_that_was_taken_last_is_not_written_to() -> None:
    canvas = Canvas()
    first, second, third = (canvas.take(Layout.RGBX, (4, 6)) for _ in range(3))
    assert not np.shares_memory(first.data, second.data)
    assert np.shares_memory(first.data, third.data)
    other = canvas.take(Layout.RGBX, (6, 4))
    assert not np.shares_memory(other.data, third.data)
    assert not np.shares_memory(other.data, second.data)


@pytest.mark.parametrize("layout", [Layout.P216, Layout.UYVY])
def test_depth_has_no_colour(layout: Layout) -> None:
    pixels = Canvas().take(layout, (4, 6))
    if layout is Layout.P216:
        assert (pixels.data[4:].view(np.uint16) == 32768).all()
        assert pixels.luma16.shape == (4, 6)
    else:
        assert (pixels.channels[..., 0] == 128).all()


@pytest.mark.parametrize(
    ("code", "kind"), [(DEPTH16, np.uint16), (DEPTH8, np.uint8), (DEPTH_ALPHA, np.uint8)]
)
@given(
    depth=arrays(np.float32, (3, 5), elements=st.floats(0, 1e6, width=32)),
    near=st.floats(1e-3, 1e3),
    ratio=st.floats(1.1, 1e4),
)
def test_codes_order_distances_and_keep_0_for_the_unknown(
    code: DepthCode, kind: type, depth: np.ndarray, near: float, ratio: float
) -> None:
    far = near * ratio
    codes = np.full(depth.shape, 7, kind)
    encode_depth(depth, (near, far), code, codes)
    known = depth > 0
    assert (codes[~known] == 0).all()
    assert (codes[known] >= code.black - 1).all()
    assert (codes[known] <= code.white).all()
    assert (codes[known & (depth <= near)] >= code.white - 1).all()
    assert (codes[depth >= far] <= code.black + 1).all()
    order = np.argsort(depth[known])
    assert (np.diff(codes[known][order].astype(int)) <= 0).all()


def test_distances_that_are_not_numbers_are_unknown() -> None:
    depth = np.array([[np.nan, -1, 0, 2]], np.float32)
    codes = np.full(depth.shape, 7, np.uint16)
    encode_depth(depth, (1.0, 4.0), DEPTH16, codes)
    assert codes[0, :3].tolist() == [0, 0, 0]
    assert codes[0, 3] > DEPTH16.black

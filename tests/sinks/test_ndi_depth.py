from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from camfilter.frames import Intrinsics
from camfilter.ndi.metadata import DepthInfo, MetadataError
from camfilter.ndi.pixels import DEPTH8, DEPTH16, DEPTH_ALPHA, DepthCode, encode_depth
from camfilter.sinks.ndi_depth import DepthPixelsError, decode_depth


def _info(code: DepthCode = DEPTH16, bits: int = 16, **changes: Any) -> DepthInfo:
    values = {"near": 0.5, "far": 10.0, "metric": True} | changes
    return DepthInfo(4, 5, bits=bits, black=code.black, white=code.white, **values)


@pytest.mark.parametrize(
    ("code", "kind", "share"),
    [
        (DEPTH16, np.uint16, 0.6 / (65535 - 1024)),
        (DEPTH8, np.uint8, 0.6 / (235 - 16)),
        (DEPTH_ALPHA, np.uint8, 0.6 / (255 - 16)),
    ],
)
@given(
    depth=arrays(np.float32, (3, 4), elements=st.just(0.0) | st.floats(0.0625, 1024, width=32)),
    near=st.floats(0.1, 10),
    ratio=st.floats(1.2, 200),
)
def test_distances_come_back(
    code: DepthCode, kind: type, share: float, depth: np.ndarray, near: float, ratio: float
) -> None:
    far = near * ratio
    codes = np.empty(depth.shape, kind)
    encode_depth(depth, (near, far), code, codes)
    info = _info(code, codes.itemsize * 8, near=near, far=far)
    got = decode_depth(codes, 4, 3, info.to_xml())
    assert np.array_equal(got.valid, depth > 0)
    assert (got.depth[~got.valid] == 0).all()
    clipped = np.clip(depth[got.valid], near, far).astype(np.float64)
    error = np.abs(1 / got.depth[got.valid].astype(np.float64) - 1 / clipped)
    assert (error <= share * (1 / near - 1 / far) + 1e-6 / near).all()


def test_all_that_the_metadata_say_is_there() -> None:
    camera = Intrinsics(0.9, 1.6, 0.4, 0.6)
    codes = np.array([[65535, 1024, 0, 511], [512, 1023, 65504, 33280]], np.uint16)
    got = decode_depth(codes, 4, 2, _info(intrinsics=camera, metric=False).to_xml())
    assert (got.near, got.far, got.metric, got.intrinsics) == (0.5, 10.0, False, camera)
    assert (got.index, got.timecode) == (4, 5)
    assert got.depth.dtype == np.float32
    assert got.valid.tolist() == [[True, True, False, False], [True, True, True, True]]
    middle = 1 / (0.1 + (33280 - 1024) / (65535 - 1024) * 1.9)
    near = 1 / (0.1 + (65504 - 1024) / (65535 - 1024) * 1.9)
    expected = [[0.5, 10, 0, 0], [10, 10, near, middle]]
    assert np.allclose(got.depth, expected, rtol=1e-6)


def test_linear_codes_are_linear_in_the_distance() -> None:
    codes = np.array([[65535, 1024, 33280]], np.uint16)
    got = decode_depth(codes, 3, 1, _info(linear=True).to_xml())
    assert np.allclose(got.depth, [[0.5, 10, 5.25]], rtol=1e-3)


def test_nothing_is_known_in_a_picture_that_says_so() -> None:
    got = decode_depth(np.full((2, 2), 40000, np.uint16), 2, 2, _info(valid=False).to_xml())
    assert not got.valid.any()
    assert not got.depth.any()


_LUMA = np.arange(2000, 2000 + 6 * 500, 500, dtype=np.uint16).reshape(2, 3)
_PADDED = np.zeros((2, 3, 5), np.uint8)
_PADDED.reshape(2, -1)[:, :6] = _LUMA.view(np.uint8)


@pytest.mark.parametrize(
    "luma",
    [
        _LUMA.tobytes(),
        bytearray(_LUMA.tobytes()),
        memoryview(_LUMA.tobytes() + b"\x00\x80" * 6),
        _LUMA.reshape(-1),
        _LUMA.view(np.uint8).reshape(2, 3, 2),
        np.vstack([_LUMA, np.full_like(_LUMA, 32768)]),
        _PADDED,
        np.repeat(_LUMA, 2, axis=1)[:, ::2],
    ],
    ids=["bytes", "bytearray", "planes", "flat", "binding", "rows", "padded", "strided"],
)
def test_luma_may_come_in_any_shape_that_receivers_give_it(luma: Any) -> None:
    expected = decode_depth(_LUMA, 3, 2, _info().to_xml())
    got = decode_depth(luma, 3, 2, _info().to_xml())
    assert np.array_equal(got.depth, expected.depth)
    assert got.valid.all()


_GREY = np.arange(20, 220, 25, dtype=np.uint8).reshape(2, 4)
_UYVY = np.dstack([np.full_like(_GREY, 128), _GREY])


@pytest.mark.parametrize(
    "luma",
    [_GREY, _GREY.tobytes(), _UYVY, _UYVY.tobytes(), _UYVY.reshape(2, 8)],
    ids=["plane", "bytes", "UYVY", "UYVY bytes", "UYVY lines"],
)
def test_luma_of_8_bits_may_be_that_of_uyvy(luma: Any) -> None:
    got = decode_depth(luma, 4, 2, _info(DEPTH8, 8).to_xml())
    share = (_GREY.astype(float) - 16) / 219
    assert np.allclose(got.depth, 1 / (0.1 + share * 1.9), rtol=1e-5)


@pytest.mark.parametrize(
    ("luma", "width", "height", "bits"),
    [
        (b"", 2, 2, 16),
        (b"", 0, 0, 16),
        (_LUMA, -3, -2, 16),
        (_LUMA, 3, 0, 16),
        (_LUMA.tobytes()[:-1], 3, 2, 16),
        (_LUMA.tobytes() * 3, 3, 2, 16),
        (_LUMA, 4, 2, 16),
        (_LUMA, 3, 3, 16),
        (_LUMA[:, :0], 3, 2, 16),
        (_LUMA.astype(np.float32), 3, 2, 16),
        (_LUMA, 3, 2, 8),
        (_GREY, 4, 2, 16),
        (_GREY, 5, 2, 8),
        (_GREY, 4, 1, 8),
        (_LUMA, 1 << 40, 1 << 40, 16),
    ],
)
def test_pixels_that_do_not_fit_the_metadata_are_refused(
    luma: Any, width: int, height: int, bits: int
) -> None:
    info = _info() if bits == 16 else _info(DEPTH8, 8)
    with pytest.raises(DepthPixelsError) as caught:
        decode_depth(luma, width, height, info.to_xml())
    assert caught.value.remedy


@pytest.mark.parametrize("metadata", [None, ""])
def test_a_picture_without_metadata_is_refused(metadata: str | None) -> None:
    with pytest.raises(MetadataError):
        decode_depth(np.zeros((4, 4), np.uint16), 4, 4, metadata)


def test_metadata_of_something_else_are_refused() -> None:
    with pytest.raises(MetadataError, match="do not describe depth"):
        decode_depth(_LUMA, 3, 2, "<ndi_tracking/>")

"""Pictures are written as other programs read them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from training.pictures import colour_depth, colour_normals, grey, sheet, write_png


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 5), (32, 64)])
def test_png_is_read_back_as_written(tmp_path, height, width):
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    write_png(tmp_path / "a.png", rgb)
    read = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_COLOR)
    np.testing.assert_array_equal(read[..., ::-1], rgb)


def test_near_is_bright_and_far_is_dark():
    colours = colour_depth(np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8))
    assert colours[0, 0].sum() < 20
    assert colours[-1, -1].sum() > 500


def test_flat_maps_have_a_colour():
    assert colour_depth(np.zeros((4, 4), np.float32)).shape == (4, 4, 3)


def test_a_facing_normal_is_blue():
    facing = np.array([[[0, 0, -1]]], np.float32)
    assert colour_normals(facing)[0, 0].tolist() == [127, 127, 255]


def test_a_sheet_holds_rows_of_different_sizes():
    small, large = grey(np.ones((4, 4), np.float32)), grey(np.ones((8, 6), np.float32))
    assert sheet([[small, large], [small]]).shape == (10 + 6, 14, 3)

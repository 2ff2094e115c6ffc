from __future__ import annotations

import numpy as np
import pytest

from camfilter.look.guide import FINE_SIDE, Guide, resized


@pytest.mark.parametrize("size", [(1080, 1920), (721, 1283), (5, 7), (1, 1)])
@pytest.mark.parametrize("wanted", [(1, 1), (90, 160), (300, 301)])
def test_gives_any_size_with_the_mean_kept(size, wanted):
    rng = np.random.default_rng(0)
    rgb = rng.integers(0, 256, (*size, 3)).astype(np.uint8)
    small = Guide(rgb).at(*wanted)
    assert small.shape == (*wanted, 3)
    if min(size) > 300:
        assert small.mean() == pytest.approx(rgb.mean(), abs=2)


def test_fine_texture_does_not_alias():
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 200
    assert np.abs(Guide(stripes).at(128, 128).astype(int) - 100).max() <= 1


def test_the_fine_level_is_bounded_and_the_picture_untouched():
    rgb = np.zeros((1080, 1920, 3), np.uint8)
    assert max(Guide(rgb).fine().shape) <= FINE_SIDE
    small = np.zeros((90, 160, 3), np.uint8)
    assert Guide(small).fine() is small


def test_shrinking_keeps_floats():
    values = np.arange(64, dtype=np.float32).reshape(8, 8)
    assert resized(values, (4, 4))[0, 0] == pytest.approx(values[:2, :2].mean())

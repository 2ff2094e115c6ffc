from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

from camfilter.look.colour import blended, colour_table, colourise
from camfilter.settings import Colormap

LEVELS = np.arange(256, dtype=np.uint8).reshape(16, 16)


@pytest.mark.parametrize("name", [item for item in Colormap if item is not Colormap.GRAYSCALE])
def test_tables_are_matplotlibs_to_the_last_level(name):
    exact = mpl.colormaps[name.value](np.arange(256))[:, :3] * 255
    assert np.array_equal(colour_table(name), np.round(exact).astype(np.uint8))


@pytest.mark.parametrize("name", list(Colormap))
@pytest.mark.parametrize("invert", [False, True])
def test_each_level_gets_the_colour_of_its_table(name, invert):
    assert np.array_equal(colourise(LEVELS, name, invert), colour_table(name, invert)[LEVELS])


@pytest.mark.parametrize("name", list(Colormap))
def test_inverting_swaps_the_ends(name):
    assert np.array_equal(colour_table(name, True), colour_table(name)[::-1])


def test_near_is_bright_and_far_is_dark():
    for name in (Colormap.MAGMA, Colormap.VIRIDIS, Colormap.PLASMA, Colormap.GRAYSCALE):
        table = colour_table(name).astype(int).sum(axis=1)
        assert table[255] > table[0]


def test_tables_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        colour_table(Colormap.MAGMA)[0] = 1


@pytest.mark.parametrize("opacity", [0.1, 0.25, 0.5, 0.9])
def test_mixing_is_unbiased(opacity):
    rng = np.random.default_rng(0)
    source, effect = rng.integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)
    exact = effect * opacity + source * (1 - opacity)
    mixed = blended(source, effect, opacity)
    assert np.abs(mixed - exact).max() <= 0.5 + 1e-4
    assert abs(float((mixed - exact).mean())) < 0.02


def test_the_ends_of_opacity_are_the_pictures_themselves():
    source, effect = np.zeros((2, 2, 3), np.uint8), np.ones((2, 2, 3), np.uint8)
    assert blended(source, effect, 1.0) is effect
    assert blended(source, effect, 0.0) is source

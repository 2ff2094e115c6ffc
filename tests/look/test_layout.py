from __future__ import annotations

import numpy as np
import pytest

from camfilter.look.layout import beside, fitted, halves, notice

RED, BLUE = (np.full((6, 9, 3), colour, np.uint8) for colour in ((255, 0, 0), (0, 0, 255)))


@pytest.mark.parametrize("width", [1, 2, 8, 9])
def test_halves_keep_the_size(width):
    joined = halves(RED[:, :width], BLUE[:, :width])
    assert joined.shape == (6, width, 3)
    assert (joined[:, : width // 2, 0] == 255).all()
    if width > 1:
        assert (joined[:, width // 2 :, 2] == 255).all()


def test_halves_show_the_middle():
    columns = np.broadcast_to(np.arange(8, dtype=np.uint8)[None, :, None], (2, 8, 3))
    assert halves(columns, columns)[0, :, 0].tolist() == [2, 3, 4, 5, 2, 3, 4, 5]


def test_beside_doubles_the_width():
    joined = beside(RED, BLUE)
    assert joined.shape == (6, 18, 3)
    assert np.array_equal(joined[:, :9], RED)
    assert np.array_equal(joined[:, 9:], BLUE)


@pytest.mark.parametrize(
    ("size", "inside"), [((12, 40), (12, 18)), ((40, 18), (12, 18)), ((3, 3), (2, 3))]
)
def test_fits_whole_and_undistorted_on_black(size, inside):
    picture = fitted(RED, size)
    assert picture.shape == (*size, 3)
    lit = picture[..., 0] > 128
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    assert (rows.size, columns.size) == inside
    assert abs(rows[0] - (size[0] - 1 - rows[-1])) <= 1
    assert abs(columns[0] - (size[1] - 1 - columns[-1])) <= 1


def test_the_asked_for_size_costs_nothing():
    assert fitted(RED, None) is RED
    assert fitted(RED, (6, 9)) is RED


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (90, 160), (1080, 1920)])
def test_a_notice_fits_any_size(size):
    source = np.full((*size, 3), 100, np.uint8)
    card = notice(source, "No thickness from this engine")
    assert card.shape == source.shape
    assert (source == 100).all()
    if size[0] > 10:
        assert card.max() > 200
        assert np.median(card) == 25

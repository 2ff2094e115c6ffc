from __future__ import annotations

import cv2
import numpy as np
import pytest

from camfilter.look.parallax import looked_up

HEIGHT, WIDTH = 60, 120


def relief(*, blurred: bool = False) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A near strip down the middle, before a far wall."""
    inverse = np.full((HEIGHT, WIDTH), 0.25, np.float32)
    inverse[:, 50:70] = 1.0
    return np.asarray(cv2.GaussianBlur(inverse, (0, 0), 1.5)) if blurred else inverse


def seen(
    inverse: np.ndarray[tuple[int, int], np.dtype[np.float32]], travel: tuple[float, float]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """The relief's own inverse depth, looked up as a picture is."""
    back = looked_up(inverse, travel, 0.25)
    rows, columns = np.indices(inverse.shape, np.float32)
    return np.asarray(cv2.remap(inverse, columns + back[..., 0], rows + back[..., 1], 1))


def test_what_does_not_move_stays() -> None:
    assert not looked_up(relief(), (0.0, 0.0), 0.25).any()
    flat = np.full((HEIGHT, WIDTH), 0.25, np.float32)
    assert np.abs(looked_up(flat, (40.0, 10.0), 0.25)).max() < 1e-3


@pytest.mark.parametrize("travel", [-20.0, 20.0])
def test_the_near_strip_moves_whole_and_hides_what_is_behind(travel: float) -> None:
    near = seen(relief(), (travel, 0.0)) > 0.9
    columns = np.nonzero(near.any(axis=0))[0]
    assert columns.mean() == pytest.approx(59.5 + travel * 0.75, abs=1)
    assert near.sum(axis=1) == pytest.approx(20, abs=2)


def test_nothing_of_the_strip_is_left_in_what_comes_into_sight() -> None:
    picture = seen(relief(blurred=True), (25.0, 0.0))
    count, _ = cv2.connectedComponents(np.asarray(picture > 0.6, np.uint8))
    assert count - 1 == 1
    assert (picture[:, 40:60] < 0.5).all()


def test_up_and_down_is_as_good_as_sideways() -> None:
    sideways = seen(relief(blurred=True), (18.0, 0.0))
    upright = seen(np.ascontiguousarray(relief(blurred=True).T), (0.0, 18.0))
    assert np.abs(sideways - upright.T).max() < 1e-3

from __future__ import annotations

import numpy as np
import pytest

from camfilter.frames import Frame
from camfilter.look import orient
from camfilter.settings import FilterSettings

RGB = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
FRAME = Frame(RGB, 5, 7, RGB[..., 0])


@pytest.mark.parametrize(("rotation", "turns"), [("0", 0), ("90", -1), ("180", 2), ("270", 1)])
@pytest.mark.parametrize("mirror", [False, True])
def test_turned_clockwise_then_mirrored(rotation, turns, mirror):
    result = orient(FRAME, FilterSettings(rotation=rotation, mirror=mirror))
    exact = np.rot90(RGB, turns)
    exact = exact[:, ::-1] if mirror else exact
    assert np.array_equal(result.rgb, exact)
    assert np.array_equal(result.alpha, exact[..., 0])
    assert result.rgb.flags.c_contiguous
    assert (result.time_ns, result.index) == (5, 7)


def test_nothing_asked_for_costs_nothing():
    assert orient(FRAME, FilterSettings()) is FRAME

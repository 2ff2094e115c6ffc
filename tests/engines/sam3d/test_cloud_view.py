from __future__ import annotations

import numpy as np
import pytest
import torch
from sam3d_shapes import Sphere, shell

from camfilter.engines.sam3d.cloud_surface import surface_of
from camfilter.engines.sam3d.cloud_view import CloudView
from camfilter.engines.sam3d.similarity import Similarity
from camfilter.frames import Intrinsics, View3D

DEPTH = 2.0


@pytest.fixture(scope="module")
def view() -> CloudView:
    """A ball before the camera, each side of it in the colour of its direction."""
    cloud, _ = shell(Sphere(), 4)
    there = Similarity(torch.eye(3), torch.tensor([0.0, 0.0, DEPTH]), torch.tensor(1.0))
    return CloudView(cloud, Intrinsics(1.0, 1.0), surface_of(cloud), there)


def test_straight_ahead_it_is_where_it_is(view: CloudView) -> None:
    assert isinstance(view, View3D)
    rgb, coverage = view.seen_from(0.0, 0.0, DEPTH, 60, 60)
    rows, columns = np.nonzero(coverage > 0.5)
    assert (rows.mean(), columns.mean()) == pytest.approx((29.5, 29.5), abs=0.3)
    assert rgb[30, 30].astype(float) == pytest.approx((127, 127, 0), abs=12)
    assert (rgb[0] == 0).all()


def test_from_the_side_one_sees_the_side(view: CloudView) -> None:
    rgb, coverage = view.seen_from(45.0, 0.0, DEPTH, 60, 60)
    assert (coverage > 0.5).sum() == pytest.approx(np.pi * 14.2**2, rel=0.1)
    assert rgb[30, 30].astype(float) == pytest.approx((127 + 90, 127, 127 - 90), abs=14)
    above, _ = view.seen_from(0.0, 45.0, DEPTH, 60, 60)
    assert above[30, 30].astype(float) == pytest.approx((127, 127 - 90, 127 - 90), abs=14)


@pytest.mark.parametrize(("yaw", "pitch", "away"), [(10, 0, (-1, 0)), (0, 10, (0, 1))])
def test_what_is_before_the_pivot_goes_the_way_it_should(
    view: CloudView, yaw: float, pitch: float, away: tuple[int, int]
) -> None:
    _, coverage = view.seen_from(yaw, pitch, DEPTH + 1, 60, 60)
    rows, columns = np.nonzero(coverage > 0.5)
    shift = 60 * np.tan(np.radians(10)) / DEPTH
    assert columns.mean() == pytest.approx(29.5 + away[0] * shift, abs=0.6)
    assert rows.mean() == pytest.approx(29.5 + away[1] * shift, abs=0.6)

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.seen import seen_geometry
from camfilter.frames import Frame, Intrinsics
from camfilter.settings import Projection

if TYPE_CHECKING:
    from camfilter.frames import Geometry


def _look(cloud: Gaussians) -> Geometry:
    return seen_geometry(
        cloud, Intrinsics(1.0, 1.0), Frame(np.zeros((64, 64, 3), np.uint8), 11, 3), 64
    )


def _ball(centre: tuple[float, float, float], radius: float) -> Gaussians:
    generator = torch.Generator().manual_seed(0)
    away = torch.nn.functional.normalize(torch.randn(20_000, 3, generator=generator), dim=1)
    count = len(away)
    turn = torch.tensor([1.0, 0, 0, 0]).expand(count, 4)
    return Gaussians(
        torch.tensor(centre) + radius * away,
        torch.full((count, 3), 0.012),
        turn,
        torch.full((count, 1), 0.9),
        torch.ones(count, 3),
    )


def test_what_is_seen_of_a_ball_is_where_it_is_and_as_thick() -> None:
    geometry = _look(_ball((0.5, -0.3, 4.0), 1.0))
    rows, columns = np.nonzero(geometry.valid)
    assert columns.mean() / 64 == pytest.approx(0.5 + 0.5 / 4, abs=0.03)
    assert rows.mean() / 64 == pytest.approx(0.5 - 0.3 / 4, abs=0.03)
    nearest = np.where(geometry.valid, geometry.depth, np.inf).min()
    assert nearest == pytest.approx(3.0, abs=0.05)
    assert geometry.thickness is not None
    assert geometry.thickness.max() == pytest.approx(2.0, abs=0.1)
    middle = geometry.normals[int(rows.mean()), int(columns.mean())]
    assert middle[2] < -0.9


def test_without_perspective_distance_does_not_make_small() -> None:
    cloud = _ball((0.0, 0.0, 4.0), 1.0)
    frame = Frame(np.zeros((64, 64, 3), np.uint8), 11, 3)
    flat = seen_geometry(cloud, Intrinsics(1.0, 1.0), frame, 64, Projection.ORTHOGRAPHIC)
    assert flat.intrinsics is None
    assert flat.valid.sum() == pytest.approx(np.pi * 16**2, rel=0.03)
    assert _look(cloud).valid.sum() > flat.valid.sum()
    assert flat.depth[32, 32] == pytest.approx(3.0, abs=0.02)


def test_a_cloud_behind_the_camera_is_not_seen() -> None:
    assert not _look(_ball((0, 0, -4), 1.0)).valid.any()

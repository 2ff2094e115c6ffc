from __future__ import annotations

import numpy as np
import pytest
import torch
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.gaussians import (
    Gaussians,
    project,
    rotation_matrix,
)
from camfilter.engines.sam3d.pose import Pose, quaternion_product
from camfilter.frames import Intrinsics


def _unit(*shape: int) -> torch.Tensor:
    values = torch.randn(*shape, 4, generator=torch.Generator().manual_seed(1))
    return torch.nn.functional.normalize(values, dim=-1)


@pytest.mark.parametrize("case", ["case0", "case1", "case2"])
def test_camera_space_and_projection_are_the_official_ones(case: str) -> None:
    fixture = load_fixture("pose")
    xyz, scale, rotation = (
        fixture.tensor(f"{case}.{name}") for name in ("xyz", "scale", "rotation")
    )
    flat = torch.ones(len(xyz), 1)
    matrix, turn, move, size = (
        torch.from_numpy(fixture.expected(f"{case}.pose.{name}"))
        for name in ("matrix", "rotation", "translation", "scale")
    )
    pose = Pose(matrix, turn, move, size[0])
    cloud = Gaussians(xyz, scale, rotation, flat, flat.expand(-1, 3)).posed(pose)
    fixture.check(f"{case}.camera.xyz", cloud.xyz)
    fixture.check(f"{case}.camera.scale", cloud.scale)
    expected = fixture.expected(f"{case}.camera.rotation")
    same_side = np.sign((cloud.rotation.numpy() * expected).sum(1, keepdims=True))
    fixture.check(f"{case}.camera.rotation", cloud.rotation.numpy() * same_side)
    known = fixture.array(f"{case}.intrinsics")
    camera = Intrinsics(*(float(known[at]) for at in ((0, 0), (1, 1), (0, 2), (1, 2))))
    width, height = (int(side) for side in fixture.array(f"{case}.width_height"))
    pixel, depth = project(cloud.in_opencv().xyz, camera, height, width)
    fixture.check(f"{case}.pixel", pixel)
    fixture.check(f"{case}.depth", depth)


def test_a_product_of_quaternions_is_the_product_of_their_matrices() -> None:
    first, second = _unit(20), _unit(20).flip(0)
    expected = rotation_matrix(first) @ rotation_matrix(second)
    found = rotation_matrix(quaternion_product(first, second))
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=0)


def test_a_posed_cloud_carries_its_covariances_along() -> None:
    cloud = Gaussians(
        torch.randn(20, 3), torch.rand(20, 3) + 0.1, _unit(20), torch.ones(20, 1), torch.rand(20, 3)
    )
    turn = _unit(1)[0]
    pose = Pose(rotation_matrix(turn), turn, torch.tensor([1.0, 2.0, 3.0]), torch.tensor(1.7))
    posed = cloud.posed(pose).in_opencv()
    matrix = pose.matrix.t() * 1.7
    flip = torch.diag(torch.tensor([-1.0, -1.0, 1.0]))
    whole = flip @ matrix
    expected = whole @ cloud.covariances() @ whole.t()
    torch.testing.assert_close(posed.covariances(), expected, atol=1e-5, rtol=1e-4)


def test_broken_rows_are_left_out() -> None:
    cloud = Gaussians(
        torch.zeros(4, 3), torch.ones(4, 3), _unit(4), torch.ones(4, 1), torch.ones(4, 3)
    )
    cloud.xyz[1, 2] = torch.nan
    cloud.opacity[3] = torch.inf
    assert len(cloud.finite()) == 2

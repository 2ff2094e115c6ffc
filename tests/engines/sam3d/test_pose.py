from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.pose import (
    Pose,
    decode_pose,
    points_to_camera,
    project,
    quaternion_of,
    quaternion_product,
    rotation_matrix,
    rotations_to_camera,
    scales_to_camera,
    to_opencv,
)

FIXTURE = load_fixture("pose")
CASES = ("case0", "case1", "case2")


def pose_of(case: str) -> Pose:
    return decode_pose(
        FIXTURE.tensors(f"{case}.latent."),
        FIXTURE.tensor(f"{case}.scene_scale"),
        FIXTURE.tensor(f"{case}.scene_shift"),
        float(FIXTURE.tensor(f"{case}.downsample_factor")),
    )


def matrix_of(quaternion: torch.Tensor) -> torch.Tensor:
    conjugate = quaternion * torch.tensor([1.0, -1, -1, -1])
    turned = [
        quaternion_product(quaternion_product(quaternion, axis), conjugate)[1:]
        for axis in torch.eye(4)[1:]
    ]
    return torch.stack(turned, 1)


@pytest.mark.parametrize("case", CASES)
def test_the_pose_matches_the_official_one(case: str) -> None:
    pose = pose_of(case)
    FIXTURE.check(f"{case}.pose.matrix", pose.matrix)
    FIXTURE.check(f"{case}.pose.rotation", pose.quaternion)
    FIXTURE.check(f"{case}.pose.translation", pose.translation)
    FIXTURE.check(f"{case}.pose.scale", pose.scale.expand(3))


@pytest.mark.parametrize("case", CASES)
def test_gaussians_are_placed_as_officially(case: str) -> None:
    pose = pose_of(case)
    points = points_to_camera(FIXTURE.tensor(f"{case}.xyz"), pose)
    FIXTURE.check(f"{case}.camera.xyz", points)
    rotations = rotations_to_camera(FIXTURE.tensor(f"{case}.rotation"), pose)
    FIXTURE.check(f"{case}.camera.rotation", torch.where(rotations[:, :1] < 0, -1, 1) * rotations)
    scales = scales_to_camera(FIXTURE.tensor(f"{case}.scale"), pose)
    FIXTURE.check(f"{case}.camera.scale", scales)
    width, height = FIXTURE.tensor(f"{case}.width_height").tolist()
    pixels = project(points, FIXTURE.tensor(f"{case}.intrinsics"), width, height)
    FIXTURE.check(f"{case}.pixel", pixels)
    FIXTURE.check(f"{case}.depth", points[:, 2])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_quaternions_and_matrices_agree(values: list[float]) -> None:
    quaternion = torch.tensor(values)
    assume(quaternion.norm() > 0.1)
    quaternion = quaternion / quaternion.norm()
    matrix = matrix_of(quaternion)
    found = quaternion_of(matrix)
    assert found[0] >= 0
    torch.testing.assert_close(matrix_of(found), matrix, rtol=0, atol=2e-5)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_half_turns_have_a_quaternion(axis: int) -> None:
    matrix = -torch.eye(3)
    matrix[axis, axis] = 1
    torch.testing.assert_close(quaternion_of(matrix).abs(), torch.eye(4)[axis + 1])


def test_any_six_numbers_give_a_rotation() -> None:
    matrix = rotation_matrix(torch.tensor([0.3, -2.0, 0.5, 1.0, 0.1, 4.0]))
    torch.testing.assert_close(matrix.T @ matrix, torch.eye(3), rtol=0, atol=1e-6)
    assert torch.linalg.det(matrix).item() == pytest.approx(1)


def test_a_point_on_the_axis_is_seen_in_the_middle() -> None:
    intrinsics = torch.tensor([[0.8, 0, 0.5], [0, 1.2, 0.5], [0, 0, 1]])
    points = torch.tensor([[0.0, 0, 2], [-1, 0, 2], [0, 1, 2]])
    pixels = project(points, intrinsics, 200, 100)
    torch.testing.assert_close(pixels, torch.tensor([[100.0, 50], [180, 50], [100, -10]]))


def test_turning_the_axes_twice_changes_nothing() -> None:
    points = torch.tensor([[1.0, 2, 3], [-math.pi, 0, 1]])
    assert torch.equal(to_opencv(to_opencv(points)), points)
    assert to_opencv(points)[0].tolist() == [-1, -2, 3]

"""Where a reconstructed object is: stage 1's layout latents to a pose in camera space.

Camera space here is PyTorch3D's, x left, y up, z forward; vectors are rows, so that a point p of
the object lies at `scale * p @ matrix + translation`. Quaternions are w, x, y, z.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from camfilter.engines.sam3d.hyper_parameters import LAYOUT

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.sampler import Latents

_ROTATION_MEAN: Final = (
    -0.06366084883674913,
    0.008438224692279752,
    0.00017084786438302483,
    0.0007126610473540038,
    -0.0030916726538816417,
    0.5166093753457688,
)
_ROTATION_STD: Final = (
    0.6656971967514863,
    0.6787012271867754,
    0.30345010594844524,
    0.4394504420678794,
    0.39817973931717104,
    0.6176286868761914,
)
SMALLEST_SCALE: Final = 1.1 * 0.0009
"""Least standard deviation of a Gaussian, in the object's units."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Rotation `matrix` (3, 3), the same as `quaternion` (4,), `translation` (3,), `scale` ()."""

    matrix: Tensor
    quaternion: Tensor
    translation: Tensor
    scale: Tensor


def decode_pose(
    latents: Latents, scene_scale: Tensor, scene_shift: Tensor, shrinkage: float = 1
) -> Pose:
    """The pose in layout `latents`, in the units of the point map.

    `scene_scale` and `scene_shift` (3,) are what the point map was normalised by, `shrinkage` is
    what the voxels were reduced by. The latent `translation_scale` has no meaning here.
    """
    rotation = latents[LAYOUT].flatten().float()
    six = torch.stack(
        [
            value * std + mean
            for value, mean, std in zip(rotation, _ROTATION_MEAN, _ROTATION_STD, strict=True)
        ]
    )
    matrix = rotation_matrix(six)
    scale = (latents["scale"].flatten().float().exp() * scene_scale).mean() * shrinkage
    translation = latents["translation"].flatten().float() * scene_scale + scene_shift
    return Pose(matrix, quaternion_of(matrix), translation, scale)


def rotation_matrix(six: Tensor) -> Tensor:
    """Rotation (3, 3) whose first columns are the two vectors in (6,) made orthonormal.

    Zhou et al., "On the Continuity of Rotation Representations in Neural Networks", 2019.
    """
    first, second = six.view(2, 3)
    x = functional.normalize(first, dim=0)
    y = functional.normalize(second - (x * second).sum() * x, dim=0)
    return torch.stack([x, y, torch.linalg.cross(x, y)], 1)


def quaternion_of(matrix: Tensor) -> Tensor:
    """Quaternion (4,) with w >= 0 of a rotation (3, 3).

    Of the four ways to compute it the one with the largest divisor is taken, without a branch.
    """
    (a, b, c), (d, e, f), (g, h, i) = (row.unbind() for row in matrix.unbind())
    candidates = torch.stack(
        [
            torch.stack([1 + a + e + i, h - f, c - g, d - b]),
            torch.stack([h - f, 1 + a - e - i, b + d, c + g]),
            torch.stack([c - g, b + d, 1 - a + e - i, f + h]),
            torch.stack([d - b, c + g, f + h, 1 - a - e + i]),
        ]
    )
    best = candidates.diagonal().argmax(0, keepdim=True)
    quaternion = functional.normalize(candidates.index_select(0, best)[0], dim=0)
    return torch.where(quaternion[0] < 0, -quaternion, quaternion)


def quaternion_product(first: Tensor, second: Tensor) -> Tensor:
    """Hamilton product of quaternions (..., 4): the rotation `second`, then `first`."""
    w, x, y, z = first.unbind(-1)
    a, b, c, d = second.unbind(-1)
    return torch.stack(
        [
            w * a - x * b - y * c - z * d,
            w * b + x * a + y * d - z * c,
            w * c - x * d + y * a + z * b,
            w * d + x * c - y * b + z * a,
        ],
        -1,
    )


def points_to_camera(points: Tensor, pose: Pose) -> Tensor:
    """Points (N, 3) of the object in camera space."""
    return pose.scale * (points @ pose.matrix) + pose.translation


def rotations_to_camera(quaternions: Tensor, pose: Pose) -> Tensor:
    """Rotations (N, 4) of Gaussians in camera space.

    Rows turn by the matrix, columns by its transpose: hence the conjugate.
    """
    w, x, y, z = pose.quaternion.unbind()
    return quaternion_product(torch.stack([w, -x, -y, -z]), quaternions)


def scales_to_camera(scales: Tensor, pose: Pose) -> Tensor:
    """Standard deviations (N, 3) of Gaussians in camera space, none below the smallest one."""
    return scales.clamp_min(SMALLEST_SCALE) * pose.scale


def to_opencv(points: Tensor) -> Tensor:
    """Points or directions (..., 3) in x right, y down, z forward, and back again."""
    x, y, z = points.unbind(-1)
    return torch.stack([-x, -y, z], -1)


def project(points: Tensor, intrinsics: Tensor, width: int, height: int) -> Tensor:
    """Pixels u, v (N, 2) of camera-space points; (0, 0) is the outer corner of the first pixel.

    `intrinsics` (3, 3) are normalised by the sides of the picture.
    """
    x, y, z = to_opencv(points).unbind(-1)
    u = (intrinsics[0, 0] * x / z + intrinsics[0, 2]) * width
    v = (intrinsics[1, 1] * y / z + intrinsics[1, 2]) * height
    return torch.stack([u, v], -1)

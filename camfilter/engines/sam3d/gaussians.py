"""3D Gaussians: where they are, how large, how turned, how opaque, and of which colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from camfilter.engines.sam3d.pose import (
    points_to_camera,
    quaternion_product,
    rotations_to_camera,
    scales_to_camera,
    to_opencv,
)

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.pose import Pose
    from camfilter.frames import Intrinsics


@dataclass(frozen=True, slots=True)
class Gaussians:
    """A cloud of G Gaussians; those of one voxel are adjacent rows.

    Attributes:
        xyz: (G, 3) centres.
        scale: (G, 3) standard deviation along each own axis.
        rotation: (G, 4) unit quaternions w x y z that turn own axes into the space's.
        opacity: (G, 1) in 0..1.
        colour: (G, 3) red, green, blue; mostly within 0..1, not clamped.
    """

    xyz: Tensor
    scale: Tensor
    rotation: Tensor
    opacity: Tensor
    colour: Tensor

    def __len__(self) -> int:
        return self.xyz.shape[0]

    def posed(self, pose: Pose) -> Gaussians:
        """The object in PyTorch3D camera space (x left, y up, z forward)."""
        return replace(
            self,
            xyz=points_to_camera(self.xyz, pose),
            scale=scales_to_camera(self.scale, pose),
            rotation=rotations_to_camera(self.rotation, pose),
        )

    def in_opencv(self) -> Gaussians:
        """The same cloud with x and y turned round: x right, y down, z forward."""
        half_turn = self.rotation.new_tensor([0.0, 0.0, 0.0, 1.0])
        rotation = quaternion_product(half_turn, self.rotation)
        return replace(self, xyz=to_opencv(self.xyz), rotation=rotation)

    def covariances(self) -> Tensor:
        """(G, 3, 3) covariance of each Gaussian."""
        axes = rotation_matrix(self.rotation) * self.scale[:, None, :]
        return axes @ axes.transpose(1, 2)

    def finite(self) -> Gaussians:
        """Without the rows that hold NaN or infinity."""
        values = (self.xyz, self.scale, self.rotation, self.opacity, self.colour)
        keep = torch.isfinite(torch.cat(values, 1)).all(1)
        return Gaussians(*(value[keep] for value in values))


def project(xyz: Tensor, camera: Intrinsics, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Pixels (G, 2) and depths (G,) of points in OpenCV axes; (0, 0) is the picture's corner."""
    x, y, z = xyz.unbind(1)
    u = (camera.fx * x / z + camera.cx) * width
    v = (camera.fy * y / z + camera.cy) * height
    return torch.stack((u, v), 1), z


def rotation_matrix(quaternion: Tensor) -> Tensor:
    """(..., 3, 3) matrices that turn column vectors, of quaternions (..., 4) of any length."""
    w, x, y, z = functional.normalize(quaternion, dim=-1).unbind(-1)
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    return torch.stack([torch.stack(row, -1) for row in rows], -2)

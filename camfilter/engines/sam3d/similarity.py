"""How an object is moved: turned, scaled and shifted, in OpenCV's axes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import torch

from camfilter.engines.sam3d.pose import quaternion_of, quaternion_product

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians


@dataclass(frozen=True, slots=True)
class Similarity:
    """A point p goes to `scale * rotation @ p + translation`.

    Attributes:
        rotation: (3, 3) fp32, orthonormal.
        translation: (3,) fp32.
        scale: () fp32.
    """

    rotation: Tensor
    translation: Tensor
    scale: Tensor

    @classmethod
    def identity(cls, device: torch.device | str = "cpu") -> Self:
        """What leaves everything where it is."""
        return cls(
            torch.eye(3, device=device),
            torch.zeros(3, device=device),
            torch.ones((), device=device),
        )

    @classmethod
    def turn(cls, yaw_deg: float, pitch_deg: float, pivot: float) -> Self:
        """A turn about the point at depth `pivot` on the optical axis, on the processor.

        With a positive yaw what is nearer than that goes left, with a positive pitch down.
        """
        yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
        across = torch.tensor(
            [
                [math.cos(yaw), 0.0, math.sin(yaw)],
                [0.0, 1.0, 0.0],
                [-math.sin(yaw), 0.0, math.cos(yaw)],
            ]
        )
        down = torch.tensor(
            [
                [1.0, 0.0, 0.0],
                [0.0, math.cos(pitch), -math.sin(pitch)],
                [0.0, math.sin(pitch), math.cos(pitch)],
            ]
        )
        rotation = down @ across
        centre = torch.tensor([0.0, 0.0, pivot])
        return cls(rotation, centre - rotation @ centre, torch.ones(()))

    def to(self, device: torch.device) -> Similarity:
        """The same on `device`."""
        values = (self.rotation, self.translation, self.scale)
        return Similarity(*(value.to(device) for value in values))

    def points(self, xyz: Tensor) -> Tensor:
        """Points (N, 3) moved."""
        return self.scale * (xyz @ self.rotation.T) + self.translation

    def cloud(self, cloud: Gaussians) -> Gaussians:
        """The Gaussians moved, with their sizes."""
        return replace(
            cloud,
            xyz=self.points(cloud.xyz),
            scale=cloud.scale * self.scale,
            rotation=quaternion_product(quaternion_of(self.rotation), cloud.rotation),
        )

    def after(self, first: Similarity) -> Similarity:
        """`first`, then this one."""
        return Similarity(
            self.rotation @ first.rotation,
            self.points(first.translation[None])[0],
            self.scale * first.scale,
        )

"""What the renderer makes: pictures with exact geometry."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """B pictures of one size; everything but `rgb` is taken at pixel centres."""

    rgb: Tensor  # (B, 3, H, W) float 0..1, sRGB
    depth: Tensor  # (B, H, W) metres along the viewing axis, 300 where nothing was hit
    normals: Tensor  # (B, 3, H, W) x right, y down, z forward; z < 0 faces the camera
    person: Tensor  # (B, H, W) bool
    hit: Tensor  # (B, H, W) bool, false in the sky
    leafy: Tensor  # (B, H, W) bool, leaves, whose normals say little
    focal: Tensor  # (B,) picture widths

    def __len__(self) -> int:
        return len(self.focal)

    def to(self, device: torch.device | str) -> Batch:
        """The same pictures on another device."""
        return Batch(**{f.name: getattr(self, f.name).to(device) for f in fields(self)})

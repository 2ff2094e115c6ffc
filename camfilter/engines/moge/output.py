"""What the networks of MoGe give, and the picture of the scene that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import torch
from torch import Tensor

from camfilter.engines.moge.recovery import focal_from_fov, recover_focal_shift

_MASK_THRESHOLD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """Output of a network, in float32.

    Attributes:
        points: (B, H, W, 3), right up to a shift along z and the focal length.
        mask: (B, H, W); what is above 0.5 is known: a logit in MoGe 1, a probability in MoGe 2.
        normals: (B, H, W, 3), unit length.
        scale: (B,) metres per unit of `points`.
    """

    points: Tensor
    mask: Tensor
    normals: Tensor | None = None
    scale: Tensor | None = None


class Network(Protocol):
    """Both versions of MoGe."""

    token_range: tuple[int, int]
    """Numbers of ViT tokens that it was trained with."""

    def __call__(
        self, pictures: Tensor, tokens: int, size: tuple[int, int] | None = None
    ) -> Prediction:
        """Prediction for pictures (B, 3, H, W) in [0, 1], at `size` or at their own."""

    def float(self) -> object:
        """Turn all its weights into float32."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Prediction in camera space (OpenCV axes), metric where the network knows the scale.

    Attributes:
        points: (B, H, W, 3).
        depth: (B, H, W).
        valid: (B, H, W) bool.
        fx, fy: (B,) in picture widths and heights; the optical axis is in the middle.
        focal, shift: (B,) as recovered: focal relative to half the diagonal, shift before scaling.
    """

    points: Tensor
    depth: Tensor
    valid: Tensor
    fx: Tensor
    fy: Tensor
    focal: Tensor
    shift: Tensor
    normals: Tensor | None


def scene_from(
    prediction: Prediction,
    aspect: float,
    fov_x_deg: float | None = None,
    *,
    project: bool = False,
) -> Scene:
    """The scene of a picture with this width / height, at a field of view that may be known.

    With `project` the points lie exactly on the rays of their pixels.
    """
    known = prediction.mask > _MASK_THRESHOLD
    focal = None
    if fov_x_deg is not None:
        focal = focal_from_fov(fov_x_deg, aspect, prediction.points)
    focal, shift = recover_focal_shift(prediction.points, known, aspect, focal)
    diagonal = (1 + aspect**2) ** 0.5
    fx, fy = focal / 2 * diagonal / aspect, focal / 2 * diagonal
    depth = prediction.points[..., 2] + shift[:, None, None]
    if project:
        points = rays(depth.shape[1], depth.shape[2], fx, fy) * depth[..., None]
    else:
        points = torch.cat([prediction.points[..., :2], depth[..., None]], -1)
    if prediction.scale is not None:
        # MoGe 2 also drops what would lie behind the camera.
        known = known & (depth > 0)
        depth = depth * prediction.scale[:, None, None]
        points = points * prediction.scale[:, None, None, None]
    return Scene(points, depth, known, fx, fy, focal, shift, prediction.normals)


def rays(rows: int, columns: int, fx: Tensor, fy: Tensor) -> Tensor:
    """(B, rows, columns, 3): the point at depth 1 behind each pixel's centre."""
    x = (torch.arange(columns, device=fx.device, dtype=fx.dtype) + 0.5) / columns - 0.5
    y = (torch.arange(rows, device=fx.device, dtype=fx.dtype) + 0.5) / rows - 0.5
    across = (x / fx[:, None])[:, None, :].expand(-1, rows, -1)
    down = (y / fy[:, None])[:, :, None].expand(-1, -1, columns)
    return torch.stack([across, down, torch.ones_like(across)], -1)

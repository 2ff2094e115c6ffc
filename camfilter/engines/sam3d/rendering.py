"""What a camera sees of a cloud of Gaussians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.splat import splat
from camfilter.engines.sam3d.surface import normals_of
from camfilter.settings import Projection

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.engines.sam3d.similarity import Similarity
    from camfilter.frames import Intrinsics


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cloud as a camera sees it, fp32 on the cloud's device.

    Attributes:
        depth: (h, w) along the optical axis, 0 where nothing is seen.
        normals: (h, w, 3) unit length in OpenCV axes, facing the camera; (0, 0, -1) where nothing
            is seen.
        covered: (h, w) bool: half or more of the light from there comes from the cloud.
        opacity: (h, w) in 0..1, the share of the light that comes from the cloud.
        thickness: (h, w) from the visible surface to the far side, 0 where nothing is seen.
        colour: (h, w, 3) in 0..1 of the visible surface, black where nothing is seen.
    """

    depth: Tensor
    normals: Tensor
    covered: Tensor
    opacity: Tensor
    thickness: Tensor
    colour: Tensor


@torch.inference_mode()
def render(
    cloud: Gaussians,
    camera: Intrinsics,
    height: int,
    width: int,
    *,
    moved: Similarity | None = None,
    projection: Projection = Projection.PERSPECTIVE,
    normals: Tensor | None = None,
) -> Rendered:
    """The cloud, in OpenCV axes, `moved` before it is seen, in a picture of `height` x `width`.

    An orthographic camera sees the middle of the cloud as large as the perspective one does.
    `normals` (G, 3) of the Gaussians, where they are to be others than their shortest axes, are
    moved with them.
    """
    if moved is not None:
        cloud = moved.cloud(cloud)
    seen = splat(cloud, camera, height, width)
    thickness = (seen.back - seen.front).clamp(min=0).float()
    facing = normals_of(seen.front, seen.covered, camera)
    opacity = seen.covered.float()
    colour = torch.full_like(facing, 0.5) * opacity[..., None]
    return Rendered(seen.front.float(), facing, seen.covered, opacity, thickness, colour)

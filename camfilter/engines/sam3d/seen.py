"""What the camera of a frame sees of an object made of Gaussians."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.rendering import Rendered, render
from camfilter.frames import Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    from camfilter.engines.sam3d.gaussians import Gaussians


@torch.inference_mode()
def seen_geometry(cloud: Gaussians, camera: Intrinsics, frame: Frame, resolution: int) -> Geometry:
    """What of a cloud in OpenCV axes the camera of `frame` sees."""
    height, width = frame.size
    scale = min(1.0, resolution / max(height, width))
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    return _geometry(render(cloud, camera, rows, columns), cloud, camera, frame)


def _geometry(seen: Rendered, cloud: Gaussians, camera: Intrinsics, frame: Frame) -> Geometry:
    return Geometry.checked(
        seen.depth.cpu().numpy(),
        seen.normals.cpu().numpy(),
        frame,
        metric=False,
        valid=seen.covered.cpu().numpy(),
        intrinsics=camera,
        thickness=seen.thickness.cpu().numpy(),
        splats=cloud,
    )

"""What the camera of a frame sees of an object made of Gaussians."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.cloud_surface import surface_of
from camfilter.engines.sam3d.cloud_view import CloudView
from camfilter.engines.sam3d.rendering import render
from camfilter.frames import Frame, Geometry, Intrinsics
from camfilter.settings import Projection

if TYPE_CHECKING:
    from camfilter.engines.sam3d.gaussians import Gaussians


@torch.inference_mode()
def seen_geometry(
    cloud: Gaussians,
    camera: Intrinsics,
    frame: Frame,
    resolution: int,
    projection: Projection = Projection.PERSPECTIVE,
) -> Geometry:
    """What of a cloud in OpenCV axes the camera of `frame` sees.

    Without perspective there is no pinhole camera that sees it so: intrinsics are unknown.
    """
    height, width = frame.size
    scale = min(1.0, resolution / max(height, width))
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    surface = surface_of(cloud)
    seen = render(
        cloud, camera, rows, columns, projection=projection, surface=surface, colour=False
    )
    return Geometry.checked(
        seen.depth.cpu().numpy(),
        seen.normals.cpu().numpy(),
        frame,
        metric=False,
        valid=seen.covered.cpu().numpy(),
        intrinsics=camera if projection is Projection.PERSPECTIVE else None,
        thickness=seen.thickness.cpu().numpy(),
        splats=CloudView(cloud, camera, surface, projection=projection),
    )

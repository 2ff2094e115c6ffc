"""What the camera of a frame sees of an object made of Gaussians."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import torch

from camfilter.engines.sam3d.splat import Splatted, splat
from camfilter.engines.sam3d.surface import normals_of
from camfilter.frames import Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    from camfilter.engines.sam3d.gaussians import Gaussians

_log = logging.getLogger(__name__)


@torch.inference_mode()
def seen_geometry(cloud: Gaussians, camera: Intrinsics, frame: Frame, resolution: int) -> Geometry:
    """What of a cloud in OpenCV axes the camera of `frame` sees."""
    height, width = frame.size
    scale = min(1.0, resolution / max(height, width))
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    seen = splat(cloud, camera, rows, columns)
    if seen.front.shape[0] < rows:
        _log.info("the Gaussians are too large to be drawn at %d x %d", columns, rows)
    return _geometry(seen, cloud, camera, frame)


def _geometry(seen: Splatted, cloud: Gaussians, camera: Intrinsics, frame: Frame) -> Geometry:
    normals = normals_of(seen.front, seen.covered, camera)
    thickness = (seen.back - seen.front).clamp(min=0)
    return Geometry.checked(
        seen.front.cpu().numpy(),
        normals.cpu().numpy(),
        frame,
        metric=False,
        valid=seen.covered.cpu().numpy(),
        intrinsics=camera,
        thickness=thickness.float().cpu().numpy(),
        splats=cloud,
    )

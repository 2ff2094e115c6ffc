"""Gaussians as the flat ellipses that they are in a picture.

Zwicker et al., "EWA Splatting", 2002; Kerbl et al., "3D Gaussian Splatting", 2023; the blur by the
pixel keeps the light, as in Yu et al., "Mip-Splatting", 2024.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from camfilter.engines.sam3d.gaussians import rotation_matrix
from camfilter.settings import Projection

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.cloud_surface import CloudSurface
    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.frames import Intrinsics

FIELDS: Final = 16
U, V, XX, XY, YY, DEPTH, SLOPE_U, SLOPE_V, REACH, SHARE, NORMAL, COLOUR = (*range(11), 13)
"""Columns of a record: the centre in pixels; the quadratic form xx, xy, yy, to whose power of 2 the
share falls off; depth in the middle, its slope per pixel, and how far it may go from it; the share
of a surface in the middle; three of the normal, which faces the camera, and three of the colour."""

BLUR: Final = 0.1
"""Squared pixels, that of the decoder's training."""
WIDEST: Final = 2.0
"""Deviations at which an ellipse ends."""
FAINT: Final = -(WIDEST**2) / (2 * math.log(2))
"""The quadratic form at the end of an ellipse."""
WITHIN: Final = 1 - math.exp(-(WIDEST**2) / 2)
"""Share of a Gaussian inside of that."""
NEAREST: Final = 0.02
"""Of the mean depth: what is nearer is not seen."""
FAINTEST: Final = 1e-4
MOST_SIDE: Final = 1e6
"""Pixels; what is larger is not drawn."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera and its picture; lengths in pixels, the focal lengths at depth 1."""

    focal_u: float
    focal_v: float
    centre_u: float
    centre_v: float
    height: int
    width: int
    orthographic: bool

    @classmethod
    def of(cls, camera: Intrinsics, height: int, width: int, projection: Projection) -> View:
        """What `camera` sees in a picture of `height` x `width`."""
        return cls(
            camera.fx * width,
            camera.fy * height,
            camera.cx * width,
            camera.cy * height,
            height,
            width,
            projection is Projection.ORTHOGRAPHIC,
        )


def footprints(cloud: Gaussians, surface: CloudSurface, view: View) -> Tensor:
    """(n, FIELDS) of the Gaussians that can be seen, the nearest first."""
    x, y, z = cloud.xyz.unbind(1)
    mean = z.mean()
    distance = mean if view.orthographic else z
    per_u, per_v = view.focal_u / distance, view.focal_v / distance
    u, v = per_u * x + view.centre_u, per_v * y + view.centre_v
    normals, away = _facing(cloud.xyz, surface.normals, view)
    flat = _flattened(cloud, per_u, per_v, view)
    xx, xy, yy = flat[0] + BLUR, flat[1], flat[2] + BLUR
    determinant = xx * yy - xy * xy
    _, middle, longest = cloud.scale.sort(1)[0].unbind(1)
    seen_area = middle * longest * (per_u * per_v) * away
    share = cloud.opacity[:, 0] * (seen_area / determinant.sqrt()).clamp(max=1) / WITHIN
    share = share / surface.overlap.clamp(min=1)
    reach = WIDEST * longest
    # Each is a disc across its normal: so steep is its depth.
    slope = normals[:, :2] / away.clamp(min=1e-6)[:, None]
    slope_u, slope_v = slope[:, 0] / per_u, slope[:, 1] / per_v
    form = torch.stack((yy, -2 * xy, xx), 1) * (FAINT / WIDEST**2 / determinant)[:, None]
    columns = (u, v, *form.unbind(1), z, slope_u, slope_v, reach, share)
    records = torch.cat((torch.stack(columns, 1), normals, cloud.colour), 1)
    seen = (z > reach) & (z > NEAREST * mean.abs()) & (share > FAINTEST) & records.isfinite().all(1)
    seen &= (xx + yy < MOST_SIDE**2) & (determinant > 0)
    order = z.argsort(stable=True)
    return records[order[seen[order]]]


def boxes(records: Tensor, height: int, width: int) -> tuple[Tensor, Tensor]:
    """First pixel and number of pixels of each ellipse (n, 2), column and row."""
    xx, xy, yy = (records[:, XX : YY + 1] / FAINT).unbind(1)
    sides = (torch.stack((yy, xx), 1) / (xx * yy - xy * xy / 4)[:, None]).sqrt()
    limit = records.new_tensor([width, height])
    middle = records[:, U : V + 1]
    low = (middle - sides - 0.5).ceil().clamp(min=0).minimum(limit)
    high = (middle + sides - 0.5).floor().add(1).clamp(min=0).minimum(limit)
    return low.long(), (high - low).clamp(min=0).long()


def _facing(xyz: Tensor, normals: Tensor, view: View) -> tuple[Tensor, Tensor]:
    """Normals turned to the camera, and how much of it each sees, per the square of its depth.

    That is the cosine to the ray by the ray's length at depth 1.
    """
    along = normals[:, 2] if view.orthographic else (normals * xyz).sum(1) / xyz[:, 2]
    return torch.where(along[:, None] > 0, -normals, normals), along.abs()


def _flattened(
    cloud: Gaussians, per_u: Tensor, per_v: Tensor, view: View
) -> tuple[Tensor, Tensor, Tensor]:
    """Covariance xx, xy, yy in pixels, to first order."""
    axes = rotation_matrix(cloud.rotation) * cloud.scale[:, None, :]
    x, y, z = axes.unbind(1)
    if not view.orthographic:
        ray = cloud.xyz / cloud.xyz[:, 2:]
        x, y = x - ray[:, :1] * z, y - ray[:, 1:2] * z
    x, y = x * per_u.view(-1, 1), y * per_v.view(-1, 1)
    return (x * x).sum(1), (x * y).sum(1), (y * y).sum(1)

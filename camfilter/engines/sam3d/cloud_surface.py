"""The surface that a cloud of Gaussians stands for: which way it faces, how deep they lie on it.

Found once for a cloud; it stays true however the cloud is moved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from camfilter.engines.sam3d.gaussians import rotation_matrix

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians

_CELL: Final = 1.5
"""Side of a cell, in middle deviations of the Gaussians."""
_CELLS: Final = 128
"""Most cells along an axis: 84 MB of moments."""
_MARGIN: Final = 3
_SQUARINGS: Final = 4
_DEVIATION: Final = math.sqrt(1 / 12 + 1 / 2 + 1 / 6)
"""Of a neighbourhood, in cells: those of the cell, of the smoothing and of the interpolation."""


class NormalSource(Enum):
    """What the normals of a cloud come from."""

    AXES = "the shortest axis of each Gaussian"
    PCA = "principal components of the centres around each"


@dataclass(frozen=True, slots=True)
class CloudSurface:
    """What is known of the surface at each Gaussian.

    Attributes:
        normals: (G, 3) unit length, of either sign.
        overlap: (G,) how many opaque Gaussians a ray across the surface meets there.
    """

    normals: Tensor
    overlap: Tensor


@torch.inference_mode()
def surface_of(cloud: Gaussians, normals: NormalSource = NormalSource.PCA) -> CloudSurface:
    """The surface of a cloud, from neighbourhoods about four deviations wide.

    Moments of the centres are summed over a grid, so that the time is linear in their number.
    """
    if not len(cloud):
        return CloudSurface(cloud.xyz, cloud.xyz.new_zeros(0))
    areas = _areas(cloud)
    cell = _cell(cloud)
    places = (cloud.xyz - cloud.xyz.amin(0)) / cell + _MARGIN
    moments = _around(places, cloud.opacity[:, 0] * areas)
    density = math.sqrt(2 * math.pi) * _DEVIATION * moments[0] / (cell * cell)
    if normals is NormalSource.AXES:
        return CloudSurface(shortest_axes(cloud), density)
    return CloudSurface(_least_spread(moments), density)


def shortest_axes(cloud: Gaussians) -> Tensor:
    """(G, 3) direction in which each Gaussian is thinnest."""
    which = cloud.scale.argmin(1)[:, None, None].expand(-1, 3, 1)
    return rotation_matrix(cloud.rotation).gather(2, which)[..., 0]


def _areas(cloud: Gaussians) -> Tensor:
    """(G,) what each Gaussian would cover if it were opaque, seen along its shortest axis."""
    _, middle, longest = cloud.scale.sort(1)[0].unbind(1)
    return 2 * math.pi * middle * longest


def _cell(cloud: Gaussians) -> Tensor:
    extent = (cloud.xyz.amax(0) - cloud.xyz.amin(0)).amax()
    middle = cloud.scale.median(1)[0].mean()
    return torch.maximum(_CELL * middle, extent / (_CELLS - 2 * _MARGIN)).clamp(min=1e-12)


def _around(places: Tensor, weights: Tensor) -> Tensor:
    """(10, G) weighted moments 1, x, y, z, xx, xy, xz, yy, yz, zz of what is around each place."""
    sides = [int(side) + _MARGIN + 1 for side in places.amax(0).tolist()]
    x, y, z = (places - places.mean(0)).unbind(1)
    terms = (torch.ones_like(x), x, y, z, x * x, x * y, x * z, y * y, y * z, z * z)
    column, row, layer = places.long().unbind(1)
    flat = (column * sides[1] + row) * sides[2] + layer
    grid = places.new_zeros(len(terms), math.prod(sides))
    for sums, term in zip(grid, terms, strict=True):
        sums.index_add_(0, flat, term * weights)
    smooth = _smoothed(grid.view(1, -1, *sides))
    where = (2 * places / places.new_tensor(sides) - 1).flip(1)
    return functional.grid_sample(smooth, where.view(1, 1, 1, -1, 3), align_corners=False)[
        0, :, 0, 0
    ]


def _smoothed(grid: Tensor) -> Tensor:
    """Each cell with its neighbours, weighted 1, 2, 1 along every axis."""
    for axis in (2, 3, 4):
        ahead, behind = grid.roll(-1, axis), grid.roll(1, axis)
        grid = ahead.add_(behind).div_(4).add_(grid, alpha=0.5)
    return grid


def _least_spread(moments: Tensor) -> Tensor:
    """(G, 3) eigenvector of the smallest eigenvalue of each covariance.

    That is the largest one of the adjugate, found by squaring.
    """
    weight, first, second = moments[0].clamp(min=1e-30), moments[1:4], moments[4:]
    x, y, z = first / weight
    xx, xy, xz, yy, yz, zz = second / weight
    xx, xy, xz = xx - x * x, xy - x * y, xz - x * z
    yy, yz, zz = yy - y * y, yz - y * z, zz - z * z
    a, b, c = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy
    d, e, f = xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy
    matrix = torch.stack((a, b, c, b, d, e, c, e, f), 1).view(-1, 3, 3)
    for _ in range(_SQUARINGS):
        trace = matrix.diagonal(dim1=1, dim2=2).sum(1).clamp(min=1e-30)
        matrix = matrix / trace[:, None, None]
        matrix = matrix @ matrix
    largest = matrix.diagonal(dim1=1, dim2=2).argmax(1)
    rows = torch.arange(len(matrix), device=matrix.device)
    return functional.normalize(matrix[rows, largest], dim=1)

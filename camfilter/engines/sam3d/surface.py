"""Normals of a depth map, by fitting a plane around every pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.frames import Intrinsics

_REACH: Final = 2
_STEP: Final = 0.03
"""Neighbours further off in depth than this share for each pixel belong to another surface."""


def normals_of(depth: Tensor, valid: Tensor, camera: Intrinsics) -> Tensor:
    """(h, w, 3) unit normals of depth (h, w) in OpenCV axes, towards the camera.

    Inverse depth of a plane is linear over the picture, so that the fit, least squares over the
    valid neighbours of the same surface, is exact for planes. Where too few are valid, and where
    the pixel itself is not, the normal faces the camera.
    """
    height, width = depth.shape
    inverse = torch.where(valid, 1 / depth.clamp(min=1e-12), 0.0).double()
    middle, across, down = _plane(inverse, valid)
    ray_x = _centres(width, depth) / width - camera.cx
    ray_y = _centres(height, depth) / height - camera.cy
    x, y = across * camera.fx * width, down * camera.fy * height
    z = middle - x * (ray_x / camera.fx) - y * (ray_y / camera.fy)[:, None]
    normal = -torch.stack((x, y, z), -1)
    facing = normal.new_tensor([0.0, 0.0, -1.0])
    unit = functional.normalize(torch.where(valid[..., None], normal, facing), dim=-1)
    return torch.where(unit.norm(dim=-1, keepdim=True) > 0.5, unit, facing).float()


def _centres(count: int, like: Tensor) -> Tensor:
    return torch.arange(count, device=like.device, dtype=torch.float64) + 0.5


def _plane(values: Tensor, valid: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Value and slopes (per column, per row) of the plane through each pixel's neighbours."""
    shape = values.shape
    values_around = functional.pad(values, (_REACH,) * 4)
    valid_around = functional.pad(valid, (_REACH,) * 4)
    sums = values.new_zeros(9, *shape)
    reach = range(-_REACH, _REACH + 1)
    for row in reach:
        for column in reach:
            window = (
                slice(_REACH + row, _REACH + row + shape[0]),
                slice(_REACH + column, _REACH + column + shape[1]),
            )
            value = values_around[window]
            near = (value - values).abs() <= _STEP * max(abs(row), abs(column), 1) * values
            weight = (valid_around[window] & near).to(values.dtype)
            away = (value - values) * weight
            terms = (1, column, row, column * column, column * row, row * row)
            for index, term in enumerate(terms):
                sums[index] += term * weight
            for index, term in enumerate((1, column, row)):
                sums[6 + index] += term * away
    return _solved(sums, values)


def _solved(sums: Tensor, values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    count, x, y, xx, xy, yy, value, x_value, y_value = sums
    count = count.clamp(min=1)
    xx, xy, yy = xx - x * x / count, xy - x * y / count, yy - y * y / count
    x_value, y_value = x_value - x * value / count, y_value - y * value / count
    determinant = xx * yy - xy * xy
    enough = determinant > 1e-6
    divisor = determinant.where(enough, 1.0)
    across = ((yy * x_value - xy * y_value) / divisor).where(enough, 0.0)
    down = ((xx * y_value - xy * x_value) / divisor).where(enough, 0.0)
    middle = values + (value - across * x - down * y) / count
    return middle, across, down

"""Surface normals of a point map, for networks that give none."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def normals_from_points(points: Tensor) -> Tensor:
    """(B, H, W, 3) unit normals that face the camera, of points (B, H, W, 3) in OpenCV axes.

    Each slope is taken towards the nearer neighbour, so that edges stay sharp.
    """
    across, down = _slope(points, 2), _slope(points, 1)
    normals = functional.normalize(torch.linalg.cross(down, across, dim=-1), dim=-1)
    away = (normals * points).sum(-1, keepdim=True) > 0
    return torch.where(away, -normals, normals)


def _slope(points: Tensor, axis: int) -> Tensor:
    if points.shape[axis] == 1:
        return torch.zeros_like(points)
    steps = points.diff(dim=axis)
    first, last = steps.narrow(axis, 0, 1), steps.narrow(axis, steps.shape[axis] - 1, 1)
    before, after = torch.cat([first, steps], axis), torch.cat([steps, last], axis)
    nearer = before[..., 2:].abs() < after[..., 2:].abs()
    return torch.where(nearer, before, after)

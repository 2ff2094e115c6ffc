"""Rows that tell the kernels how a view maps points to pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn.functional import normalize

from training.render.tables import VIEW_COLUMNS

if TYPE_CHECKING:
    from torch import Tensor

NEAR_M = 0.04


def view_rows(rotation: Tensor, position: Tensor, scale: Tensor, width: int, height: int,
              near: float = NEAR_M, parallel: Tensor | None = None) -> Tensor:  # fmt: skip
    """Views (N, VIEW_COLUMNS); `scale` (N,) is the focal length in pixels, or pixels a metre."""
    count = len(position)
    rows = torch.zeros(count, VIEW_COLUMNS, device=position.device)
    shift = -torch.einsum("nij,nj->ni", rotation, position)
    rows[:, :12] = torch.cat([rotation, shift[..., None]], 2).reshape(count, 12)
    rows[:, 12], rows[:, 13] = scale, scale
    rows[:, 14], rows[:, 15], rows[:, 16] = width / 2, height / 2, near
    if parallel is not None:
        rows[:, 17] = parallel.float()
        rows[:, 16] = torch.where(parallel, 0.0, near)
    return rows


def looking(forward: Tensor) -> Tensor:
    """World-to-view rotations (N, 3, 3) along directions (N, 3), with z up in the picture."""
    forward = normalize(forward, dim=-1)
    up = torch.zeros_like(forward)
    up[:, 2] = 1.0
    steep = forward[:, 2].abs() > 0.99
    up[steep] = torch.tensor([0.0, 1.0, 0.0], device=forward.device)
    right = normalize(torch.cross(forward, up, dim=-1), dim=-1)
    return torch.stack([right, torch.cross(forward, right, dim=-1), forward], 1)

"""Scale and shift between two maps, and the warping of a map by a field of displacements."""

from __future__ import annotations

from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

_TINY: Final = 1e-6


def fit_scale_and_shift(
    given: Tensor, wanted: Tensor, weight: Tensor, likely_one: float = 0.0
) -> tuple[Tensor, Tensor]:
    """The least-squares scale and shift (B, 1, 1) that take `given` (B, H, W) to `wanted`.

    `likely_one` is the variance at which as much trust goes to a scale of 1 as to the maps.
    """
    weight = weight.float()
    count = weight.sum((1, 2), keepdim=True).clamp(min=1.0)

    def mean(x: Tensor) -> Tensor:
        return (x * weight).sum((1, 2), keepdim=True) / count

    middle, target = mean(given), mean(wanted)
    off = given - middle
    variance = mean(off * off)
    common = mean(off * (wanted - target)) + likely_one
    scale = common / (variance + likely_one + _TINY)
    return scale, target - scale * middle


def quantiles(x: Tensor, at: tuple[float, ...], most: int = 4096) -> Tensor:
    """Quantiles (len(at), B) of each map of (B, H, W), from an even sample of its pixels."""
    flat = x.flatten(1)
    step = max(1, flat.shape[1] // most)
    # An odd step does not run along columns.
    flat = flat[:, :: step | 1].float()
    return torch.quantile(flat, torch.tensor(at, device=x.device), dim=1)


def warp(x: Tensor, flow: Tensor) -> tuple[Tensor, Tensor]:
    """`x` (B, C, H, W) fetched from where `flow` (B, 2, H, W), in pixels, leads; and which pixels
    (B, H, W) it leads to inside the picture."""
    height, width = x.shape[-2:]
    rows = torch.arange(height, device=x.device, dtype=torch.float32)[:, None] + flow[:, 1]
    columns = torch.arange(width, device=x.device, dtype=torch.float32) + flow[:, 0]
    grid = torch.stack([(2 * columns + 1) / width - 1, (2 * rows + 1) / height - 1], -1)
    inside = (columns >= 0) & (columns <= width - 1) & (rows >= 0) & (rows <= height - 1)
    fetched = F.grid_sample(x, grid.to(x.dtype), padding_mode="border", align_corners=False)
    return fetched, inside

"""The object before as the start of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.sampler import Latents

_NEAR: Final = 5
"""Edge of the cube of voxels in which a new voxel looks for old ones."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the samplers arrived at: of stage 1 by name, of stage 2 (1, N, C) for coords (N, 3)."""

    structure: Latents
    latents: Tensor
    coords: Tensor


def structure_start(noise: Latents, before: Remembered, time: float) -> Latents:
    """Stage 1's state at `time` (0 noise, 1 data) on the straight way from noise to the object."""
    return {
        name: torch.lerp(value, before.structure[name].to(value), time)
        for name, value in noise.items()
    }


def latent_start(
    noise: Tensor, coords: Tensor, before: Remembered, time: float, resolution: int
) -> Tensor:
    """Stage 2's state at `time` for voxels `coords`; new ones take after those around them."""
    known = _grid(before, resolution)
    values, amount = known[:, :-1], known[:, -1:]
    pad = _NEAR // 2
    around = functional.avg_pool3d(known, _NEAR, stride=1, padding=pad)
    mean = around[:, :-1] / around[:, -1:].clamp(min=1e-6)
    filled = torch.where(amount > 0, values, mean)
    x, y, z = coords.unbind(1)
    data = filled[0, :, x, y, z].T[None].to(noise)
    return torch.lerp(noise, data, time)


def _grid(before: Remembered, resolution: int) -> Tensor:
    """(1, C + 1, R, R, R) the latents at their places, and 1 where there are some."""
    latents = before.latents[0].float()
    channels = latents.shape[1]
    grid = latents.new_zeros(1, channels + 1, resolution, resolution, resolution)
    x, y, z = before.coords.unbind(1)
    grid[0, :channels, x, y, z] = latents.T
    grid[0, channels, x, y, z] = 1
    return grid

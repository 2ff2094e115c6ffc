"""Inputs of every module, alike for ours and for the official ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from camfilter.engines.sam3d.kernels import attention_kernels
from camfilter.engines.sam3d.sparse import Voxels
from camfilter.engines.sam3d.structure_flow import draw_noise
from camfilter.engines.sam3d.voxels import on_surface

if TYPE_CHECKING:
    from make_seeded_checkpoints import Sizes
    from numpy.typing import NDArray
    from torch import Tensor

    from camfilter.engines.sam3d.networks import Networks

SIDE = 64
"""Cells along an edge of the grid of voxels."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """One set of inputs.

    Attributes:
        pictures, masks, points: (2, C, H, W) maps, cropped and full.
        latents: noise of stage 1 by name.
        coords: (N, 3) occupied voxels.
        sparse: (N, C) noise of stage 2.
        tokens1, tokens2: condition tokens of both stages.
    """

    pictures: Tensor
    masks: Tensor
    points: Tensor
    latents: dict[str, Tensor]
    coords: Tensor
    voxels: Voxels
    sparse: Tensor
    tokens1: Tensor
    tokens2: Tensor

    @property
    def device(self) -> torch.device:
        """Where all of them are."""
        return self.coords.device

    @property
    def shape(self) -> Tensor:
        """The latent that the structure decoder reads."""
        return self.latents["shape"]


def draw_inputs(networks: Networks, sizes: Sizes, count: int, device: torch.device) -> Inputs:
    """The same inputs every time, with about `count` voxels."""
    torch.manual_seed(1)
    pictures, masks, points = _maps(sizes, device)
    latents = draw_noise(sizes.stage1_flow, torch.Generator(device), device)
    coords = shell(count, device)
    sparse = torch.randn(len(coords), sizes.stage2_flow.channels, device=device)
    with torch.inference_mode(), attention_kernels(device):
        tokens1 = networks.stage1_condition(pictures, masks, points)
        tokens2 = networks.stage2_condition(pictures, masks)
    voxels = Voxels(coords, SIDE)
    return Inputs(pictures, masks, points, latents, coords, voxels, sparse, tokens1, tokens2)


def _maps(sizes: Sizes, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    dino = sizes.stage1_condition.dino
    side = dino.grid * dino.patch
    with torch.device(device):
        pictures = torch.rand(2, 3, side, side)
        return pictures, torch.ones(2, 1, side, side), torch.randn(2, 3, side, side)


def shell(count: int, device: torch.device) -> Tensor:
    """About `count` voxels of a hollow ellipsoid, as thick as those of real objects."""
    axis = torch.arange(SIDE, device=device) - (SIDE - 1) / 2
    grid = torch.cartesian_prod(axis, axis, axis) * torch.tensor([1.0, 1.08, 0.94], device=device)
    outer = SIDE * 0.43 * min(1.0, (count / 24_500) ** 0.5)
    away = (grid.norm(dim=1) - outer).abs().view(SIDE, SIDE, SIDE)
    low, high = 0.5, outer
    for _ in range(24):
        thickness = (low + high) / 2
        surface = on_surface(away < thickness / 2)
        low, high = (thickness, high) if int(surface.sum()) < count else (low, thickness)
    return surface.nonzero()


def picture(height: int, width: int) -> NDArray[np.uint8]:
    """A smooth picture with some grain."""
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    base = np.stack([np.sin(9 * rows), np.cos(7 * columns), np.sin(5 * (rows + columns))], 2)
    grain = np.random.default_rng(0).normal(0, 6, (height, width, 3))
    return (127 + 100 * base + grain).clip(0, 255).astype(np.uint8)

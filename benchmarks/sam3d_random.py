"""Random networks of SAM 3D Objects and inputs for them, made on the device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from make_seeded_checkpoints import perturbation

from camfilter.engines.sam3d.condition import ConditionEmbedder
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder
from camfilter.engines.sam3d.latent_flow import LatentFlow
from camfilter.engines.sam3d.networks import Networks
from camfilter.engines.sam3d.sparse import position_embedding
from camfilter.engines.sam3d.structure_decoder import StructureDecoder
from camfilter.engines.sam3d.structure_flow import StructureFlow
from camfilter.engines.sam3d.voxels import on_surface

if TYPE_CHECKING:
    from make_seeded_checkpoints import Sizes
    from torch import Tensor


def random_networks(sizes: Sizes, device: torch.device) -> Networks:
    """All networks with random weights whose activations are of a usual size."""
    torch.manual_seed(0)
    with torch.device(device):
        return Networks(
            randomised(ConditionEmbedder(sizes.stage1_condition)),
            randomised(StructureFlow(sizes.stage1_flow)),
            randomised(StructureDecoder(sizes.structure_decoder)),
            randomised(ConditionEmbedder(sizes.stage2_condition)),
            randomised(LatentFlow(sizes.stage2_flow)),
            randomised(GaussianDecoder(sizes.gaussian_decoder)),
        )


def randomised(module: Any) -> Any:
    """`module` with weights as the seeded rule has them, drawn on the device."""
    for name, value in module.state_dict().items():
        if name.endswith("latent_mapping.shape.pos_emb"):
            side = round(len(value) ** (1 / 3))
            axis = torch.arange(side, device=value.device)
            cells = torch.cartesian_prod(axis, axis, axis)
            value.copy_(position_embedding(cells, value.shape[1]))
        elif name.endswith("offset_perturbation"):
            value.copy_(perturbation(len(value)))
        elif name.endswith("gamma") or (value.ndim == 1 and name.endswith("weight")):
            value.normal_(1.0, 0.1)
        elif value.ndim >= 2 and name.endswith("weight"):
            value.normal_(0.0, 1 / float(np.prod(value.shape[1:])) ** 0.5)
        elif "image_" not in name:
            value.normal_(0.0, 0.02)
    module.eval().requires_grad_(False)
    return module


def shell(count: int, side: int, device: torch.device) -> Tensor:
    """About `count` voxels of a hollow ellipsoid, as thick as those of real objects."""
    axis = torch.arange(side, device=device) - (side - 1) / 2
    grid = torch.cartesian_prod(axis, axis, axis) * torch.tensor([1.0, 1.08, 0.94], device=device)
    radius = grid.norm(dim=1)
    outer = side * 0.43 * min(1.0, (count / 24_500) ** 0.5)
    low, high = 0.5, outer
    for _ in range(24):
        thickness = (low + high) / 2
        occupied = ((radius - outer).abs() < thickness / 2).view(side, side, side)
        low, high = (
            (thickness, high) if int(on_surface(occupied).sum()) < count else (low, thickness)
        )
    return on_surface(occupied).nonzero()


def picture(height: int, width: int) -> Any:
    """A smooth picture with some grain."""
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    base = np.stack([np.sin(9 * rows), np.cos(7 * columns), np.sin(5 * (rows + columns))], 2)
    grain = np.random.default_rng(0).normal(0, 6, (height, width, 3))
    return (127 + 100 * base + grain).clip(0, 255).astype(np.uint8)

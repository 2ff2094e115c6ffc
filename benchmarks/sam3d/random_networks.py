"""Random networks of SAM 3D Objects, made on the device."""

from __future__ import annotations

from dataclasses import replace
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

if TYPE_CHECKING:
    from make_seeded_checkpoints import Sizes
    from torch import Tensor

    from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoderSettings


def random_networks(sizes: Sizes, device: torch.device) -> Networks:
    """All networks in half precision, with weights whose activations are of a usual size."""
    torch.manual_seed(0)
    with torch.device(device):
        networks = Networks(
            randomised(ConditionEmbedder(sizes.stage1_condition)),
            randomised(StructureFlow(sizes.stage1_flow)),
            randomised(StructureDecoder(sizes.structure_decoder)),
            randomised(ConditionEmbedder(sizes.stage2_condition)),
            randomised(LatentFlow(sizes.stage2_flow)),
            randomised(GaussianDecoder(sizes.gaussian_decoder)),
        )
    networks.compute_in(torch.float16)
    return networks


def small_gaussian_decoder(
    settings: GaussianDecoderSettings, device: torch.device
) -> GaussianDecoder:
    """One of 4 Gaussians per voxel, in half precision."""
    with torch.device(device):
        decoder = randomised(GaussianDecoder(replace(settings, gaussians=4)))
    made: GaussianDecoder = decoder.compute_in(torch.float16)
    return made


def randomised(module: Any) -> Any:
    """`module` with weights as the seeded rule has them, drawn on the device."""
    for name, value in module.state_dict().items():
        _draw(name, value)
    module.eval().requires_grad_(False)
    return module


def _draw(name: str, value: Tensor) -> None:
    if name.endswith("latent_mapping.shape.pos_emb"):
        value.copy_(_grid_positions(value))
    elif name.endswith("offset_perturbation"):
        value.copy_(perturbation(len(value)))
    elif name.endswith("gamma") or (value.ndim == 1 and name.endswith("weight")):
        value.normal_(1.0, 0.1)
    elif value.ndim >= 2 and name.endswith("weight"):
        value.normal_(0.0, 1 / float(np.prod(value.shape[1:])) ** 0.5)
    elif "image_" not in name:
        value.normal_(0.0, 0.02)


def _grid_positions(value: Tensor) -> Tensor:
    side = round(len(value) ** (1 / 3))
    axis = torch.arange(side, device=value.device)
    return position_embedding(torch.cartesian_prod(axis, axis, axis), value.shape[1])

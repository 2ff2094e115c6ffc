"""Checkpoints of MoGe in the official layout, small enough for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from camfilter.engines.moge.network2 import MoGe2, MoGe2Settings

if TYPE_CHECKING:
    from pathlib import Path


def pyramid(inputs: list[int], outputs: int | None) -> dict[str, Any]:
    return {
        "dim_in": inputs,
        "dim_out": None if outputs is None else [None, None, None, None, outputs],
        "dim_res_blocks": [16, 8, 8, 8, 8],
        "num_res_blocks": [0, 1, 0, 0, 0],
        "res_block_in_norm": "none",
        "res_block_hidden_norm": "none",
        "resamplers": ["conv_transpose", "conv_transpose", "conv_transpose", "bilinear"],
    }


def config() -> dict[str, Any]:
    head = [16, 8, 8, 8, 8]
    return {
        "encoder": {"backbone": "dinov2_vits14", "intermediate_layers": [0, 1], "dim_out": 16},
        "neck": pyramid([18, 2, 2, 2, 2], None),
        "points_head": pyramid(head, 3),
        "normal_head": pyramid(head, 3),
        "mask_head": pyramid(head, 1),
        "scale_head": {"dims": [384, 16, 1]},
        "remap_output": "exp",
        "num_tokens_range": [1200, 3600],
    }


def shapes() -> dict[str, torch.Size]:
    """Shape of every weight of a MoGe 2 with a ViT-S."""
    with torch.device("meta"):
        network = MoGe2(MoGe2Settings.from_official(config()))
    return {key: value.shape for key, value in network.state_dict().items()}


def hollow() -> dict[str, Any]:
    """A checkpoint whose weights are all 0 and take no space."""
    state = {key: torch.zeros(1).expand(shape) for key, shape in shapes().items()}
    return {"model": state, "model_config": config()}


def checkpoint() -> dict[str, Any]:
    """One with random weights that masks no pixel out."""
    torch.manual_seed(1)
    state = {}
    for key, shape in shapes().items():
        wide = max(1, shape.numel() // shape[0]) if shape else 1
        state[key] = torch.randn(shape) / wide**0.5
        if key.endswith(("norm1.weight", "norm2.weight", "norm.weight", "gamma", "image_std")):
            state[key] = torch.ones(shape)
    state["mask_head.output_blocks.4.bias"].fill_(20)
    return {"model": state, "model_config": config()}


def place(stored: Path, folder: Path) -> Path:
    """Put the checkpoint into `folder` without copying it."""
    folder.mkdir(parents=True)
    path = folder / "model.pt"
    path.symlink_to(stored)
    return path

"""Imports the official sources from their folder and fills their modules with our weights."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.official.absent import EmptyModule
from benchmarks.sam3d.official.substitutes import (
    Block,
    Convolution,
    Normalize,
    SparseData,
    reduce_unique,
)

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

_SWITCHES = {
    "LIDRA_SKIP_INIT": "1",
    "ATTN_BACKEND": "sdpa",
    "SPARSE_ATTN_BACKEND": "sdpa",
    "XFORMERS_DISABLED": "1",
}


def prepare_imports(sam3d: Path, dinov2: Path) -> None:
    """Make the sources importable, beside what they call of other packages."""
    os.environ |= _SWITCHES
    sys.path[:0] = [str(sam3d), str(dinov2)]
    spconv = _put_module("spconv.pytorch", SparseConvTensor=SparseData, SubMConv3d=Convolution)
    _put_module("spconv", pytorch=spconv)
    _put_module("timm.models.vision_transformer", Block=Block)
    _put_module("torchvision.transforms", Normalize=Normalize)
    _put_module("sam3d_objects.data.utils", tree_reduce_unique=reduce_unique)


def _put_module(name: str, **content: Any) -> EmptyModule:
    module = EmptyModule(name)
    for key, value in content.items():
        setattr(module, key, value)
    sys.modules[name] = module
    return module


def backbone(name: str) -> Any:
    """A module of the official backbones."""
    return importlib.import_module(f"sam3d_objects.model.backbone.{name}")


def filled(module: nn.Module, ours: nn.Module, device: torch.device) -> nn.Module:
    """`module` in fp32 on the device, with the weights of `ours`."""
    state = {key: value.float() for key, value in ours.state_dict().items()}
    # What the official module keeps besides (buffers that are not in the checkpoints) stays.
    missing, unknown = module.float().to(device).load_state_dict(state, strict=False)
    assert not unknown, unknown
    assert not [key for key in missing if "mean" not in key and "std" not in key], missing
    return module.eval().requires_grad_(False)


def halved(module: Any, *, half: bool) -> nn.Module:
    """`module` with its blocks in half precision, as the official pipeline has them on a GPU."""
    if half:
        module.dtype = torch.float16
        module.convert_to_fp16()
    made: nn.Module = module
    return made

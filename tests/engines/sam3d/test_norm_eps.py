"""The eps of the norms whose inputs in the parity data are too large to show it."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from camfilter.engines.dinov2 import DinoV2Settings
from camfilter.engines.sam3d.condition import DinoEmbedder
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoderSettings, WindowBlock
from camfilter.engines.sam3d.hyper_parameters import ConditionSettings
from camfilter.engines.sam3d.modulated_block import ModulatedBlock
from camfilter.engines.sam3d.sparse import Voxels
from camfilter.engines.sam3d.windows import Windows

BLOCK_EPS, FINAL_EPS = 1e-6, 1e-5


def quiet_tokens(count: int, width: int) -> Tensor:
    return 1e-3 * torch.randn(count, width, generator=torch.Generator().manual_seed(5))


def normed(x: Tensor, eps: float) -> Tensor:
    wide = x.double()
    spread = (wide.var(-1, correction=0, keepdim=True) + eps).sqrt()
    return ((wide - wide.mean(-1, keepdim=True)) / spread).float()


def close(ours: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-5)


def test_the_norm_before_cross_attention() -> None:
    torch.manual_seed(2)
    block = ModulatedBlock(32, 16, heads=2, mlp_ratio=2).requires_grad_(False)
    x, keys_values = quiet_tokens(5, 32)[None], block.cross_attn.keys_values(torch.rand(1, 7, 16))
    out = block(x, torch.zeros(6, 32), keys_values, torch.zeros(32))
    close(out - x, block.cross_attn(normed(x, BLOCK_EPS), keys_values))


@pytest.mark.parametrize("branch", ["attn", "mlp"])
def test_the_norms_of_the_gaussian_decoder(branch: str) -> None:
    torch.manual_seed(2)
    block = WindowBlock(GaussianDecoderSettings(width=32, heads=2)).requires_grad_(False)
    for name, weight in block.named_parameters():
        if not name.startswith(branch):
            weight.zero_()
    windows = Windows(Voxels(torch.tensor([[0, 0, 0], [1, 2, 3], [40, 5, 6]]), 64), 8, 0)
    x = quiet_tokens(3, 32)
    expected = normed(x, BLOCK_EPS)
    close(
        block(x, windows) - x,
        block.attn(expected, windows) if branch == "attn" else block.mlp(expected),
    )


def test_the_norm_of_stage_2_tokens() -> None:
    dino = DinoV2Settings(width=32, depth=0, heads=2, registers=4)
    embedder = DinoEmbedder(ConditionSettings(dino, prenorm=True, point=None, width=32))
    tokens = quiet_tokens(6, 32)[None]
    close(embedder.finish(tokens), normed(tokens, FINAL_EPS))

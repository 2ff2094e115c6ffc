"""Gaussian decoder of SAM 3D Objects: structured latents to Gaussians in the object's own space.

A transformer over voxels with attention inside cubic windows that shift on every other block
(Liu et al., "Swin Transformer", 2021). Parameter names are those of the official checkpoints.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import torch
from torch import nn
from torch.nn import functional

from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.hyper_parameters import TransformerSettings, official_blocks
from camfilter.engines.sam3d.layers import (
    BLOCK_EPS,
    FINAL_EPS,
    FeedForward,
    Linear,
    plain_norm,
)
from camfilter.engines.sam3d.sparse import position_embedding
from camfilter.engines.sam3d.windows import Windows, window_attention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from camfilter.engines.sam3d.sparse import Voxels

_COLOUR_RATE: Final = 0.28209479177387814  # the constant spherical harmonic


@dataclass(frozen=True, slots=True)
class GaussianDecoderSettings(TransformerSettings):
    """Size of the decoder; the two released ones differ in `gaussians` per voxel: 32 or 4."""

    width: int = 768
    depth: int = 12
    heads: int = 12
    channels: int = 8
    resolution: int = 64
    window: int = 8
    gaussians: int = 32
    voxel_size: float = 1.5
    scaling_bias: float = 0.004
    opacity_bias: float = 0.1
    minimum_scale: float = 0.0009
    rotation_rate: float = 0.1

    @classmethod
    def from_official(
        cls, config: Mapping[str, Any], representation: Mapping[str, Any] | None = None
    ) -> Self:
        """From the official names; `representation` stands in for `representation_config`."""
        shown = config["representation_config"] if representation is None else representation
        return cls(
            **official_blocks(config),
            channels=config["latent_channels"],
            resolution=config["resolution"],
            window=config["window_size"],
            gaussians=shown["num_gaussians"],
            voxel_size=shown["voxel_size"],
            scaling_bias=shown["scaling_bias"],
            opacity_bias=shown["opacity_bias"],
            minimum_scale=shown["3d_filter_kernel_size"],
            rotation_rate=shown["lr"]["_rotation"],
        )


class WindowSelfAttention(nn.Module):
    """Self-attention (N, width) among the voxels of one window."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_qkv = Linear(width, 3 * width)
        self.to_out = Linear(width, width)

    def forward(self, x: Tensor, windows: Windows) -> Tensor:
        qkv: Tensor = self.to_qkv(x)
        attended = window_attention(qkv.view(len(x), 3, self.heads, -1), windows)
        out: Tensor = self.to_out(attended.flatten(1))
        return out


class WindowBlock(nn.Module):
    """Pre-norm transformer block without learned norms."""

    def __init__(self, settings: GaussianDecoderSettings) -> None:
        super().__init__()
        width = settings.width
        self.attn = WindowSelfAttention(width, settings.heads)
        self.mlp = FeedForward(width, settings.mlp_ratio)

    def forward(self, x: Tensor, windows: Windows) -> Tensor:
        x = x + self.attn(plain_norm(x, BLOCK_EPS), windows)
        out: Tensor = x + self.mlp(plain_norm(x, BLOCK_EPS))
        return out


class GaussianDecoder(nn.Module):
    """Latents (N, 8) on N voxels to N times `settings.gaussians` Gaussians in -0.5..0.5.

    The blocks work in the dtype of their weights, the first and the last layer in fp32.
    """

    offset_perturbation: Tensor

    def __init__(self, settings: GaussianDecoderSettings) -> None:
        super().__init__()
        self.settings = settings
        self.input_layer = Linear(settings.channels, settings.width)
        self.blocks = nn.ModuleList(WindowBlock(settings) for _ in range(settings.depth))
        self.out_layer = Linear(settings.width, settings.gaussians * 14)
        self.register_buffer("offset_perturbation", torch.zeros(settings.gaussians, 3))

    def forward(self, latents: Tensor, voxels: Voxels) -> Gaussians:
        """Gaussians in the object's own space, z up, those of one voxel adjacent."""
        x = self.input_layer(latents) + position_embedding(voxels.coords, self.settings.width)
        x = self._through_blocks(x.to(self.dtype), voxels).float()
        return self._gaussians(self.out_layer(plain_norm(x, FINAL_EPS)), voxels)

    @property
    def dtype(self) -> torch.dtype:
        """What the blocks work in."""
        return next(self.blocks.parameters()).dtype

    def compute_in(self, dtype: torch.dtype) -> GaussianDecoder:
        """This decoder with its blocks in `dtype`."""
        self.float()
        self.blocks.to(dtype)
        return self

    def _through_blocks(self, x: Tensor, voxels: Voxels) -> Tensor:
        size = self.settings.window
        layouts = (Windows(voxels, size, 0), Windows(voxels, size, size // 2))
        for index, block in enumerate(self.blocks):
            x = block(x, layouts[index % 2])
        return x

    def _gaussians(self, out: Tensor, voxels: Voxels) -> Gaussians:
        settings = self.settings
        count, cells = settings.gaussians, settings.resolution
        parts = torch.split(out, [count * width for width in (3, 3, 3, 4, 1)], dim=1)
        offset, f_dc, scale, turn, opacity = (part.view(len(part), count, -1) for part in parts)
        centre = ((voxels.coords.float() + 0.5) / cells - 0.5)[:, None]
        reach = settings.voxel_size / 2 / cells
        deviation = functional.softplus(scale + math.log(math.expm1(settings.scaling_bias)))
        upright = turn.new_tensor([1.0, 0.0, 0.0, 0.0])
        values = (
            centre + torch.tanh(offset + self.offset_perturbation) * reach,
            (deviation.square() + settings.minimum_scale**2).sqrt(),
            functional.normalize(turn * settings.rotation_rate + upright, dim=-1),
            torch.sigmoid(opacity + math.log(settings.opacity_bias / (1 - settings.opacity_bias))),
            f_dc * _COLOUR_RATE + 0.5,
        )
        return Gaussians(*(value.flatten(0, 1) for value in values))

"""Decoder of the stage 1 shape latent to occupancy logits on a grid four times finer per axis.

Dense 3D convolutions; parameter names are those of the official checkpoint.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.sam3d.layers import FINAL_EPS

if TYPE_CHECKING:
    from camfilter.engines.sam3d.hyper_parameters import StructureDecoderSettings


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels of (B, C, X, Y, Z), made in fp32."""

    def forward(self, x: Tensor) -> Tensor:
        last = x.movedim(1, -1).float()
        normalised = functional.layer_norm(
            last, self.normalized_shape, self.weight.float(), self.bias.float(), self.eps
        )
        return normalised.to(x.dtype).movedim(-1, 1)


class Convolution(nn.Conv3d):
    """A 3 x 3 x 3 convolution with zero padding that casts its input to its weights' dtype."""

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__(channels, out_channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return functional.conv3d(x.to(self.weight.dtype), self.weight, self.bias, padding=1)


class ResidualBlock(nn.Module):
    """Norm, SiLU and convolution twice, added to the input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm1 = ChannelNorm(channels, eps=FINAL_EPS)
        self.norm2 = ChannelNorm(channels, eps=FINAL_EPS)
        self.conv1 = Convolution(channels, channels)
        self.conv2 = Convolution(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        h: Tensor = self.conv1(functional.silu(self.norm1(x)))
        h = self.conv2(functional.silu(self.norm2(h)))
        return x + h


class Upsampling(nn.Module):
    """A convolution to eight times the channels, which become the 2 x 2 x 2 cells of each cell."""

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = Convolution(channels, 8 * out_channels)

    def forward(self, x: Tensor) -> Tensor:
        cells: Tensor = self.conv(x)
        batch, packed, *grid = cells.shape
        split = cells.reshape(batch, packed // 8, 2, 2, 2, *grid).permute(0, 1, 5, 2, 6, 3, 7, 4)
        return split.reshape(batch, packed // 8, *(2 * side for side in grid))


class StructureDecoder(nn.Module):
    """Occupancy logits (B, 1, R, R, R), in fp32, of shape latents (B, tokens, channels)."""

    def __init__(self, settings: StructureDecoderSettings) -> None:
        super().__init__()
        channels = settings.channels
        self.input_layer = Convolution(settings.latent_channels, channels[0])
        self.middle_block = nn.Sequential(
            *(ResidualBlock(channels[0]) for _ in range(settings.middle_blocks))
        )
        self.blocks = nn.Sequential(*_levels(channels, settings.blocks))
        self.out_layer = nn.Sequential(
            ChannelNorm(channels[-1], eps=FINAL_EPS),
            nn.SiLU(),
            Convolution(channels[-1], settings.out_channels),
        )

    def forward(self, latent: Tensor) -> Tensor:
        side = round(latent.shape[1] ** (1 / 3))
        grid = latent.transpose(1, 2).reshape(len(latent), -1, side, side, side)
        x = self.input_layer(grid.contiguous(memory_format=torch.channels_last_3d))
        logits: Tensor = self.out_layer(self.blocks(self.middle_block(x)))
        return logits.float()


def _levels(channels: tuple[int, ...], blocks: int) -> list[nn.Module]:
    layers: list[nn.Module] = [ResidualBlock(channels[0]) for _ in range(blocks)]
    for before, after in pairwise(channels):
        layers.append(Upsampling(before, after))
        layers.extend(ResidualBlock(after) for _ in range(blocks))
    return layers

"""Global attention at stride 32 and a light decoder to full resolution."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class DepthwiseBlock(nn.Module):
    """A wide depthwise filter and a mixing of channels, added to what came in."""

    def __init__(self, channels: int, kernel: int = 5):
        super().__init__()
        self.filter = nn.Conv2d(
            channels, channels, kernel, 1, kernel // 2, groups=channels, bias=False
        )
        self.filter_norm = nn.BatchNorm2d(channels)
        self.mix = nn.Conv2d(channels, channels, 1, bias=False)
        self.mix_norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        y = F.relu(self.filter_norm(self.filter(x)))
        return F.relu(x + self.mix_norm(self.mix(y)))


class GlobalBlock(nn.Module):
    """One transformer block over all cells of the coarsest map, position given by convolution.

    Depth needs the whole picture at once: where the floor ends says how far the wall is.
    """

    def __init__(self, channels: int, heads: int = 4, expansion: int = 2):
        super().__init__()
        self._heads = heads
        self.position = nn.Conv2d(channels, channels, 3, 1, 1, groups=channels)
        self.attention_norm = nn.LayerNorm(channels)
        self.query_key_value = nn.Linear(channels, 3 * channels)
        self.attention_out = nn.Linear(channels, channels)
        self.mix_norm = nn.LayerNorm(channels)
        self.mix = nn.Sequential(
            nn.Linear(channels, expansion * channels),
            nn.GELU(approximate="tanh"),
            nn.Linear(expansion * channels, channels),
        )
        # Near the identity at first, so the pretrained features come through.
        self.attention_gain = nn.Parameter(torch.full((channels,), 0.1))
        self.mix_gain = nn.Parameter(torch.full((channels,), 0.1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        x = x + self.position(x)
        cells = x.flatten(2).transpose(1, 2)
        cells = cells + self.attention_gain * self._attend(self.attention_norm(cells))
        cells = cells + self.mix_gain * self.mix(self.mix_norm(cells))
        return cells.transpose(1, 2).reshape(x.shape)

    def _attend(self, cells: Tensor) -> Tensor:
        batch, _, channels = cells.shape
        parts = self.query_key_value(cells)
        parts = parts.reshape(batch, -1, 3, self._heads, channels // self._heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(query, key, value)
        return self.attention_out(mixed.transpose(1, 2).reshape(batch, -1, channels))


class PlaceEncoding(nn.Module):
    """Tells each cell where in the picture it is, in picture widths from the middle.

    Convolutions know this only near the border, and a camera's ground plane lies by its height.
    """

    def __init__(self, channels: int, hidden: int = 32):
        super().__init__()
        self.hidden = nn.Conv2d(2, hidden, 1)
        self.out = nn.Conv2d(hidden, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        height, width = x.shape[-2:]
        across = (torch.arange(width, device=x.device) + 0.5) / width - 0.5
        down = (torch.arange(height, device=x.device) + 0.5 - 0.5 * height) / width
        across = across[None, :].expand(height, width)
        down = down[:, None].expand(height, width)
        place = torch.stack([across, down])[None].to(x.dtype)
        return x + self.out(F.relu(self.hidden(place)))


class Decoder(nn.Module):
    """Features of five strides to one map of `widths[0]` channels at half resolution."""

    def __init__(self, channels: tuple[int, ...], widths: tuple[int, ...], blocks: tuple[int, ...]):
        super().__init__()
        self.laterals = nn.ModuleList(
            nn.Sequential(nn.Conv2d(given, width, 1, bias=False), nn.BatchNorm2d(width))
            for given, width in zip(channels, widths, strict=True)
        )
        self.levels = nn.ModuleList(
            nn.Sequential(*(DepthwiseBlock(width) for _ in range(count)))
            for width, count in zip(widths, blocks, strict=True)
        )
        self.narrow = nn.ModuleList(
            nn.Conv2d(coarse, fine, 1, bias=False) for fine, coarse in pairwise(widths)
        )

    def forward(self, features: list[Tensor]) -> Tensor:
        """Features fine to coarse, each (B, C, H / stride, W / stride), to (B, C, H / 2, W / 2)."""
        last = len(features) - 1
        x = self.levels[last](F.relu(self.laterals[last](features[last])))
        for index in range(last - 1, -1, -1):
            # Narrowing first makes the enlargement cheap; the two commute.
            x = F.interpolate(
                self.narrow[index](x), scale_factor=2.0, mode="bilinear", align_corners=False
            )
            x = self.levels[index](F.relu(x + self.laterals[index](features[index])))
        return x


class FullResolutionHead(nn.Module):
    """Maps at full resolution: an enlarged half, and a fine part for each of its four pixels."""

    def __init__(self, channels: int, maps: int):
        super().__init__()
        self.block = DepthwiseBlock(channels)
        self.coarse = nn.Conv2d(channels, maps, 1)
        self.fine = nn.Conv2d(channels, 4 * maps, 1)
        nn.init.zeros_(self.fine.weight)
        nn.init.zeros_(self.fine.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H / 2, W / 2) to (B, maps, H, W)."""
        x = self.block(x)
        # The eight bits of bfloat16 would put steps into far inverse depth.
        with torch.autocast(x.device.type, enabled=False):
            x = x.float()
            coarse = F.interpolate(
                self.coarse(x), scale_factor=2.0, mode="bilinear", align_corners=False
            )
            return coarse + F.pixel_shuffle(self.fine(x), 2)

"""Point maps to condition tokens, one for each window of 8 x 8 points."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.dinov2 import NORM_EPS, FeedForward, SelfAttention
from camfilter.engines.sam3d.layers import PreciseLinear

if TYPE_CHECKING:
    from camfilter.engines.sam3d.hyper_parameters import PointSettings

_MLP_RATIO = 2


class WindowBlock(nn.Module):
    """Pre-norm transformer block of which only the first token's result is wanted."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=NORM_EPS)
        self.attn = SelfAttention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=NORM_EPS)
        self.mlp = FeedForward(width, _MLP_RATIO * width)

    def forward(self, x: Tensor) -> Tensor:
        """The first token (B, width) of each window (B, N, width) after the block."""
        first = x[:, 0] + self._attended_first(self.norm1(x))
        out: Tensor = first + self.mlp(self.norm2(first))
        return out

    def _attended_first(self, x: Tensor) -> Tensor:
        width, heads = x.shape[-1], self.attn.heads
        weight, bias = self.attn.qkv.weight, self.attn.qkv.bias
        query = functional.linear(x[:, :1], weight[:width], bias[:width])
        packed = functional.linear(x, weight[width:], bias[width:])
        key, value = packed.view(*x.shape[:2], 2, heads, -1).permute(2, 0, 3, 1, 4).unbind()
        query = query.view(len(x), 1, heads, -1).transpose(1, 2)
        attended = functional.scaled_dot_product_attention(query, key, value)
        out: Tensor = self.attn.proj(attended.flatten(1))
        return out


class PointEmbedder(nn.Module):
    """Tokens (B, windows, width) of point maps (B, 3, H, W) in which unknown points are NaN."""

    def __init__(self, settings: PointSettings) -> None:
        super().__init__()
        self.settings = settings
        width, side = settings.width, settings.size // settings.patch
        self.point_proj = PreciseLinear(3, width)
        self.invalid_xyz_token = nn.Parameter(torch.zeros(width))
        self.pos_embed = nn.Parameter(torch.zeros(1, width, side, side))
        self.pos_embed_window = nn.Parameter(torch.zeros(1, settings.patch**2 + 1, width))
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.blocks = nn.ModuleList([WindowBlock(width, settings.heads)])

    def forward(self, points: Tensor) -> Tensor:
        windows = self._windows(self._embedded(points))
        class_token = self.cls_token.expand(len(windows), -1, -1)
        x = torch.cat([class_token, windows], 1) + self.pos_embed_window
        tokens: Tensor = cast("WindowBlock", self.blocks[0])(x)
        positions = self.pos_embed.flatten(2).transpose(1, 2)
        return tokens.view(len(points), *positions.shape[1:]) + positions

    def _embedded(self, points: Tensor) -> Tensor:
        size = self.settings.size
        sampled = functional.interpolate(points, (size, size), mode="nearest").permute(0, 2, 3, 1)
        known = sampled.isfinite().all(-1, keepdim=True)
        projected: Tensor = self.point_proj(torch.where(known, sampled, 0))
        invalid = self.invalid_xyz_token
        return torch.where(known, projected.to(invalid.dtype), invalid)

    def _windows(self, x: Tensor) -> Tensor:
        side, patch = self.settings.size // self.settings.patch, self.settings.patch
        blocks = x.view(len(x), side, patch, side, patch, -1).transpose(2, 3)
        return blocks.reshape(-1, patch**2, x.shape[-1])

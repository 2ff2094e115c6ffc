"""The convolutional block of stage 2: two modulated convolutions on the occupied voxels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn
from torch.nn import functional

from camfilter.engines.sam3d.layers import BLOCK_EPS, LayerNorm, Linear, modulated_norm
from camfilter.engines.sam3d.sparse import SubmanifoldConvolution, unpool

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from camfilter.engines.sam3d.sparse import Voxels


class SparseResidualBlock(nn.Module):
    """Two modulated convolutions on the voxels, beside a skip connection."""

    def __init__(self, channels: int, out_channels: int, embedding: int) -> None:
        super().__init__()
        self.norm1 = LayerNorm(channels, eps=BLOCK_EPS)
        self.conv1 = SubmanifoldConvolution(channels, out_channels)
        self.conv2 = SubmanifoldConvolution(out_channels, out_channels)
        self.emb_layers = nn.Sequential(nn.SiLU(), Linear(embedding, 2 * out_channels))
        self.skip_connection: nn.Module = (
            nn.Identity() if channels == out_channels else Linear(channels, out_channels)
        )

    def table(self, embedding: Tensor, dtype: torch.dtype) -> Tensor:
        """Factor and shift (S, 2, out) of the second norm at each of S times."""
        rows: Tensor = self.emb_layers(embedding)
        table = rows.to(dtype).view(len(rows), 2, -1).clone()
        table[:, 0] += 1
        return table

    def forward(self, x: Tensor, voxels: Voxels, modulation: Tensor) -> Tensor:
        """(N, out) from (N, in)."""
        opened = self.conv1(functional.silu(self.norm1(x)), voxels)
        return self._closed(opened, self.skip_connection(x), voxels, modulation)

    def from_coarse(self, x: Tensor, voxels: Voxels, modulation: Tensor) -> Tensor:
        """(N, out) from features (M, in) that are un-pooled first."""
        opened = self.conv1.from_coarse(functional.silu(self.norm1(x)), voxels)
        skip = unpool(self.skip_connection(x), voxels)
        return self._closed(opened, skip, voxels, modulation)

    def _closed(self, opened: Tensor, skip: Tensor, voxels: Voxels, modulation: Tensor) -> Tensor:
        factor, shift = modulation.unbind()
        normed = modulated_norm(opened.to(factor.dtype), shift, factor)
        out: Tensor = self.conv2(functional.silu(normed), voxels) + skip
        return out

"""Occupied voxels and the operations on them: submanifold convolution, pooling, un-pooling.

Everything that follows from where the voxels lie is found once per set and kept: a convolution is
then one gather and one matrix product. No compiled sparse-convolution package is needed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

TAPS: Final = 27
_GATHERED_BYTES: Final = 1 << 29
"""Largest gathered matrix of a convolution; more rows are done piece by piece."""


class Voxels:
    """Distinct occupied cells of a cubic grid: `coords` (N, 3), x y z in 0..resolution - 1."""

    def __init__(self, coords: Tensor, resolution: int) -> None:
        self.coords = coords.long()
        self.resolution = resolution

    def __len__(self) -> int:
        return self.coords.shape[0]

    @cached_property
    def _row_of_cell(self) -> Tensor:
        """Row of each cell of the grid with a margin of one; `len(self)` where it is empty."""
        side = self.resolution + 2
        rows = torch.full((side**3,), len(self), dtype=torch.int32, device=self.coords.device)
        rows[self._cells] = torch.arange(len(self), dtype=torch.int32, device=rows.device)
        return rows

    @property
    def _cells(self) -> Tensor:
        x, y, z = (self.coords + 1).unbind(1)
        side = self.resolution + 2
        return (x * side + y) * side + z

    @cached_property
    def neighbours(self) -> Tensor:
        """(N, 27) int32: row of the voxel at coord + (i, j, k) - 1, or N; k runs fastest."""
        side = self.resolution + 2
        step = torch.arange(-1, 2, device=self.coords.device)
        offsets = (step[:, None, None] * side + step[:, None]) * side + step
        return self._row_of_cell[self._cells[:, None] + offsets.reshape(-1)]

    @cached_property
    def _coarse_cells(self) -> Tensor:
        x, y, z = (self.coords // 2).unbind(1)
        half = -(-self.resolution // 2)
        return (x * half + y) * half + z

    @cached_property
    def coarse(self) -> Voxels:
        """The voxels of half the resolution that hold at least one of these, in x y z order."""
        half = -(-self.resolution // 2)
        cells = torch.unique(self._coarse_cells)
        coords = torch.stack((cells // half**2, cells // half % half, cells % half), 1)
        return Voxels(coords, half)

    @cached_property
    def parents(self) -> Tensor:
        """(N,) int32: row of the coarse voxel that holds each voxel."""
        return self.coarse._row_of_cell[Voxels(self.coords // 2, self.coarse.resolution)._cells]

    @cached_property
    def children(self) -> Tensor:
        """(M, 8) int32: rows of the voxels inside each coarse voxel, N where there is none."""
        side = self.resolution + 2
        corner = Voxels(self.coarse.coords * 2, self.resolution)._cells
        step = torch.arange(2, device=corner.device)
        offsets = (step[:, None, None] * side + step[:, None]) * side + step
        return self._row_of_cell[corner[:, None] + offsets.reshape(-1)]

    @cached_property
    def coarse_neighbours(self) -> Tensor:
        """(N, 27) int32: the coarse row that holds each neighbour, M where there is none."""
        parents = functional.pad(self.parents, (0, 1), value=len(self.coarse))
        return parents[self.neighbours]

    @cached_property
    def tap_rows(self) -> Tensor:
        """(N, 27) int32: rows of the neighbours' products in a table of N + 1 times 27."""
        return _tap_rows(self.neighbours)

    @cached_property
    def coarse_tap_rows(self) -> Tensor:
        """(N, 27) int32: the same in a table of the M + 1 coarse voxels."""
        return _tap_rows(self.coarse_neighbours)


def _tap_rows(neighbours: Tensor) -> Tensor:
    return neighbours * TAPS + torch.arange(TAPS, dtype=torch.int32, device=neighbours.device)


def position_embedding(coords: Tensor, width: int) -> Tensor:
    """(N, width) fp32: sines, then cosines, of x, of y and of z, filled up with zeros.

    Vaswani et al., "Attention Is All You Need", 2017, on `width // 6` frequencies for each axis.
    """
    count = width // 6
    steps = torch.arange(count, dtype=torch.float32, device=coords.device)
    angles = coords.float()[..., None] / 10_000.0 ** (steps / count)
    waves = torch.cat((angles.sin(), angles.cos()), -1).flatten(1)
    return functional.pad(waves, (0, width - 6 * count))


def pool(features: Tensor, voxels: Voxels) -> Tensor:
    """(M, C) sum over the voxels inside each coarse voxel, divided by their number plus one.

    The released weights were trained with a mean that counts its zero start as a value.
    """
    children = voxels.children
    count = (children < len(voxels)).sum(1, keepdim=True)
    rows = functional.pad(features, (0, 0, 0, 1)).index_select(0, children.reshape(-1))
    total = rows.view(*children.shape, -1).sum(1, dtype=torch.float32)
    return (total / (count + 1)).to(features.dtype)


def unpool(features: Tensor, voxels: Voxels) -> Tensor:
    """(N, C): each voxel gets the features of the coarse voxel that holds it."""
    return features.index_select(0, voxels.parents)


class SubmanifoldConvolution(nn.Module):
    """3x3x3 cross-correlation whose inputs and outputs lie on the same voxels.

    `conv.weight` is (out, 3, 3, 3, in) over x, y, z; tap i of an axis reads at coord + i - 1.
    """

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__()
        weight = nn.Parameter(torch.empty(out_channels, 3, 3, 3, channels))
        bias = nn.Parameter(torch.empty(out_channels))
        self.conv = nn.ParameterDict({"weight": weight, "bias": bias})

    def forward(self, features: Tensor, voxels: Voxels) -> Tensor:
        """(N, out) from features (N, in), in the dtype of the weights."""
        weight, bias = self.conv["weight"], self.conv["bias"]
        return _gather_first(features.to(weight.dtype), voxels.neighbours, weight, bias)

    def from_coarse(self, features: Tensor, voxels: Voxels) -> Tensor:
        """(N, out): the convolution of un-pooled features (M, in).

        Voxels of one coarse voxel share their products, so these are made once, before the gather.
        """
        weight, bias = self.conv["weight"], self.conv["bias"]
        return _multiply_first(features.to(weight.dtype), voxels.coarse_tap_rows, weight, bias)


def _gather_first(features: Tensor, neighbours: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    channels = features.shape[1]
    padded = functional.pad(features, (0, 0, 0, 1))
    flat = weight.reshape(weight.shape[0], -1)
    step = max(1, _GATHERED_BYTES // (TAPS * channels * features.element_size()))
    pieces = [
        functional.linear(padded.index_select(0, rows.reshape(-1)).view(len(rows), -1), flat, bias)
        for rows in torch.split(neighbours, step)
    ]
    return pieces[0] if len(pieces) == 1 else torch.cat(pieces)


def _multiply_first(features: Tensor, rows: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    out_channels, channels = weight.shape[0], weight.shape[-1]
    by_tap = weight.reshape(out_channels, TAPS, channels).transpose(0, 1).reshape(-1, channels)
    products = functional.linear(functional.pad(features, (0, 0, 0, 1)), by_tap).view(
        -1, out_channels
    )
    return functional.embedding_bag(rows, products, mode="sum") + bias

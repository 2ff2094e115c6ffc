"""What the official modules call of packages that cannot be installed everywhere.

spconv's convolution is our own, so that it cannot be the slower part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn
from torch.utils import _pytree

from benchmarks.sam3d.inputs import SIDE
from camfilter.engines.dinov2 import FeedForward, SelfAttention
from camfilter.engines.sam3d.sparse import Voxels, _gather_first

if TYPE_CHECKING:
    from collections.abc import Callable


class SparseData:
    """What the official code needs of spconv's tensor; all else of it is None."""

    def __init__(self, features: Tensor, indices: Tensor, *_: Any) -> None:
        self._features, self.indices = features, indices

    def __getattr__(self, name: str) -> None:
        return None

    @property
    def features(self) -> Tensor:
        """(N, C)."""
        return self._features

    def replace_feature(self, features: Tensor) -> SparseData:
        """The same voxels with other features."""
        return SparseData(features, self.indices)


class Convolution(nn.Module):
    """spconv's submanifold convolution, by our own gather and product.

    Neighbours are kept by the number of voxels: use one set of voxels of each size.
    """

    known: ClassVar[dict[int, Voxels]] = {}

    def __init__(self, channels: int, out_channels: int, *_: Any, **__: Any) -> None:
        super().__init__()
        self.out_channels = out_channels
        self.weight = nn.Parameter(torch.empty(out_channels, 3, 3, 3, channels))
        self.bias = nn.Parameter(torch.empty(out_channels))

    def forward(self, data: SparseData) -> SparseData:
        """Features of the same voxels, of `out_channels`."""
        key = len(data.indices)
        if key not in self.known:
            self.known[key] = Voxels(data.indices[:, 1:], SIDE)
        rows = self.known[key].neighbours
        return data.replace_feature(_gather_first(data.features, rows, self.weight, self.bias))


class Block(nn.Module):
    """timm's block of a vision transformer."""

    def __init__(self, width: int, num_heads: int, mlp_ratio: float, **__: Any) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = SelfAttention(width, num_heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = FeedForward(width, int(mlp_ratio * width))

    def forward(self, x: Tensor) -> Tensor:
        """Tokens (B, N, width) for tokens."""
        x = x + self.attn(self.norm1(x))
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


class Normalize(nn.Module):
    """torchvision's normalisation of colours."""

    mean: Tensor
    std: Tensor

    def __init__(self, mean: Any, std: Any) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(-1, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures less the mean, in deviations."""
        return (x - self.mean) / self.std


def reduce_unique(fn: Callable[[Any], Any], tree: Any, **_: Any) -> Any:
    """`fn` of the first leaf of `tree`."""
    return fn(_pytree.tree_flatten(tree)[0][0])

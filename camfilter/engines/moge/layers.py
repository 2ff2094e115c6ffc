"""Layers that both versions of MoGe are made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.dinov2 import IMAGENET_MEAN, IMAGENET_STD

if TYPE_CHECKING:
    from collections.abc import Sequence

PATCH: Final = 14
"""Side of a ViT patch in pixels."""

_GROUP: Final = 32

REMAPS: Final = ("linear", "sinh", "exp", "sinh_exp")
NORMS: Final = ("none", "layer_norm", "group_norm")


def conv3x3(channels: int, out_channels: int) -> nn.Conv2d:
    """A 3x3 convolution that repeats the border."""
    return nn.Conv2d(channels, out_channels, 3, padding=1, padding_mode="replicate")


def group_norm(kind: str, channels: int) -> nn.Module:
    """Normalisation over all channels (`layer_norm`), over groups of 32, or none."""
    if kind == "none":
        return nn.Identity()
    return GroupNorm(1 if kind == "layer_norm" else channels // _GROUP, channels)


class GroupNorm(nn.GroupNorm):
    """Group normalisation that is quick for few large groups, too.

    Torch gives each group to one block of threads, and there are up to ten million values in one.
    """

    def forward(self, x: Tensor) -> Tensor:
        return self.quick(x) if x.is_cuda else super().forward(x)

    def quick(self, x: Tensor) -> Tensor:
        """The same, worked in float32, in the dtype of `x`."""
        wide = x.float()
        groups = wide.reshape(len(x), self.num_groups, -1)
        variance, mean = torch.var_mean(groups, -1, correction=0, keepdim=True)
        rate = (variance + self.eps).rsqrt()
        weight = self.weight.float().view(1, self.num_groups, -1)
        scale, shift = rate * weight, self.bias.float().view_as(weight) - mean * rate * weight
        per_channel = (len(x), -1, *[1] * (x.ndim - 2))
        return torch.addcmul(shift.view(per_channel), wide, scale.view(per_channel)).to(x.dtype)


class ResidualBlock(nn.Module):
    """Twice normalisation, ReLU and a 3x3 convolution, added to what came in."""

    def __init__(self, channels: int, hidden: int, in_norm: str, hidden_norm: str) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            group_norm(in_norm, channels),
            nn.ReLU(),
            conv3x3(channels, hidden),
            group_norm(hidden_norm, hidden),
            nn.ReLU(),
            conv3x3(hidden, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.layers(x)
        return out


def upsampler(channels: int, out_channels: int, kind: str = "conv_transpose") -> nn.Sequential:
    """Twice the size: a learned or a bilinear enlargement, then a 3x3 convolution."""
    if kind == "bilinear":
        enlarge: nn.Module = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        return nn.Sequential(enlarge, conv3x3(channels, out_channels))
    enlarge = nn.ConvTranspose2d(channels, out_channels, kernel_size=2, stride=2)
    return nn.Sequential(enlarge, conv3x3(out_channels, out_channels))


class Projections(nn.ModuleList):
    """Adds up 1x1 projections of ViT taps, each (B, rows * columns, width)."""

    def __init__(self, count: int, width: int, out_channels: int) -> None:
        super().__init__(nn.Conv2d(width, out_channels, 1) for _ in range(count))

    def forward(self, taps: Sequence[Tensor], rows: int, columns: int) -> Tensor:
        grids = [tap.transpose(1, 2).reshape(len(tap), -1, rows, columns) for tap in taps]
        projected = [project(grid) for project, grid in zip(self, grids, strict=True)]
        return torch.stack(projected, 1).sum(1)


def register_picture_statistics(module: nn.Module) -> None:
    """Give `module` the buffers that a checkpoint keeps ImageNet's mean and deviation in."""
    module.register_buffer("image_mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1))
    module.register_buffer("image_std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1))


def view_plane(rows: int, columns: int, aspect: float, like: Tensor) -> Tensor:
    """(1, 2, rows, columns): u and v of the pixel centres, in units of half the diagonal.

    The picture's corners are at (+-width, +-height) / diagonal for the `aspect` width / height.
    """
    diagonal = math.sqrt(1 + aspect**2)
    axes = [
        torch.linspace(-end, end, count, dtype=like.dtype, device=like.device)
        for count, end in (
            (columns, aspect / diagonal * (columns - 1) / columns),
            (rows, 1 / diagonal * (rows - 1) / rows),
        )
    ]
    u, v = torch.meshgrid(*axes, indexing="xy")
    return torch.stack([u, v])[None]


def with_view_plane(features: Tensor, aspect: float) -> Tensor:
    """Features (B, C, rows, columns) with the two channels of `view_plane` appended."""
    plane = view_plane(features.shape[-2], features.shape[-1], aspect, features)
    return torch.cat([features, plane.expand(len(features), -1, -1, -1)], 1)


def shrunk(pictures: Tensor, size: tuple[int, int], mode: str = "bilinear") -> Tensor:
    """Pictures (B, 3, H, W) at `size`, antialiased."""
    # Not every version of PyTorch can antialias on Metal.
    where = torch.device("cpu") if pictures.device.type == "mps" else pictures.device
    small = functional.interpolate(
        pictures.to(where), size, mode=mode, align_corners=False, antialias=True
    )
    return small.to(pictures.device)


def resized(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """Maps (B, C, h, w) at `size` in float32, bilinear without antialiasing."""
    return functional.interpolate(maps.float(), size, mode="bilinear", align_corners=False)


def remapped(points: Tensor, remap: str) -> Tensor:
    """Raw points (B, 3, H, W) as the network was trained to mean them, (B, H, W, 3)."""
    points = points.permute(0, 2, 3, 1)
    if remap == "linear":
        return points
    if remap == "sinh":
        return points.sinh()
    xy, z = points[..., :2], points[..., 2:].exp()
    return torch.cat([xy.sinh() if remap == "sinh_exp" else xy * z, z], -1)

"""What video and picture codecs do: cosine-transform blocks, halved chroma, banding."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

_TO_YCC: Final = ((0.299, 0.587, 0.114), (-0.1687, -0.3313, 0.5), (0.5, -0.4187, -0.0813))

_TO_RGB: Final = torch.linalg.inv(torch.tensor(_TO_YCC, dtype=torch.float64)).tolist()
"""Inverted here, for on a GPU the program would wait for it in every step."""


def to_ycc(rgb: Tensor) -> Tensor:
    """Luma and two chroma maps of (B, 3, H, W), chroma around 0."""
    return torch.einsum("ij,bjhw->bihw", rgb.new_tensor(_TO_YCC), rgb)


def to_rgb(ycc: Tensor) -> Tensor:
    """The inverse of `to_ycc`."""
    return torch.einsum("ij,bjhw->bihw", ycc.new_tensor(_TO_RGB), ycc)


def halve_chroma(ycc: Tensor) -> Tensor:
    """4:2:0 sampling: chroma at half resolution."""
    height, width = ycc.shape[-2:]
    chroma = F.avg_pool2d(ycc[:, 1:], 2)
    chroma = F.interpolate(chroma, size=(height, width), mode="bilinear", align_corners=False)
    return torch.cat([ycc[:, :1], chroma], 1)


def compress(rgb: Tensor, strength: Tensor, size: int = 8) -> Tensor:
    """`rgb` (B, 3, H, W) after blocks of `size` pixels quantised with `strength` (B,), about 0.02
    for good to 3 for very bad; sides are multiples of `size`."""
    ycc = halve_chroma(to_ycc(rgb - 0.5))
    transform, steps = _transform(size, rgb.device)
    steps = steps * strength.view(-1, 1, 1, 1, 1, 1)
    steps = torch.cat([steps, 1.5 * steps, 1.5 * steps], 1)
    batch, _, height, width = ycc.shape
    blocks = ycc.view(batch, 3, height // size, size, width // size, size).transpose(3, 4)
    coefficients = transform @ blocks @ transform.T
    coefficients = torch.round(coefficients / steps) * steps
    blocks = transform.T @ coefficients @ transform
    return to_rgb(blocks.transpose(3, 4).reshape(ycc.shape)) + 0.5


def band(rgb: Tensor, levels: Tensor) -> Tensor:
    """`rgb` rounded to `levels` (B,) steps of brightness."""
    levels = levels.view(-1, 1, 1, 1)
    return torch.round(rgb * levels) / levels


@lru_cache(maxsize=8)
def _transform(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """The orthonormal cosine transform, and quantisation steps (1, 1, 1, 1, size, size)."""
    at = torch.arange(size, dtype=torch.float64)
    matrix = torch.cos((2 * at[None] + 1) * at[:, None] * math.pi / (2 * size))
    matrix *= math.sqrt(2 / size)
    matrix[0] /= math.sqrt(2)
    # Codecs keep low frequencies better; larger blocks have larger coefficients.
    frequency = (at[:, None] + at[None]) * 8 / size
    steps = (8 + 5.5 * frequency) / 255 * (size / 8)
    return matrix.float().to(device), steps.float().to(device)[None, None, None, None]

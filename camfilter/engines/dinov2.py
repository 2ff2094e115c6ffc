"""DINOv2 vision transformer: the picture encoder of SAM 3D Objects and of MoGe.

Oquab et al., "DINOv2: Learning Robust Visual Features without Supervision", 2023, with the
registers of Darcet et al., 2023. Parameter names are those of the official checkpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.sam3d.fused import residual_norm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NORM_EPS: Final = 1e-6
IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
IMAGENET_STD: Final = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class DinoV2Settings:
    """Size of the network, and how its position embedding is brought to other picture sizes.

    With a `position_offset` the embedding is scaled by (patches + offset) / `grid`, as MoGe does;
    without, it is resized to the number of patches.
    """

    width: int
    depth: int
    heads: int
    registers: int = 0
    patch: int = 14
    grid: int = 37
    mlp_ratio: int = 4
    position_offset: float | None = None
    position_antialias: bool = True


_SIZES: Final = {"s": (384, 12, 6), "b": (768, 12, 12), "l": (1024, 24, 16)}


def dinov2_settings(name: str) -> DinoV2Settings:
    """Settings of an official model: `dinov2_vits14`, `..b14`, `..l14`, with or without `_reg`.

    Position embeddings are resized as in the model's own release: antialiased with registers,
    by an offset of 0.1 and without antialiasing otherwise, which is also what MoGe uses.
    """
    width, depth, heads = _SIZES[name.removeprefix("dinov2_vit")[0]]
    if name.endswith("_reg"):
        return DinoV2Settings(width, depth, heads, registers=4)
    return DinoV2Settings(width, depth, heads, position_offset=0.1, position_antialias=False)


_STATISTICS: Final[dict[torch.device, tuple[Tensor, Tensor]]] = {}


def imagenet_normalised(pictures: Tensor) -> Tensor:
    """Pictures (B, 3, H, W) in [0, 1] with ImageNet's mean taken off and its deviation made 1."""
    device = pictures.device
    if device not in _STATISTICS:
        # Kept per device: a copy from the host in every frame would break CUDA graphs.
        mean, std = torch.tensor((IMAGENET_MEAN, IMAGENET_STD), device=device).view(2, 3, 1, 1)
        _STATISTICS[device] = mean, std
    mean, std = _STATISTICS[device]
    return (pictures - mean) / std


class PatchEmbedding(nn.Module):
    """One token per patch: pictures (B, 3, H, W) to (B, rows * columns, width)."""

    def __init__(self, settings: DinoV2Settings) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, settings.width, settings.patch, stride=settings.patch)

    def forward(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.proj(pictures.to(self.proj.weight.dtype))
        return features.flatten(2).transpose(1, 2)


class SelfAttention(nn.Module):
    """Multi-head self-attention over tokens (B, N, width)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        qkv: Tensor = self.qkv(x)
        split = qkv.view(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind()
        attended = functional.scaled_dot_product_attention(query, key, value)
        out: Tensor = self.proj(attended.transpose(1, 2).flatten(2))
        return out


class FeedForward(nn.Module):
    """Two linear layers with an exact (erf) GELU between them."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(functional.gelu(self.fc1(x)))
        return out


class LayerScale(nn.Module):
    """The learned factors, one per channel, that a branch gets before it is added."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))


def cast_norm(norm: nn.LayerNorm, x: Tensor) -> Tensor:
    """`norm` of `x`, worked in the dtype of `x` and given in that of the weights."""
    weight, bias = norm.weight, norm.bias
    normalised = functional.layer_norm(
        x, norm.normalized_shape, weight.to(x.dtype), bias.to(x.dtype), norm.eps
    )
    return normalised.to(weight.dtype)


class Block(nn.Module):
    """Pre-norm transformer block with LayerScale on both branches."""

    def __init__(self, settings: DinoV2Settings) -> None:
        super().__init__()
        width = settings.width
        self.norm1 = nn.LayerNorm(width, eps=NORM_EPS)
        self.attn = SelfAttention(width, settings.heads)
        self.ls1 = LayerScale(width)
        self.norm2 = nn.LayerNorm(width, eps=NORM_EPS)
        self.mlp = FeedForward(width, settings.mlp_ratio * width)
        self.ls2 = LayerScale(width)

    def forward(self, x: Tensor) -> Tensor:
        dtype = self.attn.qkv.weight.dtype
        first, second = (self.norm1.bias, self.norm1.weight), (self.norm2.bias, self.norm2.weight)
        normed = residual_norm(x, None, None, first, NORM_EPS, dtype)[1]
        x, normed = residual_norm(x, self.attn(normed), self.ls1.gamma, second, NORM_EPS, dtype)
        return residual_norm(x, self.mlp(normed), self.ls2.gamma, None, NORM_EPS, dtype)[0]


class DinoV2(nn.Module):
    """Vision transformer over ImageNet-normalised pictures whose sides are whole patches.

    Tokens are ordered class, registers, patches row by row. The dtype of the weights is the
    dtype of the work; the residual stream may be of a wider `stream_dtype`.
    """

    def __init__(self, settings: DinoV2Settings, stream_dtype: torch.dtype | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.stream_dtype = stream_dtype
        width = settings.width
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, settings.grid**2 + 1, width))
        if settings.registers:
            self.register_tokens = nn.Parameter(torch.zeros(1, settings.registers, width))
        self.mask_token = nn.Parameter(torch.zeros(1, width))  # trained with, never used here
        self.patch_embed = PatchEmbedding(settings)
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings.depth))
        self.norm = nn.LayerNorm(width, eps=NORM_EPS)
        self._positions: dict[tuple[int, int], Tensor] = {}

    def forward(self, pictures: Tensor) -> Tensor:
        """All tokens (B, 1 + registers + patches, width) after the final norm."""
        return self.normalised(self.encode(pictures))

    def normalised(self, tokens: Tensor) -> Tensor:
        """The final norm of what `encode` returns, in the dtype of the weights."""
        return cast_norm(self.norm, tokens)

    def encode(self, pictures: Tensor) -> Tensor:
        """All tokens (B, 1 + registers + patches, width) before the final norm, as streamed."""
        x = self._embedded(pictures)
        for block in self.blocks:
            x = block(x)
        return x

    def taps(self, pictures: Tensor, layers: Iterable[int]) -> list[tuple[Tensor, Tensor]]:
        """Normalised patches (B, N, width) and class (B, width) after each of `layers`, from 0."""
        wanted = set(layers)
        x = self._embedded(pictures)
        found: list[tuple[Tensor, Tensor]] = []
        for index, block in enumerate(self.blocks[: max(wanted) + 1]):
            x = block(x)
            if index in wanted:
                found.append(self._split(self.normalised(x)))
        return found

    def last_taps(self, pictures: Tensor, count: int) -> list[tuple[Tensor, Tensor]]:
        """`taps` of the last `count` layers."""
        depth = self.settings.depth
        return self.taps(pictures, range(depth - count, depth))

    def positions(self, rows: int, columns: int) -> Tensor:
        """Position embedding (1, 1 + rows * columns, width) of a grid of that size, kept."""
        if (rows, columns) == (self.settings.grid, self.settings.grid):
            return self.pos_embed
        if (rows, columns) not in self._positions:
            self._positions[rows, columns] = self._resized_positions(rows, columns)
        return self._positions[rows, columns]

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        self._positions.clear()
        moved: Self = super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        return moved

    def _load_from_state_dict(self, *args: Any) -> None:
        self._positions.clear()
        super()._load_from_state_dict(*args)

    def _embedded(self, pictures: Tensor) -> Tensor:
        patch = self.settings.patch
        rows, columns = pictures.shape[-2] // patch, pictures.shape[-1] // patch
        patches: Tensor = self.patch_embed(pictures)
        class_token = self.cls_token.expand(len(patches), -1, -1)
        x = torch.cat([class_token, patches], 1) + self.positions(rows, columns)
        x = x if self.stream_dtype is None else x.to(self.stream_dtype)
        if not self.settings.registers:
            return x
        registers = self.register_tokens.to(x.dtype).expand(len(patches), -1, -1)
        return torch.cat([x[:, :1], registers, x[:, 1:]], 1)

    def _split(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        return tokens[:, 1 + self.settings.registers :], tokens[:, 0]

    @torch.no_grad()
    def _resized_positions(self, rows: int, columns: int) -> Tensor:
        grid, offset = self.settings.grid, self.settings.position_offset
        positions = self.pos_embed.float()
        table = positions[:, 1:].reshape(1, grid, grid, -1).permute(0, 3, 1, 2)
        scale = None if offset is None else ((rows + offset) / grid, (columns + offset) / grid)
        table = functional.interpolate(
            table,
            size=(rows, columns) if scale is None else None,
            scale_factor=scale,
            mode="bicubic",
            antialias=self.settings.position_antialias,
        )
        patches = table.flatten(2).transpose(1, 2)
        return torch.cat([positions[:, :1], patches], 1).to(self.pos_embed.dtype)

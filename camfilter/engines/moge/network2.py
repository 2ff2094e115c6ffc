"""MoGe 2: points, mask, normals and metric scale from one picture.

Wang et al., "MoGe-2: Accurate Monocular Geometry with Metric Scale and Sharp Details", 2025.
Parameter names are those of the official checkpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.dinov2 import DinoV2, dinov2_settings
from camfilter.engines.moge.layers import (
    PATCH,
    Projections,
    ResidualBlock,
    register_picture_statistics,
    remapped,
    resized,
    shrunk,
    upsampler,
    view_plane,
)
from camfilter.engines.moge.output import Prediction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class PyramidSettings:
    """A stack of convolutions over levels that double in size; one entry per level.

    `inputs` and `outputs` are channels, or None where a level passes things through.
    """

    inputs: tuple[int | None, ...]
    channels: tuple[int, ...]
    outputs: tuple[int | None, ...]
    blocks: tuple[int, ...]
    upsamplers: tuple[str, ...]
    hidden_factor: int = 1
    in_norm: str = "layer_norm"
    hidden_norm: str = "group_norm"

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        """The settings of one of the stacks in a checkpoint's `model_config`."""
        channels = tuple(int(width) for width in config["dim_res_blocks"])
        levels = len(channels)
        return cls(
            inputs=_per_level(config["dim_in"], levels),
            channels=channels,
            outputs=_per_level(config["dim_out"], levels),
            blocks=_per_level(config.get("num_res_blocks", 1), levels),
            upsamplers=_per_level(config["resamplers"], levels - 1),
            hidden_factor=int(config.get("dim_times_res_block_hidden", 1)),
            in_norm=str(config.get("res_block_in_norm", "layer_norm")),
            hidden_norm=str(config.get("res_block_hidden_norm", "group_norm")),
        )


def _per_level(value: Any, levels: int) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,) * levels


@dataclass(frozen=True, slots=True)
class MoGe2Settings:
    """Sizes of the network."""

    encoder: str
    taps: tuple[int, ...] | int
    encoded: int
    neck: PyramidSettings
    heads: Mapping[str, PyramidSettings]
    scale: tuple[int, ...]
    remap: str
    token_range: tuple[int, int]

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        """The settings that a checkpoint keeps as `model_config`."""
        encoder = config["encoder"]
        taps = encoder["intermediate_layers"]
        low, high = config.get("num_tokens_range", (1200, 3600))
        heads = [name for name in ("points_head", "mask_head", "normal_head") if config.get(name)]
        return cls(
            encoder=str(encoder["backbone"]),
            taps=taps if isinstance(taps, int) else tuple(int(layer) for layer in taps),
            encoded=int(encoder["dim_out"]),
            neck=PyramidSettings.from_official(config["neck"]),
            heads={name: PyramidSettings.from_official(config[name]) for name in heads},
            scale=tuple(int(width) for width in config["scale_head"]["dims"]),
            remap=str(config.get("remap_output", "linear")),
            token_range=(int(low), int(high)),
        )


class _Encoder(nn.Module):
    image_mean: Tensor
    image_std: Tensor

    def __init__(self, settings: MoGe2Settings) -> None:
        super().__init__()
        vit = dinov2_settings(settings.encoder)
        taps = settings.taps
        self.layers = tuple(range(vit.depth - taps, vit.depth)) if isinstance(taps, int) else taps
        self.backbone = DinoV2(vit)
        self.output_projections = Projections(len(self.layers), vit.width, settings.encoded)
        register_picture_statistics(self)

    def forward(self, pictures: Tensor, rows: int, columns: int) -> tuple[Tensor, Tensor]:
        """Features (B, C, rows, columns) and the last class token (B, width)."""
        picture = shrunk(pictures, (rows * PATCH, columns * PATCH))
        taps = self.backbone.taps((picture - self.image_mean) / self.image_std, self.layers)
        features = self.output_projections([patches for patches, _ in taps], rows, columns)
        return features, taps[-1][1]


class Pyramid(nn.Module):
    """Adds each level's input, refines it, and hands it on at twice the size."""

    def __init__(self, settings: PyramidSettings) -> None:
        super().__init__()
        widths = settings.channels
        self.input_blocks = nn.ModuleList(
            nn.Identity() if inside is None else nn.Conv2d(inside, width, 1)
            for inside, width in zip(settings.inputs, widths, strict=True)
        )
        self.resamplers = nn.ModuleList(
            upsampler(before, after, kind)
            for (before, after), kind in zip(pairwise(widths), settings.upsamplers, strict=True)
        )
        self.res_blocks = nn.ModuleList(
            nn.Sequential(*(_residual(settings, width) for _ in range(count)))
            for width, count in zip(widths, settings.blocks, strict=True)
        )
        self.output_blocks = nn.ModuleList(
            nn.Identity() if outside is None else nn.Conv2d(width, outside, 1)
            for outside, width in zip(settings.outputs, widths, strict=True)
        )

    def forward(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        outputs: list[Tensor] = []
        x: Tensor | None = None
        for level, given in enumerate(inputs):
            entering = self.input_blocks[level](given)
            x = entering if x is None else self.resamplers[level - 1](x) + entering
            x = self.res_blocks[level](x)
            outputs.append(self.output_blocks[level](x))
        return outputs


def _residual(settings: PyramidSettings, width: int) -> ResidualBlock:
    hidden = settings.hidden_factor * width
    return ResidualBlock(width, hidden, settings.in_norm, settings.hidden_norm)


def _perceptron(widths: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class MoGe2(nn.Module):
    """Points, mask, metric scale and, in the variants that have them, normals."""

    def __init__(self, settings: MoGe2Settings) -> None:
        super().__init__()
        self.settings = settings
        self.token_range = settings.token_range
        self.encoder = _Encoder(settings)
        self.neck = Pyramid(settings.neck)
        for name, head in settings.heads.items():
            self.add_module(name, Pyramid(head))
        self.scale_head = _perceptron(settings.scale)

    def forward(
        self, pictures: Tensor, tokens: int, size: tuple[int, int] | None = None
    ) -> Prediction:
        """Prediction for pictures (B, 3, H, W) in [0, 1], at `size` or at their own."""
        size = size or (pictures.shape[-2], pictures.shape[-1])
        aspect = pictures.shape[-1] / pictures.shape[-2]
        rows, columns = token_grid(aspect, tokens)
        features, class_token = self.encoder(pictures, rows, columns)
        shared = self.neck(self._levels(features, aspect))
        maps = {
            name: resized(self.get_submodule(name)(shared)[-1], size)
            for name in self.settings.heads
        }
        normals = None
        if "normal_head" in maps:
            normals = functional.normalize(maps["normal_head"].permute(0, 2, 3, 1), dim=-1)
        return Prediction(
            remapped(maps["points_head"], self.settings.remap),
            maps["mask_head"][:, 0].sigmoid(),
            normals,
            self.scale_head(class_token).float()[:, 0].exp(),
        )

    def _levels(self, features: Tensor, aspect: float) -> list[Tensor]:
        rows, columns = features.shape[-2:]
        planes = [
            view_plane(rows << level, columns << level, aspect, features).expand(
                len(features), -1, -1, -1
            )
            for level in range(len(self.settings.neck.channels))
        ]
        return [torch.cat([features, planes[0]], 1), *planes[1:]]


def token_grid(aspect: float, tokens: int) -> tuple[int, int]:
    """Rows and columns of about so many ViT tokens for a picture of this width / height."""
    rows, columns = round((tokens / aspect) ** 0.5), round((tokens * aspect) ** 0.5)
    return max(1, rows), max(1, columns)

"""MoGe 1: point map and mask from one picture.

Wang et al., "MoGe: Unlocking Accurate Monocular Geometry Estimation for Open-Domain Images with
Optimal Training Supervision", 2024. Parameter names are those of the official checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Self

from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.dinov2 import DinoV2, dinov2_settings
from camfilter.engines.moge.layers import (
    PATCH,
    Projections,
    ResidualBlock,
    conv3x3,
    register_picture_statistics,
    remapped,
    resized,
    shrunk,
    upsampler,
    with_view_plane,
)
from camfilter.engines.moge.output import Prediction

if TYPE_CHECKING:
    from collections.abc import Mapping

_OUTPUTS: Final = (3, 1)
"""Channels of the points and of the mask."""


@dataclass(frozen=True, slots=True)
class MoGe1Settings:
    """Sizes of the network; the defaults are those of the released ViT-L checkpoint."""

    encoder: str = "dinov2_vitl14"
    taps: int = 4
    projected: int = 512
    channels: tuple[int, ...] = (256, 128, 64)
    hidden_factor: int = 2
    blocks: int = 2
    norm: str = "group_norm"
    last_blocks: int = 0
    last_channels: int = 32
    last_kernel: int = 1
    remap: str = "exp"
    token_range: tuple[int, int] = (1275, 2551)

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        """The settings that a checkpoint keeps as `model_config`."""
        area = config.get("trained_area_range")
        tokens = [side // PATCH**2 for side in area] if area else config["num_tokens_range"]
        return cls(
            encoder=str(config["encoder"]),
            taps=int(config["intermediate_layers"]),
            projected=int(config.get("dim_proj", 512)),
            channels=tuple(int(width) for width in config["dim_upsample"]),
            hidden_factor=int(config.get("dim_times_res_block_hidden", 1)),
            blocks=int(config.get("num_res_blocks", 1)),
            norm=str(config.get("res_block_norm", "group_norm")),
            last_blocks=int(config.get("last_res_blocks", 0)),
            last_channels=int(config.get("last_conv_channels", 32)),
            last_kernel=int(config.get("last_conv_size", 1)),
            remap=str(config.get("remap_output", "linear")),
            token_range=(int(tokens[0]), int(tokens[1])),
        )


class _Head(nn.Module):
    """From ViT taps to maps at the size of the picture that went in."""

    def __init__(self, settings: MoGe1Settings, width: int) -> None:
        super().__init__()
        steps = (settings.projected, *settings.channels)
        self.projects = Projections(settings.taps, width, settings.projected)
        self.upsample_blocks = nn.ModuleList(
            nn.Sequential(upsampler(before + 2, after), *_blocks(settings, after, settings.blocks))
            for before, after in pairwise(steps)
        )
        self.output_block = nn.ModuleList(
            _output_block(settings, steps[-1] + 2, out) for out in _OUTPUTS
        )

    def forward(self, taps: list[Tensor], height: int, width: int) -> list[Tensor]:
        aspect = width / height
        x = self.projects(taps, height // PATCH, width // PATCH)
        for block in self.upsample_blocks:
            x = block(with_view_plane(x, aspect))
        x = functional.interpolate(x, (height, width), mode="bilinear", align_corners=False)
        x = with_view_plane(x, aspect)
        return [block(x) for block in self.output_block]


def _blocks(settings: MoGe1Settings, channels: int, count: int) -> list[ResidualBlock]:
    hidden = settings.hidden_factor * channels
    return [ResidualBlock(channels, hidden, "layer_norm", settings.norm) for _ in range(count)]


def _output_block(settings: MoGe1Settings, channels: int, out_channels: int) -> nn.Sequential:
    last, kernel = settings.last_channels, settings.last_kernel
    return nn.Sequential(
        conv3x3(channels, last),
        *_blocks(settings, last, settings.last_blocks),
        nn.ReLU(),
        nn.Conv2d(last, out_channels, kernel, padding=kernel // 2, padding_mode="replicate"),
    )


class MoGe1(nn.Module):
    """Points and mask, neither metric nor with normals."""

    image_mean: Tensor
    image_std: Tensor

    def __init__(self, settings: MoGe1Settings) -> None:
        super().__init__()
        vit = dinov2_settings(settings.encoder)
        self.settings = settings
        self.token_range = settings.token_range
        self.backbone = DinoV2(vit)
        self.head = _Head(settings, vit.width)
        register_picture_statistics(self)

    def forward(
        self, pictures: Tensor, tokens: int, size: tuple[int, int] | None = None
    ) -> Prediction:
        """Prediction for pictures (B, 3, H, W) in [0, 1], at `size` or at their own."""
        own = pictures.shape[-2], pictures.shape[-1]
        height, width = working_size(*own, tokens)
        picture = shrunk(pictures, (height, width), "bicubic")
        picture = (picture - self.image_mean) / self.image_std
        picture = shrunk(picture, (height // PATCH * PATCH, width // PATCH * PATCH))
        taps = [patches for patches, _ in self.backbone.last_taps(picture, self.settings.taps)]
        points, mask = (resized(out, size or own) for out in self.head(taps, height, width))
        return Prediction(remapped(points, self.settings.remap), mask[:, 0])


def working_size(height: int, width: int, tokens: int) -> tuple[int, int]:
    """Height and width with the aspect of a picture and the area of so many patches."""
    factor = (tokens * PATCH**2 / (height * width)) ** 0.5
    return max(PATCH, int(height * factor)), max(PATCH, int(width * factor))

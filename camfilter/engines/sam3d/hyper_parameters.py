"""Sizes of the networks of SAM 3D Objects; the defaults are those of the released checkpoints.

Each `from_official` reads the names used by the official configuration files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from camfilter.engines.dinov2 import DinoV2Settings, dinov2_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

SHAPE: Final = "shape"
LAYOUT: Final = "6drotation_normalized"
"""Names of the two streams of stage 1, as in its checkpoint."""

STAGE1_TOKENS: Final = (
    "image",
    "rgb_image",
    "mask",
    "rgb_image_mask",
    "pointmap",
    "rgb_pointmap",
)
STAGE2_TOKENS: Final = STAGE1_TOKENS[:4]
"""Order of the condition tokens: cropped and full picture, masks, point maps."""


@dataclass(frozen=True, slots=True)
class TransformerSettings:
    """Size of a stack of transformer blocks, which each network here has at its centre."""

    width: int = 1024
    depth: int = 24
    heads: int = 16
    mlp_ratio: int = 4


def official_blocks(config: Mapping[str, Any]) -> dict[str, int]:
    """The fields of `TransformerSettings` from the official names."""
    return {
        "width": config["model_channels"],
        "depth": config["num_blocks"],
        "heads": config["num_heads"],
        "mlp_ratio": config["mlp_ratio"],
    }


@dataclass(frozen=True, slots=True)
class LatentSettings:
    """One latent of stage 1: its name, channels and number of tokens."""

    name: str
    channels: int
    tokens: int = 1


_SHAPE_LATENT: Final = LatentSettings(SHAPE, 8, 16**3)
_LAYOUT_LATENTS: Final = (
    LatentSettings(LAYOUT, 6),
    LatentSettings("translation", 3),
    LatentSettings("scale", 3),
    LatentSettings("translation_scale", 1),
)


@dataclass(frozen=True, slots=True)
class StructureFlowSettings(TransformerSettings):
    """Stage 1: the flow over 16^3 shape tokens and the four layout tokens."""

    condition_width: int = 1024
    grid: int = 16
    shape: LatentSettings = _SHAPE_LATENT
    layout: tuple[LatentSettings, ...] = _LAYOUT_LATENTS

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        latents = {
            name: LatentSettings(name, entry["channels"], entry["tokens"])
            for name, entry in config["latents"].items()
        }
        return cls(
            **official_blocks(config),
            condition_width=config["cond_channels"],
            grid=config["grid"],
            shape=latents[SHAPE],
            layout=tuple(latents[name] for name in config["latent_share_transformer"][LAYOUT]),
        )


@dataclass(frozen=True, slots=True)
class StructureDecoderSettings:
    """The convolutional decoder of the shape latent."""

    latent_channels: int = 8
    channels: tuple[int, ...] = (512, 128, 32)
    blocks: int = 2
    middle_blocks: int = 2
    out_channels: int = 1

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        return cls(
            latent_channels=config["latent_channels"],
            channels=tuple(config["channels"]),
            blocks=config["num_res_blocks"],
            middle_blocks=config["num_res_blocks_middle"],
            out_channels=config["out_channels"],
        )


@dataclass(frozen=True, slots=True)
class LatentFlowSettings(TransformerSettings):
    """Stage 2: the sparse flow over the latents of the occupied voxels."""

    condition_width: int = 1024
    channels: int = 8
    resolution: int = 64
    pool: int = 2
    io_channels: tuple[int, ...] = (128,)
    io_blocks: int = 2

    @classmethod
    def from_official(cls, config: Mapping[str, Any]) -> Self:
        return cls(
            **official_blocks(config),
            condition_width=config["cond_channels"],
            channels=config["in_channels"],
            resolution=config["resolution"],
            pool=config["patch_size"],
            io_channels=tuple(config["io_block_channels"]),
            io_blocks=config["num_io_res_blocks"],
        )


_DINO_LARGE: Final = dinov2_settings("dinov2_vitl14_reg")


@dataclass(frozen=True, slots=True)
class PointSettings:
    """The embedder of point maps: windows of `patch`^2 points, each one token."""

    size: int = 256
    patch: int = 8
    width: int = 512
    heads: int = 16


@dataclass(frozen=True, slots=True)
class ConditionSettings:
    """The embedders of pictures, masks and point maps, and what brings them to one width."""

    dino: DinoV2Settings = _DINO_LARGE
    prenorm: bool = False
    point: PointSettings | None = PointSettings()
    width: int = 1024
    multiplier: float = 4.0

    @classmethod
    def from_official(cls, config: Mapping[str, Any], *, prenorm: bool | None = None) -> Self:
        """`prenorm` stands in for the entry `prenorm_features` of `config`."""
        dino = dinov2_settings(config["dino"]["dino_model"])
        plain = config["prenorm_features"] if prenorm is None else prenorm
        point = config.get("point")
        return cls(
            dino=dino,
            prenorm=plain,
            point=None
            if plain or point is None
            else PointSettings(
                point["input_size"], point["patch_size"], point["embed_dim"], point["heads"]
            ),
            width=dino.width,
            multiplier=config["fuser"]["projection_net_hidden_dim_multiplier"],
        )


STAGE1_CONDITION: Final = ConditionSettings()
STAGE2_CONDITION: Final = ConditionSettings(prenorm=True, point=None)

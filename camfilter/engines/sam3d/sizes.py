"""Sizes of the networks as their weights show them: no configuration file is needed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from camfilter.engines.dinov2 import DinoV2Settings
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoderSettings
from camfilter.engines.sam3d.hyper_parameters import (
    SHAPE,
    ConditionSettings,
    LatentFlowSettings,
    LatentSettings,
    PointSettings,
    StructureDecoderSettings,
    StructureFlowSettings,
)
from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    State = Mapping[str, Tensor]

_HEAD_WIDTH: Final = 64
"""Of every attention whose weights do not tell it."""


def structure_flow_settings(state: State) -> StructureFlowSettings:
    """Of stage 1's flow."""
    width = _shape(state, "t_embedder.mlp.2.weight")[0]
    tokens, _ = _shape(state, f"latent_mapping.{SHAPE}.pos_emb")
    channels = _shape(state, f"latent_mapping.{SHAPE}.input_layer.weight")[1]
    return StructureFlowSettings(
        width=width,
        condition_width=_shape(state, f"blocks.0.cross_attn.{SHAPE}.to_kv.weight")[1],
        depth=_depth(state, "blocks"),
        heads=_shape(state, f"blocks.0.self_attn.q_rms_norm.{SHAPE}.gamma")[0],
        mlp_ratio=_shape(state, f"blocks.0.mlp.{SHAPE}.mlp.0.weight")[0] // width,
        grid=round(tokens ** (1 / 3)),
        shape=LatentSettings(SHAPE, channels, tokens),
    )


def structure_decoder_settings(state: State) -> StructureDecoderSettings:
    """Of the decoder of the shape."""
    first, latent_channels, *_ = _shape(state, "input_layer.weight")
    depth = _depth(state, "blocks")
    upsamplings = [index for index in range(depth) if f"blocks.{index}.conv.weight" in state]
    widths = [_shape(state, f"blocks.{index}.conv.weight")[0] // 8 for index in upsamplings]
    return StructureDecoderSettings(
        latent_channels=latent_channels,
        channels=(first, *widths),
        blocks=upsamplings[0] if upsamplings else depth,
        middle_blocks=_depth(state, "middle_block"),
        out_channels=_shape(state, "out_layer.2.weight")[0],
    )


def latent_flow_settings(state: State) -> LatentFlowSettings:
    """Of stage 2's flow."""
    width = _shape(state, "t_embedder.mlp.2.weight")[0]
    io, channels = _shape(state, "input_layer.weight")
    return LatentFlowSettings(
        width=width,
        condition_width=_shape(state, "blocks.0.cross_attn.to_kv.weight")[1],
        depth=_depth(state, "blocks"),
        heads=_shape(state, "blocks.0.self_attn.q_rms_norm.gamma")[0],
        mlp_ratio=_shape(state, "blocks.0.mlp.mlp.0.weight")[0] // width,
        channels=channels,
        io_channels=(io,),
        io_blocks=_depth(state, "input_blocks"),
    )


def gaussian_decoder_settings(state: State) -> GaussianDecoderSettings:
    """Of either Gaussian decoder."""
    width, channels = _shape(state, "input_layer.weight")
    return GaussianDecoderSettings(
        width=width,
        depth=_depth(state, "blocks"),
        heads=max(1, width // _HEAD_WIDTH),
        mlp_ratio=_shape(state, "blocks.0.mlp.mlp.0.weight")[0] // width,
        channels=channels,
        gaussians=_shape(state, "offset_perturbation")[0],
    )


def condition_settings(state: State, *, prenorm: bool) -> ConditionSettings:
    """Of a stage's condition embedders; stage 2 takes tokens from before the last norm."""
    dino = "module_list.0.backbone"
    width = _shape(state, f"{dino}.cls_token")[-1]
    registers = f"{dino}.register_tokens"
    hidden = _shape(state, f"{dino}.blocks.0.mlp.fc1.weight")[0]
    return ConditionSettings(
        dino=DinoV2Settings(
            width=width,
            depth=_depth(state, f"{dino}.blocks"),
            heads=max(1, width // _HEAD_WIDTH),
            registers=_shape(state, registers)[1] if registers in state else 0,
            grid=round((_shape(state, f"{dino}.pos_embed")[1] - 1) ** 0.5),
            mlp_ratio=hidden // width,
        ),
        prenorm=prenorm,
        point=_point_settings(state),
        width=_shape(state, "idx_emb")[1],
    )


def _point_settings(state: State) -> PointSettings | None:
    if "module_list.2.cls_token" not in state:
        return None
    patch = round((_shape(state, "module_list.2.pos_embed_window")[1] - 1) ** 0.5)
    _, width, side, _ = _shape(state, "module_list.2.pos_embed")
    return PointSettings(size=side * patch, patch=patch, width=width)


def _depth(state: State, prefix: str) -> int:
    """How many numbered modules there are under `prefix`."""
    found = {key[len(prefix) + 1 :].split(".")[0] for key in state if key.startswith(f"{prefix}.")}
    return next(index for index in count() if str(index) not in found)


def _shape(state: State, key: str) -> tuple[int, ...]:
    if key not in state:
        raise EngineError(
            f"the weights lack {key}: they are not of SAM 3D Objects, or damaged",
            "fetch them again with 'camfilter models fetch sam3d'",
        )
    return tuple(state[key].shape)

#!/usr/bin/env python3
"""Writes a folder of checkpoints with seeded weights, laid out as the official ones are.

    python tools/make_seeded_checkpoints.py FOLDER [--size tiny|full]
    CAMFILTER_MODELS_DIR=FOLDER camfilter run --engine sam3d ...

Every weight follows from its key and its shape alone (rule crc32-v1), so that two machines write
the same numbers; the pictures that come of them mean nothing. Some weights are moved so that there
is something to see: the share of occupied cells is set, Gaussians are made opaque, the
object stands before the camera, and MoGe sees a wall.
`--size full` writes 13 GB and needs 8 GB of memory; `tiny` writes 40 MB for tests.
"""

from __future__ import annotations

import argparse
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from camfilter.engines.dinov2 import DinoV2Settings
from camfilter.engines.moge.network1 import MoGe1, MoGe1Settings
from camfilter.engines.sam3d.condition import ConditionEmbedder
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder, GaussianDecoderSettings
from camfilter.engines.sam3d.hyper_parameters import (
    SHAPE,
    STAGE1_CONDITION,
    STAGE2_CONDITION,
    ConditionSettings,
    LatentFlowSettings,
    LatentSettings,
    PointSettings,
    StructureDecoderSettings,
    StructureFlowSettings,
)
from camfilter.engines.sam3d.latent_flow import LatentFlow
from camfilter.engines.sam3d.networks import (
    CONDITION_PREFIX,
    FLOW_PREFIX,
    GAUSSIAN_DECODER_FILES,
    STAGE1_FILE,
    STAGE2_FILE,
    STRUCTURE_DECODER_FILE,
)
from camfilter.engines.sam3d.sparse import position_embedding
from camfilter.engines.sam3d.structure_decoder import StructureDecoder
from camfilter.engines.sam3d.structure_flow import StructureFlow

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor, nn

    State = dict[str, Tensor]

OCCUPANCY = 0.04
OPACITY_SHIFT = 4.0
SAM3D_FOLDER = Path("sam-3d-objects")
MOGE_FOLDER = Path("moge-vitl")


@dataclass(frozen=True)
class Sizes:
    """Settings of every network, and MoGe's as its checkpoint keeps them."""

    stage1_condition: ConditionSettings
    stage1_flow: StructureFlowSettings
    structure_decoder: StructureDecoderSettings
    stage2_condition: ConditionSettings
    stage2_flow: LatentFlowSettings
    gaussian_decoder: GaussianDecoderSettings
    moge: dict[str, Any]


MOGE_CONFIG: dict[str, Any] = {
    "encoder": "dinov2_vitl14",
    "remap_output": "exp",
    "output_mask": True,
    "split_head": True,
    "intermediate_layers": 4,
    "dim_upsample": [256, 128, 64],
    "dim_times_res_block_hidden": 2,
    "num_res_blocks": 2,
    "trained_area_range": [250_000, 500_000],
    "last_conv_channels": 32,
    "last_conv_size": 1,
}

FULL = Sizes(
    STAGE1_CONDITION,
    StructureFlowSettings(),
    StructureDecoderSettings(),
    STAGE2_CONDITION,
    LatentFlowSettings(),
    GaussianDecoderSettings(),
    MOGE_CONFIG,
)

_TINY_DINO = DinoV2Settings(width=64, depth=1, heads=1, registers=4, grid=4)
_TINY_POINT = PointSettings(size=32, patch=8, width=64)

TINY = Sizes(
    ConditionSettings(dino=_TINY_DINO, point=_TINY_POINT, width=64),
    StructureFlowSettings(
        width=64,
        condition_width=64,
        depth=1,
        heads=2,
        grid=8,
        shape=LatentSettings(SHAPE, 8, 8**3),
    ),
    StructureDecoderSettings(channels=(16, 8, 8), blocks=1, middle_blocks=1),
    ConditionSettings(dino=_TINY_DINO, prenorm=True, point=None, width=64),
    LatentFlowSettings(width=64, condition_width=64, depth=1, heads=2, io_channels=(32,)),
    GaussianDecoderSettings(width=64, depth=2, heads=1),
    {
        **MOGE_CONFIG,
        "encoder": "dinov2_vits14",
        "dim_proj": 32,
        "dim_upsample": [32, 32, 32],
        "num_res_blocks": 1,
        "dim_times_res_block_hidden": 1,
        "trained_area_range": [9_800, 19_600],
        "last_conv_channels": 16,
    },
)


def seeded(key: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The weight of a full checkpoint key, by the rule crc32-v1."""
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    values = np.float32(0.02) * rng.standard_normal(shape, dtype=np.float32)
    if key.endswith("gamma") or (len(shape) == 1 and key.endswith("weight")):
        return np.asarray(np.float32(1) + np.float32(5) * values)
    if len(shape) >= 2 and key.endswith("weight"):
        return np.asarray(values / np.float32(0.02) / np.float32(math.sqrt(math.prod(shape[1:]))))
    return np.asarray(values)


def seeded_state(make: Callable[[], nn.Module], prefix: str = "") -> State:
    """Seeded weights for every key of the module that `make` gives."""
    with torch.device("meta"):
        module = make()
    return {
        prefix + key: torch.from_numpy(seeded(prefix + key, tuple(value.shape)))
        for key, value in module.state_dict().items()
    }


def stage1_state(sizes: Sizes) -> State:
    """Of `ss_generator.ckpt`."""
    settings = sizes.stage1_flow
    flow = seeded_state(lambda: StructureFlow(settings), FLOW_PREFIX)
    steps = torch.arange(settings.grid)
    cells = torch.cartesian_prod(steps, steps, steps)
    positions = position_embedding(cells, settings.width)
    flow[f"{FLOW_PREFIX}latent_mapping.shape.pos_emb"] = positions
    # In front of the camera and smaller than the scene, where random numbers rarely put it.
    flow[f"{FLOW_PREFIX}latent_mapping.translation.out_layer.bias"] += torch.tensor([0.0, 0.0, 3.0])
    flow[f"{FLOW_PREFIX}latent_mapping.scale.out_layer.bias"] += -1.0
    return flow | condition_state(sizes.stage1_condition)


def stage2_state(sizes: Sizes) -> State:
    """Of `slat_generator.ckpt`."""
    flow = seeded_state(lambda: LatentFlow(sizes.stage2_flow), FLOW_PREFIX)
    return flow | condition_state(sizes.stage2_condition)


def condition_state(settings: ConditionSettings) -> State:
    """Of a stage's condition embedder."""
    return seeded_state(lambda: ConditionEmbedder(settings), CONDITION_PREFIX)


def structure_decoder_state(sizes: Sizes, occupancy: float) -> State:
    """Of `ss_decoder.ckpt`; its last bias leaves about `occupancy` of the cells occupied."""
    settings = sizes.structure_decoder
    state = seeded_state(lambda: StructureDecoder(settings))
    if occupancy > 0:
        decoder = StructureDecoder(settings)
        decoder.load_state_dict(state)
        generator = torch.Generator().manual_seed(0)
        tokens = sizes.stage1_flow.shape.tokens
        latent = torch.randn(1, tokens, settings.latent_channels, generator=generator)
        with torch.inference_mode():
            logits = decoder(latent).flatten()
        rank = max(1, int(len(logits) * (1 - occupancy)))
        state["out_layer.2.bias"] = state["out_layer.2.bias"] - logits.kthvalue(rank).values
    return _blocks_in_half(state, ("middle_block.", "blocks."), norms=False)


def gaussian_decoder_state(sizes: Sizes, gaussians: int, opacity_shift: float) -> State:
    """Of `slat_decoder_gs.ckpt` or `slat_decoder_gs_4.ckpt`."""
    own = sizes.gaussian_decoder
    settings = GaussianDecoderSettings(
        width=own.width, depth=own.depth, heads=own.heads, gaussians=gaussians
    )
    state = seeded_state(lambda: GaussianDecoder(settings))
    state["offset_perturbation"] = perturbation(gaussians)
    state["out_layer.bias"][-gaussians:] += opacity_shift
    return _blocks_in_half(state, ("blocks.",), norms=True)


def perturbation(gaussians: int) -> Tensor:
    """Where in its voxel each Gaussian starts: a Hammersley set, before the tanh."""
    index = torch.arange(gaussians)
    first = index.double() / gaussians
    points = torch.stack((first, _radical_inverse(index, 2), _radical_inverse(index, 3)), 1)
    return torch.atanh((2 * points - 1) / 1.5).float()


def _radical_inverse(index: Tensor, base: int) -> Tensor:
    value, share, rest = torch.zeros(len(index), dtype=torch.float64), 1.0, index.clone()
    while bool((rest > 0).any()):
        share /= base
        value += share * (rest % base)
        rest //= base
    return value


def _blocks_in_half(state: State, prefixes: tuple[str, ...], *, norms: bool) -> State:
    """The released decoders keep their blocks in fp16, norms and the outer layers in fp32."""
    return {
        key: value.half() if key.startswith(prefixes) and (norms or ".norm" not in key) else value
        for key, value in state.items()
    }


def moge_checkpoint(sizes: Sizes) -> dict[str, Any]:
    """Of MoGe 1's `model.pt`."""
    settings = MoGe1Settings.from_official(sizes.moge)
    state = seeded_state(lambda: MoGe1(settings))
    _flatten_scene(state)
    return {"model_config": dict(sizes.moge), "model": state}


def _flatten_scene(state: State) -> None:
    """Let MoGe see a slightly rough wall through a plausible camera, whatever it is shown.

    The last layers get the position in the view as their last two channels: these are handed on
    as x and y, by their positive and their negative part, and depth follows the seeded weights.
    """
    first, last = "head.output_block.0.0", "head.output_block.0.2"
    opened, closed = state[f"{first}.weight"], state[f"{last}.weight"]
    opened[:4] = 0
    for part, (channel, sign) in enumerate([(-2, 1.0), (-2, -1.0), (-1, 1.0), (-1, -1.0)]):
        opened[part, channel, 1, 1] = sign
    state[f"{first}.bias"][:4] = 0
    closed *= 0.05
    closed[:2] = 0
    for axis in (0, 1):
        closed[axis, 2 * axis, 0, 0], closed[axis, 2 * axis + 1, 0, 0] = 0.6, -0.6
    state[f"{last}.bias"][:] = 0
    state["head.output_block.1.2.bias"] += 4.0


def write_checkpoints(
    folder: Path, sizes: Sizes, occupancy: float = OCCUPANCY, opacity_shift: float = OPACITY_SHIFT
) -> None:
    """Write all files under `folder`, one after the other."""
    sam3d = folder / SAM3D_FOLDER
    contents: list[tuple[Path, Callable[[], dict[str, Any]]]] = [
        (sam3d / STAGE1_FILE, lambda: {"state_dict": stage1_state(sizes)}),
        (sam3d / STAGE2_FILE, lambda: {"state_dict": stage2_state(sizes)}),
        (sam3d / STRUCTURE_DECODER_FILE, lambda: structure_decoder_state(sizes, occupancy)),
        *(
            (sam3d / name, lambda count=count: gaussian_decoder_state(sizes, count, opacity_shift))
            for count, name in GAUSSIAN_DECODER_FILES.items()
        ),
        (folder / MOGE_FOLDER / "model.pt", lambda: moge_checkpoint(sizes)),
    ]
    for path, make in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(make(), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=("tiny", "full"), default="tiny")
    parser.add_argument("--occupancy", type=float, default=OCCUPANCY)
    parser.add_argument("--opacity-shift", type=float, default=OPACITY_SHIFT)
    chosen = parser.parse_args()
    sizes = FULL if chosen.size == "full" else TINY
    write_checkpoints(chosen.folder, sizes, chosen.occupancy, chosen.opacity_shift)


if __name__ == "__main__":
    main()

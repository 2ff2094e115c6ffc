"""The networks of SAM 3D Objects that a reconstruction needs, from the official checkpoints."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, TypeVar

import torch

from camfilter.engines.sam3d.condition import ConditionEmbedder, share_encoders
from camfilter.engines.sam3d.gaussian_decoder import GaussianDecoder
from camfilter.engines.sam3d.latent_flow import LatentFlow
from camfilter.engines.sam3d.sizes import (
    condition_settings,
    gaussian_decoder_settings,
    latent_flow_settings,
    structure_decoder_settings,
    structure_flow_settings,
)
from camfilter.engines.sam3d.state import load_state, part_of
from camfilter.engines.sam3d.structure_decoder import StructureDecoder
from camfilter.engines.sam3d.structure_flow import StructureFlow
from camfilter.errors import EngineError
from camfilter.weights.checkpoint import Layout
from camfilter.weights.convert import load_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from torch import Tensor, nn

_Module = TypeVar("_Module", bound="nn.Module")

FLOW_PREFIX: Final = "_base_models.generator.reverse_fn.backbone."
CONDITION_PREFIX: Final = "_base_models.condition_embedder."

STAGE1_FILE: Final = "checkpoints/ss_generator.ckpt"
STAGE2_FILE: Final = "checkpoints/slat_generator.ckpt"
STRUCTURE_DECODER_FILE: Final = "checkpoints/ss_decoder.ckpt"
GAUSSIAN_DECODER_FILES: Final = {
    32: "checkpoints/slat_decoder_gs.ckpt",
    4: "checkpoints/slat_decoder_gs_4.ckpt",
}

_GENERATOR: Final = Layout("state_dict", (FLOW_PREFIX, CONDITION_PREFIX))
_DECODER: Final = Layout()


@dataclass(frozen=True, slots=True)
class Networks:
    """What runs in the two stages, and which encoders both stages share (pictures, masks)."""

    stage1_condition: ConditionEmbedder
    stage1_flow: StructureFlow
    structure_decoder: StructureDecoder
    stage2_condition: ConditionEmbedder
    stage2_flow: LatentFlow
    gaussian_decoder: GaussianDecoder
    shared: tuple[bool, bool] = (False, False)

    def __iter__(self) -> Iterator[nn.Module]:
        """Each network."""
        names = [field.name for field in fields(self) if field.name != "shared"]
        return (getattr(self, name) for name in names)

    def compute_in(self, dtype: torch.dtype) -> None:
        """Work in `dtype` from now on; what must be precise stays fp32."""
        for module in (self.stage1_condition, self.stage2_condition):
            module.to(dtype)
        self.stage1_flow.to(dtype)
        self.structure_decoder.to(dtype)
        self.stage2_flow.compute_in(dtype)
        self.gaussian_decoder.compute_in(dtype)


def load_networks(
    paths: Mapping[str, Path],
    gaussians: int,
    dtype: torch.dtype,
    settle: Callable[[nn.Module], None],
) -> Networks:
    """All networks from the files in `paths`, working in `dtype`.

    `settle` is called with each as soon as it is there, to bring it to where it belongs.

    Raises:
        EngineError: if a file is missing, damaged, of something else, or has NaN in it.
    """
    reader = _Reader(paths, dtype, settle)
    stage1_condition, stage1_flow = reader.stage1()
    structure_decoder = reader.structure_decoder()
    stage2_condition, stage2_flow = reader.stage2()
    return Networks(
        stage1_condition,
        stage1_flow,
        structure_decoder,
        stage2_condition,
        stage2_flow,
        reader.gaussian_decoder(gaussians),
        share_encoders(stage1_condition, stage2_condition),
    )


class _Reader:
    """Reads one checkpoint after the other."""

    def __init__(
        self,
        paths: Mapping[str, Path],
        dtype: torch.dtype,
        settle: Callable[[nn.Module], None],
    ) -> None:
        self._paths = paths
        self._dtype = dtype
        self._settle = settle

    def stage1(self) -> tuple[ConditionEmbedder, StructureFlow]:
        state = self._state(STAGE1_FILE, _GENERATOR)
        condition = self._condition(state, STAGE1_FILE, prenorm=False)
        part = part_of(state, FLOW_PREFIX, STAGE1_FILE)
        flow = _made(lambda: StructureFlow(structure_flow_settings(part)), part, STAGE1_FILE)
        self._settle(flow.to(self._dtype))
        return condition, flow

    def stage2(self) -> tuple[ConditionEmbedder, LatentFlow]:
        state = self._state(STAGE2_FILE, _GENERATOR)
        condition = self._condition(state, STAGE2_FILE, prenorm=True)
        part = part_of(state, FLOW_PREFIX, STAGE2_FILE)
        flow = _made(lambda: LatentFlow(latent_flow_settings(part)), part, STAGE2_FILE)
        self._settle(flow.compute_in(self._dtype))
        return condition, flow

    def structure_decoder(self) -> StructureDecoder:
        name = STRUCTURE_DECODER_FILE
        state = self._state(name, _DECODER)
        decoder = _made(lambda: StructureDecoder(structure_decoder_settings(state)), state, name)
        self._settle(decoder.to(self._dtype))
        return decoder

    def gaussian_decoder(self, gaussians: int) -> GaussianDecoder:
        name = GAUSSIAN_DECODER_FILES[gaussians]
        state = self._state(name, _DECODER)
        decoder = _made(lambda: GaussianDecoder(gaussian_decoder_settings(state)), state, name)
        self._settle(decoder.compute_in(self._dtype))
        return decoder

    def _condition(
        self, state: Mapping[str, Tensor], name: str, *, prenorm: bool
    ) -> ConditionEmbedder:
        part = part_of(state, CONDITION_PREFIX, name)
        settings = condition_settings(part, prenorm=prenorm)
        embedder = _made(lambda: ConditionEmbedder(settings), part, name)
        self._settle(embedder.to(self._dtype))
        return embedder

    def _state(self, name: str, layout: Layout) -> Mapping[str, Tensor]:
        if name not in self._paths:
            raise EngineError(f"{name} is not here", "camfilter models fetch sam3d")
        half = self._dtype is not torch.float32
        file = name.rsplit("/", 1)[-1].removesuffix(".ckpt")
        return load_weights(self._paths[name], layout, file, half=half).tensors


def _made(make: Callable[[], _Module], state: Mapping[str, Tensor], name: str) -> _Module:
    # Made without memory: the weights bring their own.
    with torch.device("meta"):
        module = make()
    load_state(module, state, name)
    return module

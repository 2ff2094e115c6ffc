"""Stage 1 of SAM 3D Objects: the flow that finds an object's coarse shape and its place.

A mixture of two transformers: 16^3 shape tokens, which attend to themselves, and four layout
tokens (rotation, translation, scale, translation scale), which attend to both. Parameter names
are those of the official checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

import torch
from torch import Tensor, nn

from camfilter.engines.sam3d.hyper_parameters import (
    LAYOUT,
    SHAPE,
    LatentSettings,
    StructureFlowSettings,
)
from camfilter.engines.sam3d.lanes import side_lane
from camfilter.engines.sam3d.layers import FINAL_EPS, PreciseLinear, TimestepEmbedder, plain_norm
from camfilter.engines.sam3d.two_stream_block import TwoStreamBlock

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.sam3d.sampler import Latents, Schedule, Step


class LatentMapping(nn.Module):
    """One latent to tokens with their positions, and tokens back to the latent."""

    def __init__(self, latent: LatentSettings, width: int) -> None:
        super().__init__()
        self.input_layer = PreciseLinear(latent.channels, width)
        self.out_layer = PreciseLinear(width, latent.channels)
        positions = torch.zeros(latent.tokens, width)
        if latent.name == SHAPE:
            self.register_buffer("pos_emb", positions)
        else:
            self.pos_emb = nn.Parameter(positions)

    def tokens(self, latent: Tensor, dtype: torch.dtype) -> Tensor:
        """(B, tokens, channels) to (B, tokens, width)."""
        x: Tensor = self.input_layer(latent)
        return (x + self.pos_emb).to(dtype)

    def velocity(self, tokens: Tensor) -> Tensor:
        """(B, tokens, width) to (B, tokens, channels), in fp32."""
        out: Tensor = self.out_layer(plain_norm(tokens, FINAL_EPS))
        return out


@dataclass(frozen=True, slots=True)
class StructureCondition:
    """What the streams attend to.

    Attributes:
        shape: packed keys and values (1, L, 2 * width) for each block.
        layout: the condition tokens (1, L, width) themselves, for all blocks.
    """

    shape: tuple[Tensor, ...]
    layout: Tensor


@dataclass(frozen=True, slots=True)
class StructureConstants:
    """What each block (depth, width) adds in place of attention where there is no condition."""

    shape: Tensor
    layout: Tensor


class StructureFlow(nn.Module):
    """Velocity of the stage 1 latents; the residual stream is of `stream_dtype`."""

    def __init__(
        self, settings: StructureFlowSettings, stream_dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__()
        self.settings = settings
        self.stream_dtype = stream_dtype
        self._modulations: tuple[tuple[float, ...], Tensor] | None = None
        self._constants: StructureConstants | None = None
        width = settings.width
        self.t_embedder = TimestepEmbedder(width)
        self.d_embedder = TimestepEmbedder(width)
        latents = (settings.shape, *settings.layout)
        self.latent_mapping = nn.ModuleDict(
            {latent.name: LatentMapping(latent, width) for latent in latents}
        )
        self.blocks = nn.ModuleList(TwoStreamBlock(settings) for _ in range(settings.depth))

    def forward(
        self,
        latents: Latents,
        modulations: Tensor,
        condition: StructureCondition | None,
        constants: StructureConstants,
    ) -> Latents:
        """Velocities of `latents`, each (B, tokens, channels), at one time.

        `modulations` (depth, 6, width) is a row of `modulations()`. The first rows of the batch,
        as many as `condition` has, are conditional, the others are not.
        """
        x, y = self._tokens(latents)
        lane = side_lane(x.device)
        for index, block in enumerate(self._blocks):
            turn = modulations[index]
            seen = None if condition is None else condition.shape[index]
            x, key, value = block.shape_forward(x, turn, seen, constants.shape[index])
            with lane.beside(key, value, y):
                tokens = None if condition is None else condition.layout
                y = block.layout_forward(y, key, value, turn, tokens, constants.layout[index])
        lane.join()
        return self._velocities(x, y)

    def modulations(self, times: Tensor, shortcut: float) -> Tensor:
        """Modulation of every block at all `times` (S,), already times 1000: (S, depth, 6, width).

        `times` should lie on the CPU: the result is kept, and found again by their values.
        `shortcut` is the step size, times 1000 too; a size of 0 is embedded like any other.
        """
        key = (*times.tolist(), shortcut)
        if self._modulations is None or self._modulations[0] != key:
            self._modulations = key, self._modulated(times, shortcut)
        return self._modulations[1]

    def _modulated(self, times: Tensor, shortcut: float) -> Tensor:
        times = times.to(self.t_embedder.device)
        sizes = torch.full_like(times, shortcut)
        embedding: Tensor = self.t_embedder(times) + self.d_embedder(sizes)
        tables = [
            block.adaLN_modulation.table(embedding, self.stream_dtype) for block in self._blocks
        ]
        return torch.stack(tables, 1)

    def condition(
        self, tokens: Tensor, out: StructureCondition | None = None
    ) -> StructureCondition:
        """Keys and values of the condition tokens (1, L, width), once per picture.

        They are written into `out`, of an earlier picture, if it is given.
        """
        shape = []
        for index, block in enumerate(self._blocks):
            into = None if out is None else out.shape[index]
            shape.append(block.cross(SHAPE).keys_values(tokens, into))
        layout = tokens.to(self._blocks[0].cross(LAYOUT).to_kv.weight.dtype)
        layout = layout if out is None else out.layout.copy_(layout)
        return StructureCondition(tuple(shape), layout)

    def constants(self) -> StructureConstants:
        """What takes the place of attention to the condition where there is none; kept."""
        if self._constants is None:
            shape = torch.stack([block.cross(SHAPE).constant() for block in self._blocks])
            layout = torch.stack([block.cross(LAYOUT).constant() for block in self._blocks])
            self._constants = StructureConstants(shape, layout)
        return self._constants

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        self._modulations, self._constants = None, None
        moved: Self = super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        return moved

    def _load_from_state_dict(self, *args: Any) -> None:
        self._modulations, self._constants = None, None
        super()._load_from_state_dict(*args)

    @property
    def _blocks(self) -> list[TwoStreamBlock]:
        return [cast("TwoStreamBlock", block) for block in self.blocks]

    def _mapping(self, latent: LatentSettings) -> LatentMapping:
        return cast("LatentMapping", self.latent_mapping[latent.name])

    def _tokens(self, latents: Latents) -> tuple[Tensor, Tensor]:
        settings, dtype = self.settings, self.stream_dtype
        x = self._mapping(settings.shape).tokens(latents[SHAPE], dtype)
        parts = [self._mapping(part).tokens(latents[part.name], dtype) for part in settings.layout]
        return x, torch.cat(parts, 1)

    def _velocities(self, x: Tensor, y: Tensor) -> Latents:
        layout = self.settings.layout
        parts = torch.split(y, [part.tokens for part in layout], dim=1)
        out = {SHAPE: self._mapping(self.settings.shape).velocity(x)}
        for latent, part in zip(layout, parts, strict=True):
            out[latent.name] = self._mapping(latent).velocity(part)
        return out


class StructureVelocity:
    """The flow with one picture's condition and a schedule at hand, as `sample` takes it."""

    def __init__(
        self,
        flow: StructureFlow,
        condition: StructureCondition,
        schedule: Schedule,
        *,
        batched: bool = True,
    ) -> None:
        """`batched` runs a guided step's two evaluations as one batch of two."""
        self._flow = flow
        self._condition = condition
        self._batched = batched
        self._modulations = flow.modulations(schedule.times(), schedule.shortcut * 1000)
        self._constants = flow.constants()

    def __call__(self, state: Latents, step: Step) -> tuple[Latents, Latents | None]:
        """Conditional and, where `step.guided`, unconditional velocity of `state`."""
        turn = self._modulations[step.index]
        if not step.guided:
            return self._flow(state, turn, self._condition, self._constants), None
        if self._batched:
            both = {name: torch.cat([value, value]) for name, value in state.items()}
            out = self._flow(both, turn, self._condition, self._constants)
            return _half(out, 0), _half(out, 1)
        conditional = self._flow(state, turn, self._condition, self._constants)
        return conditional, self._flow(state, turn, None, self._constants)


def _half(latents: Latents, index: int) -> Latents:
    return {name: value.chunk(2)[index] for name, value in latents.items()}


def draw_noise(
    settings: StructureFlowSettings, generator: torch.Generator, device: torch.device | str
) -> Latents:
    """Normal noise for every latent (1, tokens, channels), drawn in the official order."""
    latents = sorted((settings.shape, *settings.layout), key=lambda latent: latent.name)
    return {
        latent.name: torch.randn(
            1, latent.tokens, latent.channels, generator=generator, device=device
        )
        for latent in latents
    }

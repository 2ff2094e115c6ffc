"""Stage 2 of SAM 3D Objects: the flow over the latents of the occupied voxels.

Convolutions on the voxels, then a transformer on voxels of twice the size, then convolutions
again. Parameter names are those of the official checkpoints, without their prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import nn

from camfilter.engines.sam3d.layers import FINAL_EPS, Linear, TimestepEmbedder, plain_norm
from camfilter.engines.sam3d.modulated_block import ModulatedBlock
from camfilter.engines.sam3d.sparse import pool, position_embedding
from camfilter.engines.sam3d.sparse_block import SparseResidualBlock

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.hyper_parameters import LatentFlowSettings
    from camfilter.engines.sam3d.sparse import Voxels


@dataclass(frozen=True, slots=True)
class LatentContext:
    """What stays the same over all steps of one object.

    Attributes:
        voxels: where the latents are.
        positions: (M, width) embedding of the coarse voxels.
        keys_values: of the condition, one (1, L, 2 * width) for each block.
        constants: what an all-zero condition gives, one (width,) for each block.
    """

    voxels: Voxels
    positions: Tensor
    keys_values: tuple[Tensor, ...]
    constants: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class LatentStep:
    """What depends on the time alone.

    Attributes:
        residual: factor and shift (2, out) for each residual block.
        blocks: shifts, factors and gates (6, width) for each transformer block.
    """

    residual: tuple[Tensor, ...]
    blocks: tuple[Tensor, ...]


class LatentFlow(nn.Module):
    """Velocity of the latents (N, 8) of N voxels.

    The residual and transformer blocks work in the dtype of their weights; what they pass on is
    fp16 where that is fp16, else fp32. First and last layer work in fp32.
    """

    def __init__(self, settings: LatentFlowSettings) -> None:
        super().__init__()
        self.settings = settings
        width, io = settings.width, settings.io_channels[0]
        plain = settings.io_blocks - 1
        self.t_embedder = TimestepEmbedder(width)
        self.input_layer = Linear(settings.channels, io)
        self.input_blocks = nn.ModuleList(
            SparseResidualBlock(io, out, width) for out in (*[io] * plain, width)
        )
        self.blocks = nn.ModuleList(
            ModulatedBlock(width, settings.condition_width, settings.heads, settings.mlp_ratio)
            for _ in range(settings.depth)
        )
        self.out_blocks = nn.ModuleList(
            SparseResidualBlock(channels, io, width) for channels in (2 * width, *[2 * io] * plain)
        )
        self.out_layer = Linear(io, settings.channels)

    @property
    def dtype(self) -> torch.dtype:
        """What the blocks work in."""
        return next(self.blocks.parameters()).dtype

    @property
    def _opening(self) -> list[SparseResidualBlock]:
        return [cast("SparseResidualBlock", block) for block in self.input_blocks]

    @property
    def _transformer(self) -> list[ModulatedBlock]:
        return [cast("ModulatedBlock", block) for block in self.blocks]

    @property
    def _closing(self) -> list[SparseResidualBlock]:
        return [cast("SparseResidualBlock", block) for block in self.out_blocks]

    @property
    def _stream(self) -> torch.dtype:
        return torch.float16 if self.dtype is torch.float16 else torch.float32

    def compute_in(self, dtype: torch.dtype) -> LatentFlow:
        """This flow with its blocks in `dtype`."""
        self.float()
        for blocks in (self.input_blocks, self.blocks, self.out_blocks):
            blocks.to(dtype)
        return self

    def context(
        self, condition: Tensor, voxels: Voxels, spare: tuple[Tensor, ...] | None = None
    ) -> LatentContext:
        """Of one object, from its condition tokens (1, L, condition width).

        Keys and values are written into `spare`, tensors of their size, where it fits.
        """
        attentions = [block.cross_attn for block in self._transformer]
        into = spare if spare is not None and self._fits(spare) else [None] * len(attentions)
        return LatentContext(
            voxels,
            position_embedding(voxels.coarse.coords, self.settings.width).to(self._stream),
            tuple(
                attention.keys_values(condition, out)
                for attention, out in zip(attentions, into, strict=False)
            ),
            tuple(attention.constant().to(self._stream) for attention in attentions),
        )

    def _fits(self, spare: tuple[Tensor, ...]) -> bool:
        first, own = spare[0], self._transformer[0].cross_attn.to_kv.weight
        alike = (first.shape[-1], first.dtype) == (len(own), own.dtype)
        return alike and len(spare) >= len(self.blocks)

    def steps(self, times: Tensor) -> list[LatentStep]:
        """One for each of `times` (S,), which are from 0 (noise) to 1000 (data)."""
        embedding = self.t_embedder(times)
        stream = self._stream
        residual = [block.table(embedding, stream) for block in (*self._opening, *self._closing)]
        blocks = [block.adaLN_modulation.table(embedding, stream) for block in self._transformer]
        return [
            LatentStep(
                tuple(table[index] for table in residual), tuple(table[index] for table in blocks)
            )
            for index in range(len(times))
        ]

    def forward(
        self,
        latents: Tensor,
        step: LatentStep,
        context: LatentContext,
        *,
        conditional: bool = True,
        unconditional: bool = False,
    ) -> Tensor:
        """Velocities (B, N, 8) fp32 of latents (N, 8): conditional first, then unconditional.

        What comes before the first attention to the condition is shared by both.
        """
        x, skips = self._pooled(latents, step, context)
        keys_values = context.keys_values if conditional else [None] * len(self.blocks)
        x = (x + context.positions).expand(int(conditional) + int(unconditional), -1, -1)
        for block, modulation, pair, constant in zip(
            self._transformer, step.blocks, keys_values, context.constants, strict=True
        ):
            x = block(x, modulation, pair, constant)
        return torch.stack([self._unpooled(item, skips, step, context) for item in x])

    def _pooled(
        self, latents: Tensor, step: LatentStep, context: LatentContext
    ) -> tuple[Tensor, list[Tensor]]:
        x = self.input_layer(latents.float()).to(self._stream)
        skips = []
        *fine, last = zip(self._opening, step.residual, strict=False)
        for block, modulation in fine:
            x = block(x, context.voxels, modulation)
            skips.append(x)
        block, modulation = last
        x = block(pool(x, context.voxels), context.voxels.coarse, modulation)
        return x, [*skips, x]

    def _unpooled(
        self, x: Tensor, skips: list[Tensor], step: LatentStep, context: LatentContext
    ) -> Tensor:
        voxels = context.voxels
        modulations = step.residual[len(self.input_blocks) :]
        first, *fine = zip(self._closing, modulations, reversed(skips), strict=True)
        block, modulation, skip = first
        x = block.from_coarse(torch.cat((x, skip), 1), voxels, modulation)
        for block, modulation, skip in fine:
            x = block(torch.cat((x, skip), 1), voxels, modulation)
        out: Tensor = self.out_layer(plain_norm(x.float(), FINAL_EPS))
        return out

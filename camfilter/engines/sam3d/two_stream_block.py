"""The transformer block of stage 1: a shape stream, and a layout stream that looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from camfilter.engines.sam3d.hyper_parameters import LAYOUT, SHAPE
from camfilter.engines.sam3d.layers import (
    BLOCK_EPS,
    CrossAttention,
    FeedForward,
    FoldedCrossAttention,
    HeadNorm,
    LayerNorm,
    Linear,
    Modulation,
    attend,
    gated_sum,
    normed_for,
    normed_heads,
)
from camfilter.engines.sam3d.modulated_block import after_self_attention

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.sam3d.hyper_parameters import StructureFlowSettings


class TwoStreamAttention(nn.Module):
    """The projections of both streams' self-attention, and their query and key norms."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_qkv = per_stream(lambda: Linear(width, 3 * width))
        self.to_out = per_stream(lambda: Linear(width, width))
        self.q_rms_norm = per_stream(lambda: HeadNorm(heads, width // heads))
        self.k_rms_norm = per_stream(lambda: HeadNorm(heads, width // heads))

    def project(self, stream: str, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (B, heads, N, head width) of the stream's tokens."""
        norms = self.q_rms_norm[stream], self.k_rms_norm[stream]
        query_norm, key_norm = (cast("HeadNorm", norm) for norm in norms)
        return normed_heads(self.to_qkv[stream](x), query_norm, key_norm)

    def out(self, stream: str, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """What the stream adds to its tokens: (B, N, width)."""
        out: Tensor = self.to_out[stream](attend(query, key, value))
        return out


class TwoStreamBlock(nn.Module):
    """Self-attention, cross-attention and MLP of both streams, modulated alike.

    The shape stream never reads the layout stream, so its half can run ahead.
    """

    def __init__(self, settings: StructureFlowSettings) -> None:
        super().__init__()
        width, heads = settings.width, settings.heads
        self.norm2 = per_stream(lambda: LayerNorm(width, eps=BLOCK_EPS))
        self.self_attn = TwoStreamAttention(width, heads)
        seen = (width, settings.condition_width, heads)
        self.cross_attn = nn.ModuleDict(
            {SHAPE: CrossAttention(*seen), LAYOUT: FoldedCrossAttention(*seen)}
        )
        self.mlp = per_stream(lambda: FeedForward(width, settings.mlp_ratio))
        self.adaLN_modulation = Modulation(width)

    def cross(self, stream: str) -> CrossAttention:
        """The stream's cross-attention."""
        return cast("CrossAttention", self.cross_attn[stream])

    def shape_forward(
        self, x: Tensor, modulation: Tensor, keys_values: Tensor | None, constant: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The shape tokens after the block, and the keys and values of their self-attention."""
        query, key, value = self._projected(SHAPE, x, modulation)
        branch = self.self_attn.out(SHAPE, query, key, value)
        return self._finish(SHAPE, x, branch, modulation, keys_values, constant), key, value

    def layout_forward(
        self,
        y: Tensor,
        shape_key: Tensor,
        shape_value: Tensor,
        modulation: Tensor,
        condition: Tensor | None,
        constant: Tensor,
    ) -> Tensor:
        """The layout tokens after the block; they attend to the condition tokens themselves."""
        query, key, value = self._projected(LAYOUT, y, modulation)
        key, value = torch.cat([key, shape_key], 2), torch.cat([value, shape_value], 2)
        branch = self.self_attn.out(LAYOUT, query, key, value)
        return self._finish(LAYOUT, y, branch, modulation, condition, constant)

    def _projected(
        self, stream: str, x: Tensor, modulation: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        shift, factor = modulation[0], modulation[1]
        layer = cast("Linear", self.self_attn.to_qkv[stream])
        return self.self_attn.project(stream, normed_for(layer, x, shift, factor))

    def _finish(
        self,
        stream: str,
        x: Tensor,
        branch: Tensor,
        modulation: Tensor,
        condition: Tensor | None,
        constant: Tensor,
    ) -> Tensor:
        gate, shift, factor, last_gate = modulation[2:].unbind()
        norm, attention = cast("LayerNorm", self.norm2[stream]), self.cross(stream)
        pair = (shift, factor)
        x, normed = after_self_attention(
            x, (gate, branch), norm, attention, condition, constant, pair
        )
        return gated_sum(x, last_gate, self.mlp[stream](normed))


def per_stream(make: Callable[[], nn.Module]) -> nn.ModuleDict:
    """One module for each stream, by its name in the checkpoint."""
    return nn.ModuleDict({SHAPE: make(), LAYOUT: make()})

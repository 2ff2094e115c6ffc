"""The transformer block of one stream: modulated by time, attending to itself and a condition."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from camfilter.engines.sam3d.fused import residual_norm
from camfilter.engines.sam3d.layers import (
    BLOCK_EPS,
    CrossAttention,
    FeedForward,
    LayerNorm,
    Modulation,
    SelfAttention,
    gated_sum,
    normed_for,
)


class ModulatedBlock(nn.Module):
    """Self-attention, cross-attention and MLP over tokens (B, N, width).

    The first rows of the batch, as many as the condition has, attend to it; the rows after them
    are unconditional and get the constant that an all-zero condition gives.
    """

    def __init__(self, width: int, condition_width: int, heads: int, mlp_ratio: int) -> None:
        super().__init__()
        self.norm2 = LayerNorm(width, eps=BLOCK_EPS)
        self.self_attn = SelfAttention(width, heads, head_norm=True)
        self.cross_attn = CrossAttention(width, condition_width, heads)
        self.mlp = FeedForward(width, mlp_ratio)
        self.adaLN_modulation = Modulation(width)

    def forward(
        self, x: Tensor, modulation: Tensor, keys_values: Tensor | None, constant: Tensor
    ) -> Tensor:
        """The block's output; `modulation` (6, width) is a row of `Modulation.table`."""
        shift, factor, gate, *second = modulation.unbind()
        branch = self.self_attn(normed_for(self.self_attn.to_qkv, x, shift, factor))
        x, normed = after_self_attention(
            x,
            (gate, branch),
            self.norm2,
            self.cross_attn,
            keys_values,
            constant,
            (second[0], second[1]),
        )
        return gated_sum(x, second[2], self.mlp(normed))


def after_self_attention(
    x: Tensor,
    gated: tuple[Tensor, Tensor],
    norm: LayerNorm,
    attention: CrossAttention,
    keys_values: Tensor | None,
    constant: Tensor,
    modulation: tuple[Tensor, Tensor],
) -> tuple[Tensor, Tensor]:
    """`x` (B, N, width) with `gated`, a gate and a branch, and cross-attention added; its norm.

    The norm is in the dtype of the weights, with the shift and the factor of `modulation`.
    `constant` stands for the cross-attention of rows that have no condition.
    """
    gate, branch = gated
    dtype = attention.to_q.weight.dtype
    known = 0 if keys_values is None else len(keys_values)
    parts = []
    if keys_values is not None:
        own = (norm.bias, norm.weight)
        y, normed = residual_norm(x[:known], branch[:known], gate, own, norm.eps, dtype)
        seen = attention(normed, keys_values)
        parts.append(residual_norm(y, seen, None, modulation, BLOCK_EPS, dtype))
    if known < len(x):
        rest = (x[known:], branch[known:], gate, modulation, BLOCK_EPS, dtype)
        parts.append(residual_norm(*rest, extra=constant))
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    return torch.cat((first[0], second[0])), torch.cat((first[1], second[1]))

"""Layers that both flows and the Gaussian decoder are made of.

Weights may be of half precision while the residual stream is fp32: every linear layer casts its
input to its own dtype, and every sum is made in the dtype of the stream.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from camfilter.engines.sam3d import fused

BLOCK_EPS: Final = 1e-6
FINAL_EPS: Final = 1e-5
"""Epsilon of the norms inside blocks, and of the norms before an output layer."""

FREQUENCIES: Final = 128


class Linear(nn.Linear):
    """A linear layer that casts its input to the dtype of its weights."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x.to(self.weight.dtype), self.weight, self.bias)


class PreciseLinear(nn.Linear):
    """A linear layer that works in fp32 whatever its weights are: for the few that cost nothing."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x.float(), self.weight.float(), self.bias.float())


class LayerNorm(nn.LayerNorm):
    """A layer norm over the last axis whose weights follow the dtype of its input."""

    def forward(self, x: Tensor) -> Tensor:
        weight, bias = self.weight.to(x.dtype), self.bias.to(x.dtype)
        return functional.layer_norm(x, self.normalized_shape, weight, bias, self.eps)


def plain_norm(x: Tensor, eps: float) -> Tensor:
    """Layer norm over the last axis without weights."""
    return functional.layer_norm(x, x.shape[-1:], eps=eps)


def modulated_norm(x: Tensor, shift: Tensor, factor: Tensor) -> Tensor:
    """`norm(x) * factor + shift` in one kernel, `shift` and `factor` being (width,)."""
    return functional.layer_norm(x, x.shape[-1:], factor, shift, BLOCK_EPS)


def normed_for(layer: Linear, x: Tensor, shift: Tensor, factor: Tensor) -> Tensor:
    """`modulated_norm` in the dtype that `layer` works in."""
    pair = (shift, factor)
    return fused.residual_norm(x, None, None, pair, BLOCK_EPS, layer.weight.dtype)[1]


def gated_sum(x: Tensor, gate: Tensor, branch: Tensor) -> Tensor:
    """`x + gate * branch`, in the dtype of `x`."""
    return fused.residual_norm(x, branch, gate, None, BLOCK_EPS, branch.dtype)[0]


def split_heads(packed: Tensor, parts: int, heads: int) -> tuple[Tensor, ...]:
    """Views (B, heads, N, head width) of `parts` tensors packed in the last axis of (B, N, ...)."""
    batch, tokens, _ = packed.shape
    return packed.view(batch, tokens, parts, heads, -1).permute(2, 0, 3, 1, 4).unbind()


def attend(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Softmax attention over (B, heads, N, head width), heads joined again: (B, N, width)."""
    out = functional.scaled_dot_product_attention(query, key, value)
    return out.transpose(1, 2).flatten(2)


class HeadNorm(nn.Module):
    """Root mean square norm of each head's vector, with a learned scale per head and channel."""

    def __init__(self, heads: int, head_width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(heads, head_width))

    def forward(self, x: Tensor) -> Tensor:
        """`x / |x| * sqrt(head width) * gamma` for x (B, heads, N, head width), done in fp32."""
        scale = self.gamma.float().unsqueeze(-2) * math.sqrt(x.shape[-1])
        return (functional.normalize(x.float(), dim=-1) * scale).to(x.dtype)


def normed_heads(
    packed: Tensor, query_norm: HeadNorm, key_norm: HeadNorm
) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key, both normalised, and value of `packed` (B, N, 3 * width), which may change."""
    done = fused.norm_heads(packed, query_norm.gamma, key_norm.gamma)
    query, key, value = split_heads(packed, 3, len(query_norm.gamma))
    if not done:
        query, key = query_norm(query), key_norm(key)
    return query, key, value


class SelfAttention(nn.Module):
    """Multi-head self-attention of one stream, with or without normalised queries and keys."""

    def __init__(self, width: int, heads: int, *, head_norm: bool) -> None:
        super().__init__()
        self.heads = heads
        self.to_qkv = Linear(width, 3 * width)
        self.to_out = Linear(width, width)
        if head_norm:
            self.q_rms_norm = HeadNorm(heads, width // heads)
            self.k_rms_norm = HeadNorm(heads, width // heads)
        self.head_norm = head_norm

    def project(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (B, heads, N, head width) of tokens (B, N, width)."""
        packed = self.to_qkv(x)
        if not self.head_norm:
            query, key, value = split_heads(packed, 3, self.heads)
            return query, key, value
        return normed_heads(packed, self.q_rms_norm, self.k_rms_norm)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.to_out(attend(*self.project(x)))
        return out


class CrossAttention(nn.Module):
    """Multi-head attention to the condition, whose keys and values are made once per picture."""

    def __init__(self, width: int, condition_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = Linear(width, width)
        self.to_kv = Linear(condition_width, 2 * width)
        self.to_out = Linear(width, width)

    def keys_values(self, condition: Tensor, out: Tensor | None = None) -> Tensor:
        """Packed keys and values (B, L, 2 * width) of the condition; written to `out` if given."""
        if out is None:
            packed: Tensor = self.to_kv(condition)
            return packed
        weight, bias = self.to_kv.weight, self.to_kv.bias
        rows = condition.to(weight.dtype).flatten(0, 1)
        torch.addmm(bias, rows, weight.t(), out=out.view(len(rows), -1))
        return out

    def constant(self) -> Tensor:
        """What attention to an all-zero condition gives, whatever the query: (width,).

        All keys are then the same, so the average of the values is their bias.
        """
        _, value = self.to_kv.bias.chunk(2)
        out: Tensor = self.to_out(value)
        return out

    def forward(self, x: Tensor, keys_values: Tensor) -> Tensor:
        """Attention of tokens (B, N, width) to the result of `keys_values`."""
        (query,) = split_heads(self.to_q(x), 1, self.heads)
        key, value = split_heads(keys_values, 2, self.heads)
        out: Tensor = self.to_out(attend(query, key, value))
        return out


class FoldedCrossAttention(CrossAttention):
    """The same for a few queries: these are brought to the condition, not it to keys and values.

    That needs no memory for keys and values, which outweigh all else where tokens are few.
    """

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Attention of tokens (B, N, width) to a condition (B, L, condition width)."""
        batch, tokens, width = x.shape
        heads, depth = self.heads, width // self.heads
        to_key, to_value = self.to_kv.weight.view(2, heads, depth, -1).unbind()
        query = self.to_q(x).view(batch, tokens, heads, depth).transpose(1, 2) / math.sqrt(depth)
        # The bias of the keys adds the same to all scores of a query, which softmax ignores.
        folded = (query @ to_key).flatten(1, 2)
        scores = wide_product(folded, condition.transpose(1, 2))
        weights = scores.softmax(-1, dtype=torch.float32).to(condition.dtype)
        seen = (weights @ condition).view(batch, heads, tokens, -1)
        value = seen @ to_value.transpose(1, 2) + self.to_kv.bias.view(2, heads, 1, depth)[1]
        out: Tensor = self.to_out(value.transpose(1, 2).flatten(2))
        return out


def wide_product(first: Tensor, second: Tensor) -> Tensor:
    """Product of two batches of matrices, not rounded to half precision where torch can do so."""
    if first.is_cuda and first.dtype is not torch.float32 and _has_wide_product():
        return torch.bmm(first, second, out_dtype=torch.float32)
    return first @ second


@lru_cache(maxsize=1)
def _has_wide_product() -> bool:
    with torch.inference_mode():
        small = torch.ones(1, 16, 16, dtype=torch.float16, device="cuda")
        try:
            torch.bmm(small, small, out_dtype=torch.float32)
        except (TypeError, RuntimeError):
            return False
    return True


class FeedForward(nn.Module):
    """Two linear layers with a tanh-approximated GELU between them."""

    def __init__(self, width: int, ratio: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(
            Linear(width, ratio * width), nn.GELU(approximate="tanh"), Linear(ratio * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        first = cast("Linear", self.mlp[0])
        hidden = fused.linear_gelu(x, first.weight, first.bias)
        out: Tensor = self.mlp(x) if hidden is None else self.mlp[2](hidden)
        return out


class TimestepEmbedder(nn.Module):
    """Embeds times, already multiplied by 1000: (S,) to (S, width) in fp32."""

    def __init__(self, width: int) -> None:
        super().__init__()
        layers = (PreciseLinear(2 * FREQUENCIES, width), nn.SiLU(), PreciseLinear(width, width))
        self.mlp = nn.Sequential(*layers)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    def forward(self, times: Tensor) -> Tensor:
        out: Tensor = self.mlp(sinusoid(times))
        return out


def sinusoid(times: Tensor) -> Tensor:
    """Cosines, then sines, of `times` (S,) at 128 frequencies from 1 down to 1/10000: (S, 256)."""
    steps = torch.arange(FREQUENCIES, dtype=torch.float32, device=times.device)
    angles = times.float()[:, None] * torch.exp(-math.log(10000) * steps / FREQUENCIES)
    return torch.cat([angles.cos(), angles.sin()], -1)


class Modulation(nn.Sequential):
    """The shifts, factors and gates of one block, from the embedding of time."""

    def __init__(self, width: int) -> None:
        super().__init__(nn.SiLU(), PreciseLinear(width, 6 * width))

    def table(self, embedding: Tensor, dtype: torch.dtype) -> Tensor:
        """Rows shift, 1 + scale, gate of attention, then of the MLP: (S, 6, width)."""
        rows: Tensor = self(embedding)
        table = rows.to(dtype).view(len(rows), 6, -1).clone()
        table[:, (1, 4)] += 1
        return table

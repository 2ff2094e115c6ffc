"""Triton kernels for what lies between the matrix products of a transformer block.

Only for machines with Triton: to be imported through `fused`, which has a plain form of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
import triton  # type: ignore[import-not-found, unused-ignore]
import triton.language as tl  # type: ignore[import-not-found, unused-ignore]

if TYPE_CHECKING:
    from torch import Tensor

_WARPS = 4


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _residual_norm_kernel(  # type: ignore[no-untyped-def]
    x,
    branch,
    gate,
    extra,
    shift,
    factor,
    total,
    normed,
    branch_stride,
    width,
    eps,
    has_branch: tl.constexpr,
    has_gate: tl.constexpr,
    has_extra: tl.constexpr,
    has_norm: tl.constexpr,
    block: tl.constexpr,
):
    row = tl.program_id(0).to(tl.int64)
    column = tl.arange(0, block)
    inside = column < width
    value = tl.load(x + row * width + column, mask=inside, other=0.0).to(tl.float32)
    if has_branch:
        more = tl.load(branch + row * branch_stride + column, mask=inside, other=0.0)
        more = more.to(tl.float32)
        if has_gate:
            more *= tl.load(gate + column, mask=inside, other=0.0).to(tl.float32)
        value += more
    if has_extra:
        value += tl.load(extra + column, mask=inside, other=0.0).to(tl.float32)
    if has_branch:
        tl.store(total + row * width + column, value, mask=inside)
    if has_norm:
        centred = tl.where(inside, value - tl.sum(value, 0) / width, 0.0)
        spread = tl.sqrt(tl.sum(centred * centred, 0) / width + eps)
        scale = tl.load(factor + column, mask=inside, other=0.0).to(tl.float32)
        offset = tl.load(shift + column, mask=inside, other=0.0).to(tl.float32)
        tl.store(normed + row * width + column, centred / spread * scale + offset, mask=inside)


@triton.jit  # type: ignore[untyped-decorator, unused-ignore]
def _norm_heads_kernel(  # type: ignore[no-untyped-def]
    packed,
    query_gamma,
    key_gamma,
    stride,
    root,
    heads: tl.constexpr,
    head_width: tl.constexpr,
    block_heads: tl.constexpr,
    block_width: tl.constexpr,
):
    row, part = tl.program_id(0).to(tl.int64), tl.program_id(1)
    head = tl.arange(0, block_heads)[:, None]
    channel = tl.arange(0, block_width)[None, :]
    inside = (head < heads) & (channel < head_width)
    place = head * head_width + channel
    where = packed + row * stride + part * heads * head_width + place
    value = tl.load(where, mask=inside, other=0.0).to(tl.float32)
    for_query = tl.load(query_gamma + place, mask=inside, other=0.0).to(tl.float32)
    for_key = tl.load(key_gamma + place, mask=inside, other=0.0).to(tl.float32)
    gamma = tl.where(part == 0, for_query, for_key)
    length = tl.maximum(tl.sqrt(tl.sum(value * value, 1)), 1e-12)
    tl.store(where, value / length[:, None] * gamma * root, mask=inside)


def residual_norm(
    x: Tensor,
    branch: Tensor | None,
    gate: Tensor | None,
    extra: Tensor | None,
    affine: tuple[Tensor, Tensor] | None,
    eps: float,
    dtype: torch.dtype,
) -> tuple[Tensor, Tensor]:
    """As `fused.residual_norm`; what is not asked for is the input itself."""
    x = x.contiguous()
    width = x.shape[-1]
    total = x if branch is None else torch.empty_like(x)
    normed = x if affine is None else torch.empty_like(x, dtype=dtype)
    shift, factor = (x, x) if affine is None else affine
    added = x if branch is None else branch.contiguous()
    _run(
        _residual_norm_kernel,
        (x.numel() // width,),
        (x, added, _or(gate, x), _or(extra, x), shift, factor, total, normed, width, width, eps),
        has_branch=branch is not None,
        has_gate=gate is not None,
        has_extra=extra is not None,
        has_norm=affine is not None,
        block=triton.next_power_of_2(width),
    )
    return total, normed


def norm_heads(packed: Tensor, query_gamma: Tensor, key_gamma: Tensor) -> None:
    """As `fused.norm_heads`, in place: `packed` (B, N, 3 * heads * head width) is contiguous."""
    heads, width = query_gamma.shape
    stride = packed.shape[-1]
    _run(
        _norm_heads_kernel,
        (packed.numel() // stride, 2),
        (packed, query_gamma, key_gamma, stride, float(width) ** 0.5),
        heads=heads,
        head_width=width,
        block_heads=triton.next_power_of_2(heads),
        block_width=triton.next_power_of_2(width),
    )


def _run(kernel: Any, grid: tuple[int, ...], given: tuple[Any, ...], **constants: Any) -> None:
    with torch.cuda.device(given[0].device):
        kernel[grid](*given, **constants, num_warps=_WARPS)


def _or(tensor: Tensor | None, default: Tensor) -> Tensor:
    return default if tensor is None else tensor

"""Fused steps of a transformer block: Triton kernels on CUDA where it is present, else plain.

The kernels are compared with the plain forms once per device; where they differ, or do not even
compile, the plain forms are used, which is noted in the log.
"""

from __future__ import annotations

import logging
import math
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger(__name__)

_TOLERANCE: Final = 4e-3
"""Relative; fp16 itself is off by 5e-4."""

_HALF: Final = (torch.float16, torch.bfloat16)

enabled = True
"""Turned off to compare, or to let a compiler see the plain forms."""


def residual_norm(
    x: Tensor,
    branch: Tensor | None,
    gate: Tensor | None,
    affine: tuple[Tensor, Tensor] | None,
    eps: float,
    dtype: torch.dtype,
    *,
    extra: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """`x + gate * branch + extra`, of the dtype of `x`, and its layer norm in `dtype`.

    `x` and `branch` are (..., width); `gate`, `extra` and the shift and factor in `affine` are
    (width,). Without `affine` the second result means nothing.
    """
    kernels = _kernels(x) if dtype in _HALF else None
    if kernels is not None:
        pair: tuple[Tensor, Tensor] = kernels.residual_norm(
            x, branch, gate, extra, affine, eps, dtype
        )
        return pair
    return _plain_residual_norm(x, branch, gate, extra, affine, eps, dtype)


def _plain_residual_norm(
    x: Tensor,
    branch: Tensor | None,
    gate: Tensor | None,
    extra: Tensor | None,
    affine: tuple[Tensor, Tensor] | None,
    eps: float,
    dtype: torch.dtype,
) -> tuple[Tensor, Tensor]:
    if branch is not None:
        x = x + branch if gate is None else torch.addcmul(x, branch, gate)
    if extra is not None:
        x = x + extra
    if affine is None:
        return x, x
    shift, factor = (each.to(x.dtype) for each in affine)
    return x, functional.layer_norm(x, x.shape[-1:], factor, shift, eps).to(dtype)


def norm_heads(packed: Tensor, query_gamma: Tensor, key_gamma: Tensor) -> bool:
    """Whether queries and keys of `packed` (B, N, 3 * width) were normalised, in place."""
    kernels = _kernels(packed) if packed.dtype in _HALF and packed.is_contiguous() else None
    if kernels is not None:
        kernels.norm_heads(packed, query_gamma, key_gamma)
    return kernels is not None


def linear_gelu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor | None:
    """The tanh-approximated GELU of a linear layer in one product, where that is at hand."""
    if weight.dtype not in _HALF or _kernels(x) is None:
        return None
    rows = x.to(weight.dtype).reshape(-1, x.shape[-1])
    out: Tensor = torch._addmm_activation(bias, rows, weight.t(), use_gelu=True)
    return out.view(*x.shape[:-1], -1)


def usable(device: torch.device) -> bool:
    """Whether the kernels run on `device`, and give what the plain forms give."""
    return device.type == "cuda" and _checked(device.index) is not None


def _kernels(x: Tensor) -> Any:
    if not (enabled and x.is_cuda) or torch.is_grad_enabled():
        return None
    return _checked(x.device.index)


@lru_cache(maxsize=8)
def _checked(index: int | None) -> Any:
    """The module of the kernels, or None where they cannot be used."""
    if find_spec("triton") is None:
        _log.info("Triton is not installed: the transformers run without fused kernels")
        return None
    try:
        from camfilter.engines.sam3d import fused_kernels as kernels

        with torch.inference_mode(), torch.autocast("cuda", enabled=False):
            _compare(kernels, torch.device("cuda", index or 0))
    except Exception as error:  # noqa: BLE001 - a compiler may fail in any way
        _log.warning("fused kernels do not work here (%s): running without", error)
        return None
    return kernels


def _compare(kernels: Any, device: torch.device) -> None:
    """Run every kernel on random numbers.

    Raises:
        ValueError: if one differs from its plain form.
    """
    generator = torch.Generator(device).manual_seed(3)

    def draw(*shape: int, dtype: torch.dtype = torch.float16) -> Tensor:
        return torch.randn(shape, generator=generator, device=device).to(dtype)

    x, branch = draw(2, 5, 1024, dtype=torch.float32), draw(2, 5, 1024)
    gate, extra, shift, factor = draw(4, 1024, dtype=torch.float32).unbind()
    for given in ((branch, gate, None), (branch, None, extra), (None, None, None)):
        case = (x, *given, (shift, factor), 1e-6, torch.float16)
        for ours, plain in zip(
            kernels.residual_norm(*case), _plain_residual_norm(*case), strict=True
        ):
            _require_close(ours, plain)
    packed, gammas = draw(2, 5, 3 * 1024), draw(2, 16, 64)
    split = packed.view(2, 5, 3, 16, 64).float()
    plain = functional.normalize(split[:, :, :2], dim=-1) * gammas.float() * math.sqrt(64)
    plain = torch.cat([plain, split[:, :, 2:]], 2).flatten(2)
    kernels.norm_heads(packed, *gammas)
    _require_close(packed, plain)
    rows, weight, bias = draw(5, 64), draw(128, 64) / 8, draw(128)
    exact = functional.linear(rows.float(), weight.float(), bias.float())
    joined = torch._addmm_activation(bias, rows, weight.t(), use_gelu=True)
    _require_close(joined, functional.gelu(exact, approximate="tanh"))


def _require_close(ours: Tensor, plain: Tensor) -> None:
    difference = (ours.float() - plain.float()).norm() / plain.float().norm()
    if not bool(difference < _TOLERANCE):
        raise ValueError(f"off by {float(difference):.1e}")

"""Which attention kernels torch may use, the fastest of each kind of device first."""

from __future__ import annotations

import inspect
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

HOPPER: Final = (9, 0)

_ANY: Final = (SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH)


def attention_kernels(
    device: torch.device, *, new_shape: bool = False
) -> AbstractContextManager[Any]:
    """Inside of this, attention runs on the kernels that are best for `device`.

    cuDNN's are the fastest from Hopper on: 0.17 ms where Flash takes 0.26 (4096 tokens, H200).
    For each `new_shape` they take 40 ms to make ready, which only many evaluations win back.
    """
    if device.type != "cuda" or torch.version.hip is not None:
        return nullcontext()
    hopper = not new_shape and torch.cuda.get_device_capability(device) >= HOPPER
    order = [*((SDPBackend.CUDNN_ATTENTION,) if hopper else ()), *_ANY]
    if "set_priority" in inspect.signature(sdpa_kernel).parameters:
        return sdpa_kernel(order, set_priority=True)
    return sdpa_kernel(order)


@contextmanager
def tuned_convolutions() -> Iterator[None]:
    """Inside of this, cuDNN tries its convolutions on each new shape: for shapes that stay."""
    kept = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = True
    try:
        yield
    finally:
        torch.backends.cudnn.benchmark = kept

"""Keeps networks on the device, or with little memory only those that are at work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn


class Residency:
    """Where networks are: all on `device`, or with `low_memory` in main memory between uses.

    Weights in main memory stay there as they are; only copies come to the device, so that leaving
    it costs nothing.
    """

    def __init__(self, device: torch.device, *, low_memory: bool = False) -> None:
        self.device = device
        self.low_memory = low_memory and device.type != "cpu"

    def settle(self, *modules: nn.Module) -> None:
        """Bring modules to where they wait for work."""
        for module in modules:
            module.to("cpu" if self.low_memory else self.device)

    @contextmanager
    def active(self, *modules: nn.Module) -> Iterator[None]:
        """Have `modules` on the device inside the block."""
        if not self.low_memory:
            yield
            return
        held = [tensor for module in modules for tensor in _tensors(module)]
        homes = [tensor.data for tensor in held]
        try:
            for tensor in held:
                tensor.data = tensor.data.to(self.device, non_blocking=True)
            yield
        finally:
            for tensor, home in zip(held, homes, strict=True):
                tensor.data = home
            release(self.device)


def release(device: torch.device) -> None:
    """Give memory that is not in use back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` is an allocation that failed, on any kind of device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and (
        "out of memory" in text or "not enough memory" in text
    )


def _tensors(module: nn.Module) -> list[Tensor]:
    unique = {id(tensor): tensor for tensor in (*module.parameters(), *module.buffers())}
    return list(unique.values())

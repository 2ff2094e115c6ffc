"""Several processes that train one net, each on its own GPU with its own scenes."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import torch
import torch.distributed as dist

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from torch import Tensor

_PATIENCE: Final = timedelta(seconds=120)


class Team:
    """The processes that `torchrun` started, or this one alone."""

    def __init__(self) -> None:
        self.rank = int(os.environ.get("RANK", "0"))
        self.size = int(os.environ.get("WORLD_SIZE", "1"))

    @property
    def leads(self) -> bool:
        """Whether this process writes the results."""
        return self.rank == 0

    def meet(self, device: torch.device) -> None:
        """Wait for the others; to be called once, before anything is shared."""
        if self.size > 1:
            kind = "nccl" if device.type == "cuda" else "gloo"
            dist.init_process_group(kind, timeout=_PATIENCE)

    def part(self) -> None:
        """The end of working together."""
        if self.size > 1:
            dist.destroy_process_group()

    def share(self, tensors: Iterable[Tensor]) -> None:
        """Everyone takes the leader's values."""
        if self.size > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)

    def mean_gradients(self, parameters: Sequence[torch.nn.Parameter]) -> None:
        """Everyone gets the mean of all gradients."""
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        parts = flat.split([gradient.numel() for gradient in gradients])
        torch._foreach_copy_(
            gradients, [part.view_as(g) for part, g in zip(parts, gradients, strict=True)]
        )

    def agreed(self, value: float, device: torch.device) -> float:
        """The leader's value."""
        if self.size == 1:
            return value
        shared = torch.tensor(value, device=device)
        dist.broadcast(shared, 0)
        return float(shared)

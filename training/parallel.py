"""Several processes that train one net, each on its own GPU with its own scenes.

They take steps of their own and meet now and then at the mean of their weights, which costs little
enough to go through the processor: no GPU has to reach another."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import torch
import torch.distributed as dist

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    def meet(self) -> None:
        """Wait for the others; to be called once, before anything is shared."""
        if self.size > 1:
            dist.init_process_group("gloo", timeout=_PATIENCE)

    def part(self) -> None:
        """The end of working together."""
        if self.size > 1:
            dist.destroy_process_group()

    def share(self, tensors: Sequence[Tensor]) -> None:
        """Everyone takes the leader's values."""
        if self.size > 1:
            flat = _joined(tensors)
            dist.broadcast(flat, 0)
            _spread(flat, tensors)

    def mean(self, tensors: Sequence[Tensor]) -> None:
        """Everyone takes the mean of everyone's values."""
        if self.size > 1:
            flat = _joined(tensors)
            dist.all_reduce(flat)
            _spread(flat / self.size, tensors)

    def agreed(self, value: float) -> float:
        """The leader's value."""
        if self.size == 1:
            return value
        shared = torch.tensor(value)
        dist.broadcast(shared, 0)
        return float(shared)


def _joined(tensors: Sequence[Tensor]) -> Tensor:
    """All values in one row on the processor."""
    return torch.cat([tensor.detach().flatten().float() for tensor in tensors]).cpu()


def _spread(flat: Tensor, tensors: Sequence[Tensor]) -> None:
    parts = flat.to(tensors[0].device).split([tensor.numel() for tensor in tensors])
    with torch.no_grad():
        torch._foreach_copy_(
            list(tensors), [part.view_as(t) for part, t in zip(parts, tensors, strict=True)]
        )

"""Random numbers of every shape from one seeded generator on one device."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


class Draw:
    """Draws tensors; the same seed on the same device gives the same numbers."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator
        self.device = generator.device

    def uniform(self, *shape: int, low: float | Tensor = 0.0, high: float | Tensor = 1.0) -> Tensor:
        """Evenly between `low` and `high`, which broadcast against the shape."""
        return low + (high - low) * torch.rand(shape, generator=self.generator, device=self.device)

    def log_uniform(self, *shape: int, low: float, high: float) -> Tensor:
        """Every doubling between the two positive bounds equally likely."""
        return torch.exp(self.uniform(*shape, low=math.log(low), high=math.log(high)))

    def normal(self, *shape: int, scale: float = 1.0) -> Tensor:
        """Gaussian about zero."""
        return scale * torch.randn(shape, generator=self.generator, device=self.device)

    def chance(self, *shape: int, of: float | Tensor) -> Tensor:
        """True with this probability."""
        return torch.rand(shape, generator=self.generator, device=self.device) < of

    def whole(self, *shape: int, below: int) -> Tensor:
        """Whole numbers 0..below-1."""
        return torch.randint(below, shape, generator=self.generator, device=self.device)

    def among(self, *shape: int, values: Sequence[float], weights: Sequence[float]) -> Tensor:
        """One of the values, as often as its weight says."""
        table = torch.tensor(values, device=self.device)
        share = torch.tensor(weights, device=self.device, dtype=torch.float32)
        share = torch.cumsum(share / share.sum(), 0)[:-1].contiguous()
        return table[torch.bucketize(self.uniform(*shape), share)]

    def angle(self, *shape: int) -> Tensor:
        """Any direction, in radians."""
        return self.uniform(*shape, low=-math.pi, high=math.pi)

    def sign(self, *shape: int) -> Tensor:
        """-1 or 1."""
        return 2.0 * self.chance(*shape, of=0.5) - 1.0

    def smooth(self, count: int, terms: int, longest: float) -> Tensor:
        """Sine waves (count, terms, 3): amplitude share, angular frequency per metre, phase."""
        share = self.normal(count, terms) / terms**0.5
        wave = self.log_uniform(count, terms, low=longest / 4, high=longest)
        return torch.stack([share, math.tau / wave, self.angle(count, terms)], -1)

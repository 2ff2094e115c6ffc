"""How far two results are from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from torch import Tensor


def flat(value: Any) -> Tensor:
    """All numbers of a result in one row."""
    parts = [value[name] for name in sorted(value)] if isinstance(value, dict) else [value]
    return torch.cat([part.float().flatten() for part in parts])


def relative_error(found: Tensor, known: Tensor) -> float:
    """|found - known| / |known|."""
    known = known.flatten().float()
    return float((found.flatten() - known).norm() / known.norm())


def overlap(found: Tensor, known: Tensor) -> float:
    """Intersection over union of two masks."""
    return float((found & known).sum() / (found | known).sum().clamp(min=1))

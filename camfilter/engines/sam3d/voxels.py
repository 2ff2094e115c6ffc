"""Occupancy logits of stage 1 to the voxels that stage 2 works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import torch
from torch.nn import functional

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from torch import Tensor

VOXEL_LIMIT: Final = 42_000
_SHRINKAGE: Final = 2


class OccupiedVoxels(NamedTuple):
    """Coordinates x, y, z (N, 3) int64, and the factor by which the object was made smaller."""

    coords: Tensor
    shrinkage: int


def occupied_voxels(
    logits: Tensor, *, limit: int = VOXEL_LIMIT, generator: torch.Generator | None = None
) -> OccupiedVoxels:
    """Surface voxels of logits (1, 1, R, R, R) above 0; the only call that waits for the device.

    Raises:
        EngineError: if no voxel is occupied, or a logit is not a number.
    """
    grid = logits[0, 0]
    coords = torch.nonzero(on_surface(grid > 0))
    if not len(coords):
        raise _nothing_found(grid)
    return reduced(coords, limit=limit, generator=generator)


def _nothing_found(grid: Tensor) -> EngineError:
    if not bool(grid.isfinite().all()):
        return EngineError(
            "the shape decoder returned values that are not numbers",
            "choose precision fp32 or bf16, or fetch the weights again",
        )
    return EngineError(
        "no object was found under the mask: the reconstruction is empty",
        "mark the object more closely, or use more diffusion steps",
    )


def on_surface(occupied: Tensor) -> Tensor:
    """Which cells of a bool grid (R, R, R) are occupied, but not all of their 26 neighbours.

    Nothing outside the grid is occupied.
    """
    padded = functional.pad((~occupied)[None, None].float(), (1,) * 6, value=1.0)
    near_a_gap = functional.max_pool3d(padded, 3, stride=1)[0, 0] > 0
    return occupied & near_a_gap


def reduced(
    coords: Tensor, *, limit: int = VOXEL_LIMIT, generator: torch.Generator | None = None
) -> OccupiedVoxels:
    """`coords` (N, 3) as they are, or at half the size if more than `limit`, then sorted.

    Should even those be too many, a random choice of them stays.
    """
    if len(coords) <= limit:
        return OccupiedVoxels(coords, 1)
    halved = torch.unique(_halved(coords.float()).long(), dim=0)
    if len(halved) > limit:
        chosen = torch.randperm(len(halved), generator=generator, device=_device_of(generator))
        halved = halved[chosen[:limit].to(halved.device)]
    return OccupiedVoxels(halved, _SHRINKAGE)


def _halved(coords: Tensor) -> Tensor:
    first, last = coords.amin(0), coords.amax(0)
    cells = (last - first + 1) / _SHRINKAGE
    start = first + cells / 2
    scaled = (coords - first) / (last - first) * (cells - 1) + start
    return scaled.round().clamp(start.trunc(), (start + cells - 1).trunc())


def _device_of(generator: torch.Generator | None) -> torch.device | None:
    return None if generator is None else generator.device

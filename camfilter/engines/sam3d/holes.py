"""Closes what a thin place in a cloud of Gaussians leaves open, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from camfilter.engines.sam3d.compositing import Layers

if TYPE_CHECKING:
    from torch import Tensor


REACH: Final = 2
"""Pixels to each side: 24 neighbours."""
ENOUGH: Final = 17
"""Neighbours in front of a hole: outside of a straight rim there are 10, in a corner 15."""


def closed(layers: Layers, covered: Tensor) -> tuple[Layers, Tensor]:
    """The layers and what they cover, with holes filled by the mean of what is in front around.

    A hole is a pixel that shows nothing, or what lies beyond the surface of most of its neighbours.
    """
    front = torch.where(covered, layers.front, torch.inf)
    beyond = torch.where(covered, layers.beyond, torch.inf)
    votes = torch.zeros_like(front, dtype=torch.int32)
    height, width = front.shape
    padded = functional.pad(beyond, (REACH,) * 4, value=torch.inf)
    for down, right in _around():
        votes += front > padded[down : down + height, right : right + width]
    rows, columns = torch.nonzero(votes >= ENOUGH, as_tuple=True)
    if not len(rows):
        return layers, covered
    return _filled(layers, covered, padded, rows, columns)


def _around() -> list[tuple[int, int]]:
    """Where each neighbour of a pixel is in a map padded by the reach."""
    steps = range(2 * REACH + 1)
    return [(down, right) for down in steps for right in steps if (down, right) != (REACH, REACH)]


def _filled(
    layers: Layers, covered: Tensor, beyond: Tensor, rows: Tensor, columns: Tensor
) -> tuple[Layers, Tensor]:
    height, width = covered.shape
    steps = rows.new_tensor(_around())
    down, right = rows[:, None] + steps[:, 0], columns[:, None] + steps[:, 1]
    own = torch.where(covered, layers.front, torch.inf)[rows, columns]
    weight = (own[:, None] > beyond[down, right]).to(layers.front.dtype)
    weight = weight / weight.sum(1, keepdim=True)
    line, place = (down - REACH).clamp(0, height - 1), (right - REACH).clamp(0, width - 1)

    def mean(values: Tensor) -> Tensor:
        filled = values.clone()
        around = values[line, place]
        factor = weight if values.ndim == 2 else weight[..., None]
        filled[rows, columns] = (around * factor).sum(1)
        return filled

    whole = covered.clone()
    whole[rows, columns] = True
    normals = functional.normalize(mean(layers.normals), dim=-1)
    filled = Layers(
        mean(layers.front),
        mean(layers.back),
        mean(layers.beyond),
        normals,
        mean(layers.colour),
        mean(layers.total),
    )
    return filled, whole

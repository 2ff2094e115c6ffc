"""Ellipses to maps in plain PyTorch, on any device.

A ray adds up the shares of a surface that it meets, the nearest Gaussian first. Where they come
near to one it has crossed the surface; all Gaussians about there are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from camfilter.engines.sam3d.footprints import (
    COLOUR,
    DEPTH,
    FAINT,
    NORMAL,
    REACH,
    SHARE,
    SLOPE_U,
    XX,
    XY,
    YY,
    U,
    V,
    boxes,
)

if TYPE_CHECKING:
    from torch import Tensor

PAIRS: Final = 4_000_000
"""Most pairs of pixel and Gaussian at once, about 1 GB; more are done in bands of the picture."""

CROSSED: Final = 0.4
"""Of a surface: less than half, so that the far side does not show through a noisy shell."""
COVERED: Final = 0.75
"""Of a surface, before and behind: at the rim of a solid there are two halves of one."""


@dataclass(frozen=True, slots=True)
class Layers:
    """What the rays of a picture meet.

    Attributes:
        front, back: (h, w) depth of the first surface and of the last; 0 where there is none.
        beyond: (h, w) depth from which on one sees past the first.
        normals: (h, w, 3) of the first, facing the camera.
        colour: (h, w, 3) of the first, 0..1.
        total: (h, w) how much of a surface there is, at most 1.
    """

    front: Tensor
    back: Tensor
    beyond: Tensor
    normals: Tensor
    colour: Tensor
    total: Tensor


def composited(records: Tensor, height: int, width: int, pairs: int = PAIRS) -> Layers:
    """The `records` of `footprints`, seen in a picture of `height` x `width`."""
    low, size = boxes(records, height, width)
    bands = [
        _band(records, low, size, top, bottom, width)
        for top, bottom in _bands(low[:, 1], size, height, pairs)
    ]
    front, back, beyond, normals, colour, total = (
        torch.cat(parts) for parts in zip(*bands, strict=True)
    )
    shape = (height, width)
    return Layers(
        front.view(shape),
        back.view(shape),
        beyond.view(shape),
        normals.view(*shape, 3),
        colour.view(*shape, 3),
        total.view(shape),
    )


def _bands(top: Tensor, size: Tensor, height: int, pairs: int) -> list[tuple[int, int]]:
    """Rows from and to of bands with at most so many pairs, or of one row."""
    columns = size[:, 0].double() * (size[:, 1] > 0)
    change = columns.new_zeros(height + 1)
    change.index_add_(0, top, columns).index_add_(0, top + size[:, 1], -columns)
    found, first, held = [], 0, 0.0
    for row, count in enumerate(change.cumsum(0)[:-1].tolist()):
        if held + count > pairs and row > first:
            found.append((first, row))
            first, held = row, 0.0
        held += count
    return [*found, (first, height)]


def _band(
    records: Tensor, low: Tensor, size: Tensor, top: int, bottom: int, width: int
) -> tuple[Tensor, ...]:
    start = low[:, 1].clamp(min=top)
    rows = ((low[:, 1] + size[:, 1]).clamp(max=bottom) - start).clamp(min=0)
    first = torch.stack((low[:, 0], start - top), 1)
    counts = size[:, 0] * rows
    drawn = counts > 0
    pairs = _Pairs.of(records[drawn], first[drawn], counts[drawn], size[drawn, 0], top, width)
    return pairs.maps((bottom - top) * width)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of pixel (flat) and Gaussian by pixel and nearness: its row, its depth and share."""

    records: Tensor
    pixel: Tensor
    row: Tensor
    depth: Tensor
    share: Tensor

    @classmethod
    def of(
        cls, records: Tensor, first: Tensor, counts: Tensor, columns: Tensor, top: int, width: int
    ) -> _Pairs:
        total = int(counts.sum())
        row = torch.repeat_interleave(counts, output_size=total)
        place = torch.arange(total, device=row.device) - (counts.cumsum(0) - counts)[row]
        across, down = place % columns[row], place // columns[row]
        column, line = first[row, 0] + across, first[row, 1] + down
        chosen = records[row, :NORMAL]
        dx = column + 0.5 - chosen[:, U]
        dy = line + (top + 0.5) - chosen[:, V]
        form = (chosen[:, XX] * dx + chosen[:, XY] * dy) * dx + chosen[:, YY] * dy * dy
        share = chosen[:, SHARE] * torch.exp2(form)
        rise = chosen[:, SLOPE_U] * dx + chosen[:, SLOPE_U + 1] * dy
        limit = chosen[:, REACH]
        depth = chosen[:, DEPTH] + rise.clamp(-limit, limit)
        inside = form >= FAINT
        pixel, order = (line * width + column)[inside].sort(stable=True)
        return cls(records, pixel, row[inside][order], depth[inside][order], share[inside][order])

    def maps(self, count: int) -> tuple[Tensor, ...]:
        """The fields of `Layers` in their order, of `count` pixels, flat."""
        after, total = self._sums(count)
        before_end = total[self.pixel] - (after - self.share)
        first = self._first(after >= CROSSED, count)
        last = len(self.pixel) - 1 - self._first((before_end >= CROSSED).flip(0), count, flip=True)
        front, normals, colour = self._averaged(first, count, (NORMAL, COLOUR))
        back, *_ = self._averaged(last, count, ())
        back = torch.maximum(back, front)
        facing = functional.normalize(normals, dim=1)
        beyond = front + 2 * self._of(self.records[self.row, REACH], first)
        return front, back, beyond, facing, colour.clamp(0, 1), total.clamp(max=1).float()

    def _sums(self, count: int) -> tuple[Tensor, Tensor]:
        """Shares up to and with each pair in its pixel, and of each pixel."""
        after = self.share.double().cumsum(0)
        sums = torch.cat((after.new_zeros(1), after))
        ends = torch.bincount(self.pixel, minlength=count).cumsum(0)
        begun = sums[torch.cat((ends.new_zeros(1), ends[:-1]))]
        return after - begun[self.pixel], sums[ends] - begun

    def _first(self, crossed: Tensor, count: int, *, flip: bool = False) -> Tensor:
        """Which pair of each pixel is the first that has `crossed`; their number if none has."""
        pixel = self.pixel.flip(0) if flip else self.pixel
        none = len(pixel)
        rank = torch.arange(none, device=pixel.device)
        found = rank.new_full((count,), none)
        return found.scatter_reduce(0, pixel[crossed], rank[crossed], "amin")

    def _of(self, values: Tensor, which: Tensor) -> Tensor:
        """The value of each of these pairs; infinite where there is none."""
        there = (which >= 0) & (which < len(values))
        none = torch.full((1,), torch.inf, device=values.device)
        return torch.cat((values, none))[which.where(there, len(values))]

    def _averaged(self, which: Tensor, count: int, fields: tuple[int, ...]) -> tuple[Tensor, ...]:
        """Depth and fields of three columns, over what lies within its reach of those pairs.

        At the rim half of the normals are of the far side: all are turned as that of the pair is.
        """
        around = self._of(self.depth, which)
        away = self.depth - around[self.pixel]
        near = away.abs() <= self.records[self.row, REACH]
        pixel, row, away = self.pixel[near], self.row[near], away[near]
        weight = self.share[near]
        weights = weight.new_zeros(count).index_add_(0, pixel, weight).clamp(min=1e-20)
        moved = weight.new_zeros(count).index_add_(0, pixel, weight * away) / weights
        found = [torch.where(around.isfinite(), around + moved, 0.0)]
        for field in fields:
            values = self.records[row, field : field + 3] * weight[:, None]
            if field == NORMAL:
                values = self._aligned(values, which, pixel)
            summed = values.new_zeros(count, 3).index_add_(0, pixel, values)
            found.append(summed / weights[:, None])
        return tuple(found)

    def _aligned(self, normals: Tensor, which: Tensor, pixel: Tensor) -> Tensor:
        """The normals turned round where they are against that of the pair `which` of the pixel."""
        if not len(self.row):
            return normals
        chosen = self.row[which.clamp(0, len(self.row) - 1)]
        leading = self.records[chosen, NORMAL : NORMAL + 3][pixel]
        against = (normals * leading).sum(1, keepdim=True) < 0
        return torch.where(against, -normals, normals)

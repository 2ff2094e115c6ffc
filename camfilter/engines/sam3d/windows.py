"""Attention inside cubic windows of voxels, with no N x N mask.

Where torch has variable-length attention, all windows go through it at once. Elsewhere windows
of similar length are padded to one length and attended to together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.sparse import Voxels

_LENGTHS: Final = (32, 64, 96, 128, 192, 256, 384)
"""Padded window lengths; longer windows are padded to a full one."""


@dataclass(frozen=True, slots=True)
class PaddedWindows:
    """Windows of one padded length.

    Attributes:
        rows: (windows, length) int64, the voxel at each place, or N where there is none.
        filled: (windows, 1, 1, length) bool, where there is one.
    """

    rows: Tensor
    filled: Tensor


class Windows:
    """The windows that `(coord + shift) // size` puts the voxels into."""

    def __init__(self, voxels: Voxels, size: int, shift: int) -> None:
        per_axis = (voxels.resolution + shift - 1) // size + 1
        x, y, z = ((voxels.coords + shift) // size).unbind(1)
        window = (x * per_axis + y) * per_axis + z
        self._count = per_axis**3
        self._of_sorted, self.order = torch.sort(window, stable=True)
        self.longest = min(size**3, len(voxels))

    @cached_property
    def starts(self) -> Tensor:
        """(windows + 1,) int32: where each window, empty ones too, begins in `order`."""
        edges = torch.arange(self._count + 1, device=self.order.device)
        return torch.searchsorted(self._of_sorted, edges).int()

    @cached_property
    def places(self) -> Tensor:
        """(N,) int64: where each voxel stands in `order`."""
        return torch.argsort(self.order)

    @cached_property
    def padded(self) -> tuple[PaddedWindows, ...]:
        """All windows that are not empty, by padded length."""
        starts = self.starts.long()
        lengths = starts.diff()
        edges = (0, *(edge for edge in _LENGTHS if edge < self.longest), self.longest)
        groups = (
            self._pad(starts, lengths, (lengths > low) & (lengths <= high), high)
            for low, high in pairwise(edges)
        )
        return tuple(group for group in groups if len(group.rows))

    def _pad(self, starts: Tensor, lengths: Tensor, chosen: Tensor, length: int) -> PaddedWindows:
        place = torch.arange(length, device=starts.device)
        filled = place < lengths[chosen][:, None]
        where = (starts[:-1][chosen][:, None] + place).masked_fill_(~filled, len(self.order))
        rows = functional.pad(self.order, (0, 1), value=len(self.order))[where]
        return PaddedWindows(rows, filled[:, None, None])

    @cached_property
    def padded_places(self) -> Tensor:
        """(N,) int64: where each voxel stands in the padded windows laid end to end."""
        flat = torch.cat([group.rows.reshape(-1) for group in self.padded])
        places = torch.empty(len(self.order) + 1, dtype=torch.long, device=flat.device)
        places[flat] = torch.arange(len(flat), device=flat.device)
        return places[:-1]


def window_attention(qkv: Tensor, windows: Windows) -> Tensor:
    """(N, heads, width) from queries, keys and values (N, 3, heads, width), rows as the voxels'."""
    if qkv.is_cuda and qkv.dtype in (torch.float16, torch.bfloat16) and _varlen():
        return _ragged(qkv, windows)
    return _padded(qkv, windows)


@lru_cache(maxsize=1)
def _varlen() -> Any:
    """Torch's variable-length attention (from 2.10 on), or None."""
    if find_spec("torch.nn.attention.varlen") is None:
        return None
    from torch.nn.attention.varlen import varlen_attn

    if not torch.backends.cuda.is_flash_attention_available():
        return None
    return varlen_attn if torch.cuda.get_device_capability() >= (8, 0) else None


def _ragged(qkv: Tensor, windows: Windows) -> Tensor:
    query, key, value = qkv.index_select(0, windows.order).unbind(1)
    starts, longest = windows.starts, windows.longest
    out: Tensor = _varlen()(query, key, value, starts, starts, longest, longest)
    return out.index_select(0, windows.places)


def _padded(qkv: Tensor, windows: Windows) -> Tensor:
    _, _, heads, width = qkv.shape
    table = functional.pad(qkv.reshape(len(qkv), -1), (0, 0, 0, 1))
    done = [_attend(table, group, heads, width) for group in windows.padded]
    return torch.cat(done).index_select(0, windows.padded_places)


def _attend(table: Tensor, group: PaddedWindows, heads: int, width: int) -> Tensor:
    rows = table.index_select(0, group.rows.reshape(-1))
    q, k, v = rows.view(*group.rows.shape, 3, heads, width).permute(2, 0, 3, 1, 4).unbind(0)
    out = functional.scaled_dot_product_attention(q, k, v, attn_mask=group.filled)
    return out.transpose(1, 2).reshape(-1, heads, width)

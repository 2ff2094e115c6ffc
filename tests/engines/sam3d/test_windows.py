from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch.nn import functional

from camfilter.engines.sam3d.sparse import Voxels
from camfilter.engines.sam3d.windows import Windows, window_attention


def _voxels(count: int, side: int) -> Voxels:
    flat = torch.randperm(side**3, generator=torch.Generator().manual_seed(count))[:count]
    return Voxels(torch.stack((flat // side**2, flat // side % side, flat % side), 1), side)


def _masked(qkv: torch.Tensor, voxels: Voxels, size: int, shift: int) -> torch.Tensor:
    window = (voxels.coords + shift) // size
    same = (window[:, None] == window).all(-1)
    query, key, value = qkv.permute(1, 2, 0, 3)
    return functional.scaled_dot_product_attention(query, key, value, attn_mask=same).transpose(
        0, 1
    )


@pytest.mark.parametrize("shift", [0, 4])
@pytest.mark.parametrize(
    ("count", "side"), [(1, 8), (30, 64), (900, 64), (2000, 16), (4096, 16), (512, 8)]
)
def test_attention_stays_within_the_shifted_windows(count: int, side: int, shift: int) -> None:
    voxels = _voxels(count, side)
    qkv = torch.randn(count, 3, 2, 8)
    found = window_attention(qkv, Windows(voxels, 8, shift))
    torch.testing.assert_close(found, _masked(qkv, voxels, 8, shift), atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize("shift", [0, 4])
def test_every_voxel_stands_once_in_the_ragged_order(shift: int) -> None:
    voxels = _voxels(700, 64)
    windows = Windows(voxels, 8, shift)
    of_window = ((voxels.coords + shift) // 8)[windows.order]
    starts = windows.starts.tolist()
    assert (starts[0], starts[-1]) == (0, 700)
    for start, end in pairwise(starts):
        assert (of_window[start:end] == of_window[start : start + 1]).all()
    filled = sum(start < end for start, end in pairwise(starts))
    assert filled == len(torch.unique(of_window, dim=0))
    assert (windows.order[windows.places] == torch.arange(700)).all()

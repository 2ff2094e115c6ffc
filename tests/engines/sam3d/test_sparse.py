from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from camfilter.engines.sam3d import sparse
from camfilter.engines.sam3d.sparse import (
    SubmanifoldConvolution,
    Voxels,
    pool,
    position_embedding,
    unpool,
)

if TYPE_CHECKING:
    import pytest

_SIDE = 8

_cells = st.sets(st.integers(0, _SIDE**3 - 1), min_size=1, max_size=90)


def _voxels(cells: set[int]) -> Voxels:
    flat = torch.tensor(sorted(cells, key=lambda cell: (cell * 7919) % 512))
    coords = torch.stack((flat // _SIDE**2, flat // _SIDE % _SIDE, flat % _SIDE), 1)
    return Voxels(coords, _SIDE)


def _convolution(channels: int, out_channels: int) -> SubmanifoldConvolution:
    convolution = SubmanifoldConvolution(channels, out_channels)
    generator = torch.Generator().manual_seed(channels)
    for parameter in convolution.parameters():
        torch.nn.init.normal_(parameter, generator=generator)
    return convolution.requires_grad_(False)


def _dense(
    features: torch.Tensor, voxels: Voxels, convolution: SubmanifoldConvolution
) -> torch.Tensor:
    x, y, z = voxels.coords.unbind(1)
    grid = features.new_zeros(features.shape[1], _SIDE, _SIDE, _SIDE)
    grid[:, x, y, z] = features.t()
    weight = convolution.conv["weight"].permute(0, 4, 1, 2, 3)
    out = functional.conv3d(grid[None], weight, convolution.conv["bias"], padding=1)[0]
    return out[:, x, y, z].t()


@settings(max_examples=12, deadline=None)
@given(_cells)
def test_a_convolution_is_the_dense_one_at_the_occupied_cells(cells: set[int]) -> None:
    voxels, convolution = _voxels(cells), _convolution(5, 7)
    features = torch.randn(len(voxels), 5)
    expected = _dense(features, voxels, convolution)
    torch.testing.assert_close(convolution(features, voxels), expected, atol=1e-4, rtol=1e-4)


@settings(max_examples=12, deadline=None)
@given(_cells)
def test_multiplying_before_un_pooling_changes_nothing(cells: set[int]) -> None:
    voxels, convolution = _voxels(cells), _convolution(6, 3)
    features = torch.randn(len(voxels.coarse), 6)
    expected = convolution(unpool(features, voxels), voxels)
    found = convolution.from_coarse(features, voxels)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


@settings(max_examples=12, deadline=None)
@given(_cells)
def test_pooling_divides_by_one_more_than_there_are(cells: set[int]) -> None:
    voxels = _voxels(cells)
    features = torch.randn(len(voxels), 4)
    pooled = pool(features, voxels)
    for row, corner in enumerate(voxels.coarse.coords):
        inside = (voxels.coords // 2 == corner).all(1)
        expected = features[inside].sum(0) / (inside.sum() + 1)
        torch.testing.assert_close(pooled[row], expected)
        assert (unpool(pooled, voxels)[inside] == pooled[row]).all()


def test_a_convolution_done_in_pieces_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    voxels, convolution = _voxels(set(range(0, 512, 3))), _convolution(4, 4)
    features = torch.randn(len(voxels), 4)
    whole = convolution(features, voxels)
    monkeypatch.setattr(sparse, "_GATHERED_BYTES", 27 * 4 * 4 * 50)
    torch.testing.assert_close(convolution(features, voxels), whole)


def test_positions_are_sines_then_cosines_of_each_axis_then_zeros() -> None:
    found = position_embedding(torch.tensor([[3, 0, 5]]), 16)
    angles = torch.tensor([3.0, 3.0 / 100])
    expected = torch.cat((angles.sin(), angles.cos()))
    torch.testing.assert_close(found[0, :4], expected)
    assert found[0, 4:8].tolist() == [0, 0, 1, 1]
    assert found[0, 12:].tolist() == [0, 0, 0, 0]

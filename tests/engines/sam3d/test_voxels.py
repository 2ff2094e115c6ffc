from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.voxels import occupied_voxels, on_surface, reduced
from camfilter.errors import EngineError

FIXTURE = load_fixture("ss_decoder")


def cube(side: int) -> torch.Tensor:
    return torch.cartesian_prod(*[torch.arange(side)] * 3)


def test_the_inside_of_a_ball_is_left_out_as_officially() -> None:
    grid = torch.zeros(64, 64, 64, dtype=torch.bool)
    grid[tuple(FIXTURE.tensor("ball").long().T)] = True
    FIXTURE.check("ball.pruned", torch.nonzero(on_surface(grid)))


def test_a_large_box_is_halved_as_officially() -> None:
    box = FIXTURE.manifest["box"]
    sides = [torch.arange(*ends) for ends in zip(box["low"], box["high_exclusive"], strict=True)]
    found = reduced(torch.cartesian_prod(*sides))
    FIXTURE.check("box.downsampled", found.coords)
    assert found.shrinkage == box["factor"]


def test_a_grid_that_is_full_keeps_its_outer_cells() -> None:
    surface = on_surface(torch.ones(6, 6, 6, dtype=torch.bool))
    assert int(surface.sum()) == 6**3 - 4**3
    assert not surface[1:-1, 1:-1, 1:-1].any()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.3, 0.99))
def test_the_surface_is_what_lacks_a_neighbour(seed: int, density: float) -> None:
    grid = torch.rand(6, 6, 6, generator=torch.Generator().manual_seed(seed)) < density
    padded = torch.nn.functional.pad(grid, (1,) * 6)
    whole = padded.unfold(0, 3, 1).unfold(1, 3, 1).unfold(2, 3, 1).flatten(3).all(-1)
    assert torch.equal(on_surface(grid), grid & ~whole)


@pytest.mark.parametrize(
    ("limit", "count", "shrinkage"), [(1000, 1000, 1), (999, 125, 2), (60, 60, 2)]
)
def test_no_more_voxels_than_the_limit(limit: int, count: int, shrinkage: int) -> None:
    found = reduced(cube(10), limit=limit, generator=torch.Generator().manual_seed(0))
    assert found.shrinkage == shrinkage
    assert len(torch.unique(found.coords, dim=0)) == len(found.coords) == count
    again = reduced(cube(10), limit=limit, generator=torch.Generator().manual_seed(0))
    assert torch.equal(found.coords, again.coords)


@pytest.mark.parametrize(
    ("value", "message"), [(-1.0, "no object was found"), (torch.nan, "not numbers")]
)
def test_logits_without_a_voxel_are_explained(value: float, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        occupied_voxels(torch.full((1, 1, 8, 8, 8), value))

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from camfilter.engines.moge.layers import view_plane
from camfilter.engines.moge.output import Prediction, scene_from
from camfilter.engines.moge.recovery import focal_from_fov, recover_focal_shift


def scene(
    focal: float, shift: float, aspect: float, seed: int, noise: float = 0.0
) -> tuple[Tensor, Tensor]:
    """Points (1, 48, 48, 3) of a bumpy scene seen through `focal`, with `shift` taken off z."""
    generator = torch.Generator().manual_seed(seed)
    plane = view_plane(48, 48, aspect, torch.zeros(1, dtype=torch.float64))[0].permute(1, 2, 0)
    depth = 1.5 + torch.rand(48, 48, generator=generator, dtype=torch.float64)
    points = torch.cat([plane * depth[..., None] / focal, depth[..., None]], -1)
    points += noise * torch.randn(points.shape, generator=generator, dtype=torch.float64)
    points[..., 2] -= shift
    known = torch.rand(48, 48, generator=generator) > 0.3
    return points[None].float(), known[None]


@settings(max_examples=12, deadline=None)
@given(st.floats(0.4, 4.0), st.floats(-3.0, 1.2), st.floats(0.5, 2.0), st.integers(0, 1000))
def test_any_camera_is_found(focal: float, shift: float, aspect: float, seed: int) -> None:
    points, known = scene(focal, shift, aspect, seed)
    found_focal, found_shift = recover_focal_shift(points, known, aspect)
    assert float(found_focal) == pytest.approx(focal, rel=1e-3)
    assert float(found_shift) == pytest.approx(shift, abs=2e-3 * (1 + abs(shift)))
    given_focal = torch.tensor([focal])
    kept, found_shift = recover_focal_shift(points, known, aspect, given_focal)
    assert float(kept) == pytest.approx(focal)
    assert float(found_shift) == pytest.approx(shift, abs=2e-3 * (1 + abs(shift)))


def cost(points: Tensor, known: Tensor, aspect: float, shift: Tensor) -> Tensor:
    """The reference solver's least squares for each of some shifts."""
    plane = view_plane(48, 48, aspect, points)[0].permute(1, 2, 0)[known[0]].double()
    xyz = points[0][known[0]].double()
    projected = xyz[:, :2] / (xyz[:, 2:] + shift[:, None, None])
    focal = (projected * plane).sum((1, 2)) / projected.square().sum((1, 2))
    return (focal[:, None, None] * projected - plane).square().sum((1, 2))


@pytest.mark.parametrize("seed", range(5))
def test_noise_does_not_lead_away_from_the_best_shift(seed: int) -> None:
    points, known = scene(1.2, 0.7, 1.5, seed, noise=0.05)
    # The solver works on its own 64 x 64 sample, of which these points are no copy: all known.
    known[:] = True
    _, shift = recover_focal_shift(points, known, 1.5)
    around = shift.double() + torch.linspace(-0.5, 0.5, 201, dtype=torch.float64)
    best = around[cost(points, known, 1.5, around).argmin()]
    assert float(shift) == pytest.approx(float(best), abs=0.02)


def test_too_few_points_give_the_reference_solvers_answer() -> None:
    points, known = scene(1.0, 0.5, 1.0, 0)
    focal, shift = recover_focal_shift(points, torch.zeros_like(known), 1.0)
    assert (float(focal), float(shift)) == (1.0, 0.0)


def test_points_that_are_not_finite_are_left_out() -> None:
    points, known = scene(1.3, 0.4, 1.0, 2)
    points[0, :10] = torch.nan
    points[0, 10:12, :, 2] = torch.inf
    focal, shift = recover_focal_shift(points, known, 1.0)
    assert float(focal) == pytest.approx(1.3, rel=1e-3)
    assert float(shift) == pytest.approx(0.4, abs=2e-3)


def test_a_batch_is_solved_one_by_one() -> None:
    scenes = [scene(0.8, 0.3, 1.0, 0), scene(2.0, -0.6, 1.0, 1)]
    focal, shift = recover_focal_shift(
        torch.cat([points for points, _ in scenes]), torch.cat([known for _, known in scenes]), 1.0
    )
    assert focal.tolist() == pytest.approx([0.8, 2.0], rel=1e-3)
    assert shift.tolist() == pytest.approx([0.3, -0.6], abs=2e-3)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 16 / 9])
def test_a_known_field_of_view_is_kept(aspect: float) -> None:
    points, known = scene(1.0, 0.5, aspect, 4)
    found = scene_from(Prediction(points, known.float()), aspect, 70.0)
    assert 2 * math.degrees(math.atan(0.5 / float(found.fx))) == pytest.approx(70, abs=1e-3)
    assert float(found.fy / found.fx) == pytest.approx(aspect, rel=1e-6)
    assert float(found.focal) == pytest.approx(float(focal_from_fov(70.0, aspect, points)))

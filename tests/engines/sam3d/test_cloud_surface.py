from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from sam3d_shapes import Cube, Shape, Sphere, Torus, shell

from camfilter.engines.sam3d.cloud_surface import NormalSource, shortest_axes, surface_of
from camfilter.engines.sam3d.gaussians import Gaussians


def _angles(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    cosine = (first.double() * second.double()).sum(1).abs().clamp(max=1)
    return torch.rad2deg(cosine.acos())


@pytest.mark.parametrize("shape", [Sphere(), Cube(), Torus()], ids=["sphere", "cube", "torus"])
def test_normals_and_overlap_are_those_of_the_neighbours_in_a_tree(shape: Shape) -> None:
    spatial = pytest.importorskip("scipy.spatial")
    cloud, facing = shell(shape, 8)
    surface = surface_of(cloud, NormalSource.PCA)
    points = cloud.xyz.double().numpy()
    chosen = np.random.default_rng(0).permutation(len(points))[:2000]
    _, middle, longest = cloud.scale.sort(1)[0].unbind(1)
    radius = 3 * float(middle.mean())
    around = spatial.KDTree(points).query_ball_point(points[chosen], radius)
    spreads = np.stack([np.cov(points[found].T) for found in around])
    reference = torch.from_numpy(np.linalg.eigh(spreads)[1][:, :, 0].copy())
    ours = surface.normals[chosen]
    assert _angles(ours, reference).median() < 2.0
    away, usual = _angles(ours, facing[chosen]), _angles(reference, facing[chosen])
    assert away.mean() <= usual.mean() + 0.5
    area = (cloud.opacity[:, 0] * 2 * math.pi * middle * longest).numpy()
    density = [area[found].sum() / (math.pi * radius**2) for found in around]
    ratio = surface.overlap[chosen].numpy() / np.asarray(density)
    assert ratio.mean() == pytest.approx(1.0, abs=0.08)
    assert ratio.std() < 0.15


def test_axes_are_the_thin_ones() -> None:
    cloud, facing = shell(Sphere(), 4, tilt_deg=0.0)
    assert _angles(shortest_axes(cloud), facing).max() < 0.1
    assert torch.equal(surface_of(cloud, NormalSource.AXES).normals, shortest_axes(cloud))


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_the_surface_does_not_depend_on_the_unit(factor: float) -> None:
    cloud, _ = shell(Torus(), 2)
    scaled = Gaussians(
        cloud.xyz * factor, cloud.scale * factor, cloud.rotation, cloud.opacity, cloud.colour
    )
    first, second = surface_of(cloud), surface_of(scaled)
    torch.testing.assert_close(first.overlap, second.overlap, rtol=2e-2, atol=0.1)
    assert _angles(first.normals, second.normals).median() < 0.1


def test_a_single_gaussian_and_none_at_all_are_no_trouble() -> None:
    for count in (0, 1):
        cloud = Gaussians(*(torch.ones(count, width) for width in (3, 3, 4, 1, 3)))
        surface = surface_of(cloud)
        assert surface.normals.shape == (count, 3)
        assert surface.overlap.isfinite().all()

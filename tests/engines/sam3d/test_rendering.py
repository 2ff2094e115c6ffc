from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cache

import pytest
import torch
from sam3d_shapes import Cube, Shape, Sphere, Torus, Truth, shell, traced

from camfilter.engines.sam3d import rendering
from camfilter.engines.sam3d.cloud_surface import CloudSurface, NormalSource, surface_of
from camfilter.engines.sam3d.compositing import composited
from camfilter.engines.sam3d.footprints import View, footprints
from camfilter.engines.sam3d.gaussians import Gaussians, rotation_matrix
from camfilter.engines.sam3d.rendering import Rendered, render
from camfilter.engines.sam3d.similarity import Similarity
from camfilter.frames import Intrinsics
from camfilter.settings import Projection

CAMERA = Intrinsics(1.1, 1.1 * 4 / 3)
HEIGHT, WIDTH = 120, 160
MOVED = Similarity(
    rotation_matrix(torch.tensor([0.8, 0.3, -0.4, 0.33])),
    torch.tensor([0.12, -0.05, 1.9]),
    torch.tensor(1.1),
)
ASIDE = replace(MOVED, translation=torch.tensor([0.62, 0.4, 1.5]))

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@dataclass(frozen=True)
class Errors:
    iou: float
    depth: float
    thickness: float
    normals_deg: float


def errors(shape: Shape, seen: Rendered, true: Truth, scale: float) -> Errors:
    both = seen.covered & true.covered
    cosine = (seen.normals.double() * true.normals).sum(-1)[both].clamp(-1, 1)
    size = shape.size * scale
    return Errors(
        float(both.sum() / (seen.covered | true.covered).sum()),
        float((seen.depth - true.depth)[both].abs().mean()) / size,
        float((seen.thickness - true.thickness)[both].abs().mean()) / size,
        math.degrees(float(cosine.acos().mean())),
    )


@cache
def cloud_of(shape: Shape) -> tuple[Gaussians, CloudSurface]:
    cloud, _ = shell(shape)
    return cloud, surface_of(cloud)


@pytest.mark.parametrize("shape", [Sphere(), Cube(), Torus()], ids=["sphere", "cube", "torus"])
@pytest.mark.parametrize(
    ("projection", "moved"),
    [
        (Projection.PERSPECTIVE, MOVED),
        (Projection.PERSPECTIVE, ASIDE),
        (Projection.ORTHOGRAPHIC, MOVED),
    ],
    ids=["perspective", "partly outside", "orthographic"],
)
def test_solids_are_seen_as_they_are(
    shape: Shape, projection: Projection, moved: Similarity
) -> None:
    cloud, surface = cloud_of(shape)
    seen = render(cloud, CAMERA, HEIGHT, WIDTH, moved=moved, projection=projection, surface=surface)
    true = traced(shape, CAMERA, HEIGHT, WIDTH, moved, projection)
    found = errors(shape, seen, true, float(moved.scale))
    assert found.iou >= 0.99
    assert found.depth <= 0.005
    assert found.thickness <= 0.01
    assert found.normals_deg <= 3.0
    assert seen.normals.norm(dim=-1).allclose(torch.ones(HEIGHT, WIDTH), atol=1e-5)
    cut = bool(true.covered[-1].any())
    assert cut is (moved is ASIDE)


@pytest.mark.parametrize(("noise", "tilt_deg"), [(0.001, 5.0), (0.002, 15.0)])
def test_normals_by_pca_bear_noise_better_than_axes(noise: float, tilt_deg: float) -> None:
    angles = dict.fromkeys(NormalSource, 0.0)
    for shape in (Sphere(), Torus()):
        cloud, _ = shell(shape, noise=noise, tilt_deg=tilt_deg)
        true = traced(shape, CAMERA, 60, 80, MOVED)
        for source in NormalSource:
            surface = surface_of(cloud, source)
            seen = render(cloud, CAMERA, 60, 80, moved=MOVED, surface=surface)
            angles[source] += errors(shape, seen, true, 1.1).normals_deg / 2
    assert angles[NormalSource.PCA] < angles[NormalSource.AXES]
    assert angles[NormalSource.PCA] <= 3.0


def test_a_moved_cloud_is_seen_as_one_that_is_there() -> None:
    cloud, surface = cloud_of(Torus())
    there = MOVED.cloud(cloud)
    first = render(cloud, CAMERA, 60, 80, moved=MOVED, surface=surface)
    turned = replace(surface, normals=surface.normals @ MOVED.rotation.T)
    second = render(there, CAMERA, 60, 80, surface=turned)
    assert torch.equal(first.covered, second.covered)
    torch.testing.assert_close(first.depth, second.depth)


def test_bands_of_the_picture_join_without_a_seam() -> None:
    cloud, surface = cloud_of(Torus())
    view = View.of(CAMERA, 60, 80, Projection.PERSPECTIVE)
    moved = replace(surface, normals=surface.normals @ MOVED.rotation.T)
    records = footprints(MOVED.cloud(cloud), moved, view)
    whole = composited(records, 60, 80)
    banded = composited(records, 60, 80, pairs=60_000)
    for name in ("front", "back", "normals", "colour", "total"):
        torch.testing.assert_close(getattr(banded, name), getattr(whole, name), rtol=0, atol=2e-5)


def test_colours_are_those_of_the_visible_side() -> None:
    cloud, surface = cloud_of(Sphere())
    moved = replace(MOVED, rotation=torch.eye(3))
    seen = render(cloud, CAMERA, 60, 80, moved=moved, surface=surface)
    expected = (seen.normals + 1) / 2
    assert (seen.colour - expected)[seen.covered].abs().mean() < 0.02
    assert (seen.colour[~seen.covered] == 0).all()


def _sheet(depth: float, *, gap: float = 0.0) -> Gaussians:
    """A square of side 1 across the axis, but for a square gap in its middle."""
    axis = (torch.arange(150) + 0.5) / 150 - 0.5
    x, y = (each.flatten() for each in torch.meshgrid(axis, axis, indexing="xy"))
    kept = torch.maximum(x.abs(), y.abs()) >= gap / 2
    xyz = torch.stack((x, y, torch.full_like(x, depth)), 1)[kept]
    count = len(xyz)
    scale = torch.tensor([0.007, 0.007, 0.001]).expand(count, 3)
    turn = torch.tensor([1.0, 0, 0, 0]).expand(count, 4)
    return Gaussians(xyz, scale, turn, torch.full((count, 1), 0.9), torch.ones(count, 3))


def _joined(*clouds: Gaussians) -> Gaussians:
    parts = ((c.xyz, c.scale, c.rotation, c.opacity, c.colour) for c in clouds)
    return Gaussians(*(torch.cat(part) for part in zip(*parts, strict=True)))


def test_a_pinhole_in_front_of_a_wall_is_closed_and_a_window_stays() -> None:
    camera, wall = Intrinsics(1.0, 1.0), _sheet(2.5)
    tight = render(_joined(_sheet(2.0, gap=0.05), wall), camera, 100, 100)
    wide = render(_joined(_sheet(2.0, gap=0.3), wall), camera, 100, 100)
    middle = (slice(49, 51), slice(49, 51))
    assert (tight.depth[middle] - 2.0).abs().max() < 0.02
    assert (wide.depth[middle] - 2.5).abs().max() < 0.02
    assert wide.thickness[30, 30] == pytest.approx(0.5, abs=0.02)


def test_closing_does_not_round_a_corner() -> None:
    seen = render(_sheet(2.0), Intrinsics(1.0, 1.0), 100, 100)
    assert seen.covered[25:75, 25:75].float().mean() > 0.995
    assert seen.covered.sum() <= 51 * 51


def test_an_empty_cloud_covers_nothing() -> None:
    cloud = Gaussians(*(torch.zeros(0, width) for width in (3, 3, 4, 1, 3)))
    seen = render(cloud, CAMERA, 8, 8)
    assert not seen.covered.any()
    assert (seen.normals == torch.tensor([0.0, 0.0, -1.0])).all()


@pytest.mark.parametrize("where", [(0.0, 0.0, -3.0), (0.0, 0.0, 1e-9), (1e9, 0.0, 1.0)])
def test_what_cannot_be_seen_is_not_seen(where: tuple[float, float, float]) -> None:
    moved = replace(Similarity.identity(), translation=torch.tensor(where))
    cloud, surface = cloud_of(Sphere())
    few = Gaussians(
        *(
            part[::50]
            for part in (cloud.xyz, cloud.scale, cloud.rotation, cloud.opacity, cloud.colour)
        )
    )
    thin = CloudSurface(surface.normals[::50], surface.overlap[::50])
    seen = render(few, CAMERA, 20, 20, moved=moved, surface=thin)
    assert seen.depth.isfinite().all()
    assert seen.normals.isfinite().all()
    if where[2] < 0 or where[0]:
        assert not seen.covered.any()


def test_kernels_see_the_same_in_tritons_interpreter() -> None:
    pytest.importorskip("triton")
    code = (
        "import torch\n"
        "from camfilter.engines.sam3d import rendering, rendering_kernels\n"
        "rendering.compare(rendering_kernels, torch.device('cpu'))"
    )
    environment = os.environ | {"TRITON_INTERPRET": "1"}
    ending = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ending.returncode == 0, ending.stderr


def test_the_plain_form_serves_where_there_is_no_gpu() -> None:
    assert not rendering.usable(torch.device("cpu"))


@needs_cuda
@pytest.mark.parametrize("projection", list(Projection))
def test_kernels_see_what_the_plain_form_sees(
    projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud, surface = cloud_of(Torus())
    parts = (cloud.xyz, cloud.scale, cloud.rotation, cloud.opacity, cloud.colour)
    there = Gaussians(*(part.cuda() for part in parts))
    known = CloudSurface(surface.normals.cuda(), surface.overlap.cuda())
    moved = MOVED.to(torch.device("cuda"))

    def drawn() -> Rendered:
        return render(there, CAMERA, 360, 480, moved=moved, projection=projection, surface=known)

    found = drawn()
    monkeypatch.setattr(rendering, "enabled", False)
    plain = drawn()
    assert (found.covered != plain.covered).float().mean() < 1e-3
    both = found.covered & plain.covered
    for name in ("depth", "thickness", "normals", "colour", "opacity"):
        away = (getattr(found, name) - getattr(plain, name))[both].abs()
        assert away.mean() < 1e-4

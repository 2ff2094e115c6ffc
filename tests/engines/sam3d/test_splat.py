from __future__ import annotations

import pytest
import torch

from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.splat import Splatted, splat
from camfilter.engines.sam3d.surface import normals_of
from camfilter.frames import Intrinsics

_CAMERA = Intrinsics(0.9, 1.2)
_HEIGHT, _WIDTH = 60, 80
_CENTRE = torch.tensor([0.1, -0.05, 3.0])
_RADIUS = 0.8


def _cloud(xyz: torch.Tensor, normal: torch.Tensor, spread: float, opacity: float) -> Gaussians:
    """Flat Gaussians that lie across `normal`."""
    half = torch.nn.functional.normalize(normal + torch.tensor([0.0, 0.0, 1.0]), dim=1)
    rotation = torch.cat((torch.zeros(len(xyz), 1), half), 1)
    scale = torch.tensor([spread, spread, spread / 50]).expand(len(xyz), 3)
    return Gaussians(xyz, scale, rotation, torch.full((len(xyz), 1), opacity), torch.ones_like(xyz))


def _sphere(opacity: float = 0.98) -> Gaussians:
    count = 8_000
    turn = torch.arange(count) * 2.399963
    height = 1 - 2 * (torch.arange(count) + 0.5) / count
    across = (1 - height**2).sqrt()
    normal = torch.stack((across * turn.cos(), across * turn.sin(), height), 1)
    normal[:, 2] += 1e-7
    return _cloud(_CENTRE + _RADIUS * normal, normal, 0.016, opacity)


def _rays() -> torch.Tensor:
    return torch.from_numpy(_CAMERA.rays(_HEIGHT, _WIDTH)).double()


def _sphere_depths() -> tuple[torch.Tensor, torch.Tensor]:
    """Depth of the front and the back of the sphere; NaN beside it."""
    rays, centre = _rays(), _CENTRE.double()
    a, b = (rays * rays).sum(-1), rays @ centre
    root = (b * b - a * (centre @ centre - _RADIUS**2)).sqrt()
    return (b - root) / a, (b + root) / a


def _inside(share: float) -> torch.Tensor:
    """Pixels whose rays pass the sphere's centre within `share` of its radius."""
    rays, centre = _rays(), _CENTRE.double()
    along = (rays @ centre) / (rays * rays).sum(-1)
    return (rays * along[..., None] - centre).norm(dim=-1) < share * _RADIUS


def test_a_sphere_has_its_front_its_back_and_its_normals() -> None:
    seen = splat(_sphere(), _CAMERA, _HEIGHT, _WIDTH)
    front, back = _sphere_depths()
    inner = _inside(0.7)
    assert seen.covered[_inside(0.95)].all()
    assert not seen.covered[~_inside(1.08)].any()
    assert (seen.front - front)[inner].abs().max() < 0.02
    assert (seen.back - back)[inner].abs().max() < 0.02
    normals = normals_of(seen.front, seen.covered, _CAMERA)
    points = _rays() * front[..., None]
    expected = (points - _CENTRE.double()) / _RADIUS
    cosine = (normals.double() * expected).sum(-1)[_inside(0.8)]
    assert cosine.min() > 0.97
    assert cosine.mean() > 0.998


def _plane(normal: torch.Tensor, distance: float) -> Gaussians:
    rays = torch.from_numpy(_CAMERA.rays(90, 120)).reshape(-1, 3)
    depth = distance / (rays @ normal)
    return _cloud(rays * depth[:, None], normal.expand(len(rays), 3), 0.03, 0.95)


@pytest.mark.parametrize("tilt", [(0.0, 0.0, 1.0), (0.3, 0.0, 1.0), (-0.2, 0.5, 1.0)])
def test_a_tilted_plane_is_flat_and_turned_right(tilt: tuple[float, float, float]) -> None:
    normal = torch.nn.functional.normalize(torch.tensor(tilt), dim=0)
    seen = splat(_plane(normal, 2.0), _CAMERA, _HEIGHT, _WIDTH)
    assert seen.covered.all()
    expected = 2.0 / (_rays().float() @ normal)
    assert ((seen.front - expected) / expected).abs().max() < 0.02
    normals = normals_of(seen.front, seen.covered, _CAMERA)
    assert (normals @ -normal)[3:-3, 3:-3].min() > 0.99


def _discs(*layers: tuple[float, float]) -> Splatted:
    """Discs that fill the picture, each at a depth and of an opacity."""
    xyz = torch.tensor([[0.0, 0.0, depth] for depth, _ in layers])
    cloud = _cloud(xyz, torch.tensor([[0.0, 0.0, 1.0]]).expand(len(xyz), 3), 40.0, 0.5)
    opacity = torch.tensor([[opacity] for _, opacity in layers])
    return splat(Gaussians(cloud.xyz, cloud.scale, cloud.rotation, opacity, xyz), _CAMERA, 8, 8)


@pytest.mark.parametrize(
    ("layers", "front", "back"),
    [
        ([(2.0, 0.9)], 2.0, 2.0),
        ([(5.0, 0.9), (2.0, 0.9), (3.0, 0.9)], 2.0, 5.0),
        ([(2.0, 0.3), (3.0, 0.3), (4.0, 0.3)], 3.0, 3.0),
        ([(2.0, 0.3), (3.0, 0.9), (4.0, 0.9), (5.0, 0.2)], 3.0, 4.0),
    ],
)
def test_depth_is_where_half_of_the_light_is_caught(
    layers: list[tuple[float, float]], front: float, back: float
) -> None:
    seen = _discs(*layers)
    assert seen.covered.all()
    torch.testing.assert_close(seen.front, torch.full((8, 8), front), atol=1e-3, rtol=0)
    torch.testing.assert_close(seen.back, torch.full((8, 8), back), atol=1e-3, rtol=0)


@pytest.mark.parametrize("layers", [[(2.0, 0.4)], [(2.0, 0.2), (3.0, 0.3)], [(-2.0, 0.9)]])
def test_less_than_half_is_nothing(layers: list[tuple[float, float]]) -> None:
    seen = _discs(*layers)
    assert not seen.covered.any()
    assert (seen.front == 0).all()


def test_an_empty_cloud_covers_nothing() -> None:
    cloud = Gaussians(*(torch.zeros(0, width) for width in (3, 3, 4, 1, 3)))
    assert not splat(cloud, _CAMERA, 8, 8).covered.any()


def test_too_large_a_job_is_done_on_a_smaller_picture() -> None:
    whole = splat(_sphere(), _CAMERA, _HEIGHT, _WIDTH)
    small = splat(_sphere(), _CAMERA, _HEIGHT, _WIDTH, pairs=100_000)
    assert small.front.shape == (30, 40)
    both = small.covered & whole.covered[::2, ::2]
    assert both.sum() > 100
    assert (small.front - whole.front[::2, ::2])[both].abs().median() < 0.03


def test_normals_face_the_camera_where_nothing_is_known() -> None:
    normals = normals_of(torch.zeros(4, 5), torch.zeros(4, 5, dtype=torch.bool), _CAMERA)
    assert (normals == torch.tensor([0.0, 0.0, -1.0])).all()


def test_a_step_in_depth_bends_no_normals() -> None:
    depth = torch.full((20, 20), 2.0)
    depth[:, 10:] = 4.0
    normals = normals_of(depth, torch.ones_like(depth, dtype=torch.bool), _CAMERA)
    assert (normals[..., 2] < -0.9999).all()

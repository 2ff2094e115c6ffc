"""The renderer against geometry that can be computed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from training.render.renderer import Renderer
from training.render.studio import Studio, room
from training.scenes.stage import Kind

HEIGHT, WIDTH, FOCAL = 60, 80, 0.9


@pytest.fixture(scope="module")
def renderer(library):
    return Renderer(library, HEIGHT, WIDTH, supersample=1)


def rays():
    """Directions (H, W, 3) through pixel centres, z forward."""
    y, x = torch.meshgrid(torch.arange(HEIGHT) + 0.5, torch.arange(WIDTH) + 0.5, indexing="ij")
    focal = FOCAL * WIDTH
    return torch.stack([(x - WIDTH / 2) / focal, (y - HEIGHT / 2) / focal, torch.ones_like(x)], -1)


def along_y(studio, outdoor=False):
    return studio.stage(torch.zeros(1, 3), torch.tensor([[0.0, 1.0, 0.0]]), FOCAL, outdoor)


def test_depth_and_normals_of_a_box_face(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "box", (0.0, 3.0, 0.0), (8.0, 1.0, 8.0))
    batch = renderer.render(along_y(studio))
    assert batch.hit.all()
    assert torch.allclose(batch.depth, torch.full_like(batch.depth, 2.5), atol=1e-5)
    expected = torch.tensor([0.0, 0.0, -1.0])[:, None, None].expand(3, HEIGHT, WIDTH)
    assert torch.allclose(batch.normals[0], expected, atol=1e-4)


def test_a_floor_below_the_camera_reaches_to_the_horizon(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "quad", (0.0, 0.0, -1.5), (2000.0, 2000.0, 1.0))
    batch = renderer.render(along_y(studio))
    down = rays()[..., 1]
    below = down > 0.008
    assert (
        torch.equal(batch.hit[0] & ~below, torch.zeros_like(below))
        or (down[batch.hit[0]] > 0).all()
    )
    assert batch.hit[0][below].all()
    assert torch.allclose(batch.depth[0][below], (1.5 / down[below]).clamp(max=300), rtol=1e-4)
    up = batch.normals[0, 1][below]
    assert torch.allclose(up, torch.full_like(up, -1.0), atol=1e-4)


def test_a_sphere_has_its_analytic_depth_and_normals(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "sphere", (0.2, 3.0, 0.1), 1.2)
    batch = renderer.render(along_y(studio))
    centre, radius = torch.tensor([0.2, -0.1, 3.0]), 0.6
    d = rays()
    a, b = (d * d).sum(-1), (d * centre).sum(-1)
    root = b * b - a * (centre @ centre - radius**2)
    inner = b * b - a * (centre @ centre - (0.9 * radius) ** 2) > 0
    depth = (b - root.clamp(min=0).sqrt()) / a
    assert batch.hit[0][inner].all()
    assert not batch.hit[0][root < 0].any()
    assert (batch.depth[0] - depth)[inner].abs().max() < 0.02
    normal = (d * depth[..., None] - centre) / radius
    cosine = (batch.normals[0].permute(1, 2, 0) * normal).sum(-1)[inner]
    assert torch.rad2deg(cosine.clamp(max=1).arccos()).max() < 4.0


def test_triangles_through_the_lens_are_cut_at_the_near_plane(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "quad", (0.3, 0.0, 0.0), (50.0, 50.0, 1.0), turn=(0.0, math.pi / 2, 0.0))
    batch = renderer.render(along_y(studio))
    right = rays()[..., 0]
    near_edge = (right - 0.3 / 0.04).abs() < 0.05
    seen = (right > 0.013) & ~near_edge
    assert batch.hit[0][seen].all()
    assert not batch.hit[0][right < 0].any()
    assert torch.allclose(batch.depth[0][seen], 0.3 / right[seen], rtol=1e-4)


def test_a_scene_behind_the_camera_is_not_seen(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "blob_0", (0.0, -2.0, 0.0), 1.5)
    batch = renderer.render(along_y(studio))
    assert not batch.hit.any()
    assert (batch.depth == 300).all()


def test_neighbouring_triangles_leave_no_crack(library):
    studio = Studio(library, 1)
    studio.put(0, "grid", (0.1, 2.0, 0.2), (9.0, 9.0, 1.0), turn=(1.1, 0.3, 0.2))
    stage = along_y(studio)
    assert Renderer(library, 240, 320, supersample=1).render(stage).hit.all()


def test_people_are_masked(library, renderer):
    studio = Studio(library, 1)
    studio.put(0, "box", (0.0, 3.0, 0.0), (1.0, 0.4, 1.0), Kind.BODY)
    studio.put(0, "box", (0.0, 5.0, 0.0), (20.0, 0.4, 20.0), Kind.WALL)
    batch = renderer.render(along_y(studio))
    assert torch.equal(batch.person, batch.depth < 4)
    assert 0.02 < batch.person.float().mean() < 0.5


def test_the_same_seed_gives_the_same_picture(library):
    stage = room(library, 2)
    first, second, other = (Renderer(library, 48, 64, seed=s).render(stage) for s in (3, 3, 4))
    assert torch.equal(first.rgb, second.rgb)
    assert torch.equal(first.depth, other.depth)
    assert (first.rgb - other.rgb).abs().mean() > 0.01


def test_pictures_are_finite_and_normals_face_the_camera(library):
    batch = Renderer(library, 48, 64).render(room(library, 4))
    assert torch.isfinite(batch.rgb).all()
    assert 0.03 < batch.rgb.mean() < 0.9
    length = batch.normals.norm(dim=1)
    assert torch.allclose(length, torch.ones_like(length), atol=1e-3)
    y, x = torch.meshgrid(torch.arange(48) + 0.5, torch.arange(64) + 0.5, indexing="ij")
    focal = batch.focal[0] * 64
    ray = torch.stack([(x - 32) / focal, (y - 24) / focal, torch.ones_like(x)])
    assert ((batch.normals * ray).sum(1) < 1e-3)[batch.hit].all()


def moving(library):
    stage = room(library, 2)
    count = len(stage.scene)
    velocity = torch.zeros(count, 3)
    velocity[stage.kind == int(Kind.PRIMITIVE)] = torch.tensor([0.9, -0.4, 0.2])
    return replace(
        stage,
        velocity=velocity,
        spin=torch.where(velocity.abs().sum(1, keepdim=True) > 0, 0.5, 0.0).expand(count, 3),
        camera_velocity=torch.tensor([[0.5, 0.2, 0.1]]).expand(2, 3),
        camera_spin=torch.tensor([[0.05, 0.1, 0.2]]).expand(2, 3),
    )


def test_flow_leads_to_the_same_point_a_moment_later(library):
    first, second, flow, seen = Renderer(library, 96, 128).render_pair(moving(library), 0.1)
    assert 0.5 < seen.float().mean() < 0.99
    assert flow.abs()[seen[:, None].expand_as(flow)].max() > 2
    y, x = torch.meshgrid(torch.arange(96) + 0.5, torch.arange(128) + 0.5, indexing="ij")
    place = torch.stack([(x + flow[:, 0]) / 64 - 1, (y + flow[:, 1]) / 48 - 1], -1)
    moved = torch.nn.functional.grid_sample(second.normals, place, align_corners=False)
    cosine = (moved * first.normals).sum(1)[seen]
    assert cosine.median() > 0.99
    assert (cosine > 0.9).float().mean() > 0.93


def test_a_still_scene_does_not_flow(library):
    first, second, flow, seen = Renderer(library, 48, 64).render_pair(room(library, 1))
    assert flow.abs().max() < 0.01
    assert seen.float().mean() > 0.97
    assert torch.equal(first.rgb, second.rgb)


def test_flow_of_a_turning_camera_is_its_reprojection(library):
    stage = replace(room(library, 1), camera_spin=torch.tensor([[0.0, 0.0, 1.0]]))
    _, _, flow, _ = Renderer(library, 48, 64).render_pair(stage, 0.02)
    later = stage.moved(0.02)
    y, x = torch.meshgrid(torch.arange(48) + 0.5, torch.arange(64) + 0.5, indexing="ij")
    focal = stage.focal[0] * 64
    ray = torch.stack([(x - 32) / focal, (y - 24) / focal, torch.ones_like(x)], -1)
    turned = ray @ (later.rotation[0] @ stage.rotation[0].T).T
    expected = torch.stack(
        [
            turned[..., 0] / turned[..., 2] * focal + 32 - x,
            turned[..., 1] / turned[..., 2] * focal + 24 - y,
        ]
    )
    assert torch.allclose(flow[0], expected, atol=2e-3)


def test_gaps_between_leaves_show_what_is_behind(library):
    studio = Studio(library, 1)
    studio.put(0, "sphere", (0.0, 6.0, 0.0), 3.0, Kind.FOLIAGE)
    studio.put(0, "box", (0.0, 12.0, 0.0), (60.0, 1.0, 60.0), Kind.WALL)
    batch = Renderer(library, 120, 160, supersample=1).render(along_y(studio))
    middle = batch.depth[0, 50:70, 70:90]
    assert 0.02 < (middle > 6.0).float().mean() < 0.6
    assert batch.hit.all()


@pytest.mark.parametrize(("height", "width"), [(30, 98), (64, 36), (1, 1)])
def test_any_shape_of_picture(library, height, width):
    batch = Renderer(library, height, width).render(room(library, 1))
    assert batch.rgb.shape == (1, 3, height, width)
    assert torch.isfinite(batch.rgb).all()

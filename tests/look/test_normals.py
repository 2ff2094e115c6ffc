from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from camfilter.frames import FACING, Intrinsics
from camfilter.look.normals import normal_picture, normals_from_depth, turned, unit_length
from camfilter.settings import NormalFormat

CAMERA = Intrinsics.from_fov(70, 48, 64)


def plane(normal, distance=-3.0, size=(48, 64)):
    """Depth of the plane n . x = distance, seen by CAMERA; not positive where it is not."""
    slope = CAMERA.rays(*size) @ np.asarray(normal, np.float32)
    with np.errstate(divide="ignore"):
        return (distance / slope).astype(np.float32)


@settings(max_examples=40)
@given(st.floats(-1, 1), st.floats(-1, 1))
def test_exact_on_planes(x, y):
    normal = np.array([x, y, -1.5]) / np.linalg.norm([x, y, -1.5])
    depth = plane(normal)
    assume((depth > 0).all())
    found = normals_from_depth(depth, CAMERA)
    assert found == pytest.approx(np.broadcast_to(normal, found.shape), abs=2e-3)


def test_right_up_to_a_step():
    near, far = plane((0.4, 0, -0.9), -1.0), plane((-0.3, 0.2, -0.9), -4.0)
    depth = near.copy()
    depth[:, 32:] = far[:, 32:]
    found = normals_from_depth(depth, CAMERA)
    for columns, normal in ((slice(0, 32), (0.4, 0, -0.9)), (slice(32, 64), (-0.3, 0.2, -0.9))):
        exact = np.array(normal) / np.linalg.norm(normal)
        assert np.abs(found[:, columns] - exact).max() < 0.01


def test_sphere_within_a_degree():
    rays = CAMERA.rays(48, 64).astype(np.float64)
    centre, radius = np.array([0.0, 0.0, 4.0]), 1.5
    a, b = (rays**2).sum(-1), rays @ centre
    inside = b**2 - a * (centre @ centre - radius**2)
    hit = inside > 1.0
    depth = np.where(hit, (b - np.sqrt(np.maximum(inside, 0))) / a, 0).astype(np.float32)
    exact = (rays * depth[..., None] - centre) / radius
    found = normals_from_depth(depth, CAMERA)
    angle = np.degrees(np.arccos(np.clip((found * exact).sum(-1), -1, 1)))[hit]
    assert np.median(angle) < 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -1.0])
def test_unknown_depth_faces_the_camera(bad):
    depth = np.ones((6, 6), np.float32)
    depth[3, 3] = bad
    found = normals_from_depth(depth)
    assert np.isfinite(found).all()
    assert tuple(found[3, 3]) == FACING


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (2, 2), (3, 1)])
def test_tiny_maps(size):
    found = normals_from_depth(np.full(size, 2.0, np.float32))
    assert np.linalg.norm(found, axis=2) == pytest.approx(np.ones(size))


AXES = {
    (0, 0, -1): ((128, 128, 255), (128, 128, 255)),
    (1, 0, 0): ((255, 128, 128), (255, 128, 128)),
    (0, -1, 0): ((128, 255, 128), (128, 0, 128)),
    (0, 1, 0): ((128, 0, 128), (128, 255, 128)),
}


@pytest.mark.parametrize(("normal", "colours"), AXES.items())
def test_colours_of_the_axes(normal, colours):
    normals = np.broadcast_to(np.float32(normal), (4, 4, 3)).copy()
    for style, colour in zip((NormalFormat.OPENGL, NormalFormat.DIRECTX), colours, strict=True):
        picture = normal_picture(normals, (8, 8), None, style)
        assert np.abs(picture.astype(int) - colour).max() <= 1


def test_encoding_is_within_half_a_level_and_unbiased():
    rng = np.random.default_rng(0)
    normals = unit_length(rng.normal(0, 1, (64, 64, 3)).astype(np.float32))
    picture = normal_picture(normals, (64, 64))
    exact = (normals * (1, -1, -1) + 1) * 127.5
    assert np.abs(picture - exact).max() <= 0.51
    assert abs(float((picture - exact).mean())) < 0.02


def test_between_two_surfaces_normals_stay_unit_length():
    normals = np.zeros((2, 2, 3), np.float32)
    normals[:, 0], normals[:, 1] = (0.8, 0, -0.6), (-0.8, 0, -0.6)
    picture = normal_picture(normals, (64, 64)).astype(np.float32) / 127.5 - 1
    assert np.linalg.norm(picture, axis=2) == pytest.approx(np.ones((64, 64)), abs=0.02)


def test_turning_goes_by_the_rotation():
    quarter = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
    normals = np.broadcast_to(np.float32([1, 0, 0]), (2, 2, 3)).copy()
    assert tuple(turned(normals, quarter)[0, 0]) == (0, 1, 0)
    assert turned(normals, None) is normals

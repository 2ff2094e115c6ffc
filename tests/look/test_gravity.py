from __future__ import annotations

import numpy as np
import pytest

from camfilter.frames import Frame, Geometry
from camfilter.look.gravity import Gravity, estimated_up, up_of, upright

SIZE = (60, 80)


def room(up, share_of_floor=0.4, heading_deg=25.0, noise=0.03, seed=0):
    """(h, w, 3) normals of a floor and two walls, for a camera for which `up` is up."""
    down = -up
    ahead = np.array([0, 0, 1.0]) - down * down[2]
    ahead /= np.linalg.norm(ahead)
    right = np.cross(down, ahead)
    turn = np.radians(heading_deg)
    wall = -(np.cos(turn) * ahead + np.sin(turn) * right)
    side = np.cos(turn) * right - np.sin(turn) * ahead
    normals = np.empty((*SIZE, 3))
    floor = int(SIZE[0] * (1 - share_of_floor))
    normals[:floor, :50], normals[:floor, 50:], normals[floor:] = wall, side, up
    normals += np.random.default_rng(seed).normal(0, noise, normals.shape)
    return normals / np.linalg.norm(normals, axis=2, keepdims=True)


def geometry(normals, person=None, valid=None):
    frame = Frame(np.zeros((4, 4, 3), np.uint8), 0, 0)
    depth = np.ones(normals.shape[:2], np.float32)
    return Geometry.checked(depth, normals, frame, metric=False, person=person, valid=valid)


def degrees(a, b):
    return float(np.degrees(np.arccos(np.clip(a @ b, -1, 1))))


@pytest.mark.parametrize("pitch", [-45, -20, 0, 15, 35])
@pytest.mark.parametrize("roll", [-12, 0, 8])
def test_finds_up_of_a_tilted_camera(pitch, roll):
    up = up_of(pitch, roll)
    found = estimated_up(room(up).reshape(-1, 3)[::7])
    assert degrees(found, up) < 1.5


def test_a_third_of_clutter_does_not_matter():
    up = up_of(-20, 5)
    normals = room(up).reshape(-1, 3)[::7]
    rng = np.random.default_rng(2)
    clutter = rng.normal(0, 1, (len(normals) // 3, 3))
    normals[: len(clutter)] = clutter / np.linalg.norm(clutter, axis=1, keepdims=True)
    assert degrees(estimated_up(normals), up) < 3


def test_a_lone_wall_leaves_the_camera_upright():
    normals = np.broadcast_to([0.0, 0, -1], (200, 3))
    assert degrees(estimated_up(normals), up_of(0, 0)) < 1


def test_too_few_normals_say_nothing():
    assert estimated_up(np.zeros((3, 3))) is None


def test_the_floor_points_up_in_the_world():
    gravity = Gravity()
    up = up_of(-30, 6)
    for seed in range(30):
        gravity.update(geometry(room(up, seed=seed)), 1 / 30)
    assert gravity.rotation @ up == pytest.approx([0, -1, 0], abs=0.03)


def test_the_rotation_keeps_the_heading():
    rotation = upright(up_of(-30, 0))
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)
    assert (rotation @ [1.0, 0, 0]) == pytest.approx([1, 0, 0])
    assert upright(up_of(0, 0)) == pytest.approx(np.eye(3))


def test_held_once_it_is_found():
    gravity = Gravity()
    for seed in range(40):
        gravity.update(geometry(room(up_of(-10, 0), seed=seed)), 1 / 30)
    held = gravity.rotation
    for seed in range(30):
        gravity.update(geometry(room(up_of(-16, 0), seed=seed)), 1 / 30)
    turned_by = np.degrees(np.arccos((np.trace(held @ gravity.rotation.T) - 1) / 2))
    assert turned_by < 1


def test_people_and_holes_do_not_count():
    up = up_of(-15, 0)
    normals = room(up)
    person, valid = np.zeros(SIZE, np.float32), np.ones(SIZE, np.bool_)
    normals[10:50, 10:35], person[10:50, 10:35] = (0.5, 0.5, -0.70710678), 1
    normals[10:50, 40:60], valid[10:50, 40:60] = (0.6, 0.6, -0.52915026), False
    gravity = Gravity()
    gravity.update(geometry(normals, person, valid), 1 / 30)
    assert gravity.rotation @ up == pytest.approx([0, -1, 0], abs=0.02)


def test_nothing_known_changes_nothing():
    gravity = Gravity()
    normals = room(up_of(-30, 0))
    gravity.update(geometry(normals, valid=np.zeros(SIZE, np.bool_)), 1 / 30)
    assert gravity.rotation == pytest.approx(np.eye(3))

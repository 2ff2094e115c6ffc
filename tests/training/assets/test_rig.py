"""Rotations, arms that reach their goal, and postures."""

from __future__ import annotations

import numpy as np
import pytest

from training.assets import poses
from training.assets.rig import (
    SIDES,
    Hand,
    Posture,
    Rig,
    between,
    euler,
    rotation_vector,
    skinned,
    turned,
)


def _arm_rig(count: int) -> Rig:
    """Spine, two shoulders, arms of 0.3 + 0.25 m and simple hands."""
    names, parents, heads = (
        ["root", "spine01", "head"],
        [-1, 0, 1],
        [(0, 0, 1), (0, 0, 1.4), (0, 0, 1.6)],
    )
    for side, sign in zip(SIDES, (1, -1), strict=True):
        chain = ["shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"]
        places = [0.05, 0.18, 0.33, 0.48, 0.6, 0.73]
        for k, (name, x) in enumerate(zip(chain, places, strict=True)):
            parents.append(names.index("spine01") if k == 0 else len(names) - 1)
            names.append(f"{name}.{side}")
            heads.append((sign * x, 0, 1.4))
        wrist = len(names) - 1
        for finger in range(1, 6):
            for joint in range(1, 4):
                parents.append(wrist if joint == 1 else len(names) - 1)
                names.append(f"finger{finger}-{joint}.{side}")
                heads.append((sign * (0.78 + 0.03 * joint), (3 - finger) * 0.02, 1.4))
    return Rig(names, parents, np.tile(np.array(heads, float), (count, 1, 1)))


def test_euler_turns_about_x_then_y_then_z() -> None:
    np.testing.assert_allclose(euler(np.array([90.0, 0, 0])) @ [0, 0, -1], [0, 1, 0], atol=1e-9)
    np.testing.assert_allclose(euler(np.array([0, 0, 90.0])) @ [1, 0, 0], [0, 1, 0], atol=1e-9)


def test_rotation_vectors_come_back() -> None:
    vectors = np.random.default_rng(0).normal(0, 0.8, (20, 3))
    np.testing.assert_allclose(rotation_vector(turned(vectors)), vectors, atol=1e-6)


def test_between_takes_one_direction_to_the_other() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 30, 3))
    moved = (between(a, b) @ a[..., None])[..., 0]
    cosine = (moved * b).sum(1) / np.linalg.norm(moved, axis=1) / np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(cosine, 1, atol=1e-9)


@pytest.mark.parametrize("offset", [(0.3, -0.5, 0.1), (-0.2, -0.6, -0.3), (0.1, -0.2, -0.8)])
def test_both_wrists_reach_their_goal(offset: tuple[float, float, float]) -> None:
    rig = _arm_rig(1)
    hand = Hand("upperarm01", offset, (0, -1, 0), (0, 0, -1))
    moves = rig.transforms([Posture("standing", {}, dict.fromkeys(SIDES, hand))])[0]
    for side, sign in zip(SIDES, (1, -1), strict=True):
        at = rig.at[f"wrist.{side}"]
        place = moves[at] @ np.append(rig.heads[0, at], 1)
        goal = rig.heads[0, rig.at[f"upperarm01.{side}"]] + np.array(offset) * [sign, 1, 1] * 0.55
        np.testing.assert_allclose(place, goal, atol=1e-3)


def test_skinning_with_one_bone_moves_rigidly() -> None:
    points = np.random.default_rng(2).normal(size=(5, 3))
    move = np.concatenate([euler(np.array([10.0, 20, 30])), [[1], [2], [3]]], 1)
    np.testing.assert_allclose(
        skinned(points, np.ones((5, 1)), move[None]), points @ move[:, :3].T + move[:, 3]
    )


def test_postures_are_seeded_and_of_every_kind() -> None:
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    first, second = ([poses.draw(r) for _ in range(300)] for r in (rng, again))
    assert [p.name for p in first] == [p.name for p in second]
    kinds = {p.name for p in first}
    assert {"standing", "walking", "sitting", "typing", "leaning", "crouching", "lying"} <= kinds
    assert all(set(p.hands) == set(SIDES) for p in first)

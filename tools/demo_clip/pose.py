"""Forward and two-bone inverse kinematics on the MakeHuman rig, turning about room axes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.transform import Rotation

if TYPE_CHECKING:
    from body import Skeleton
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(slots=True)
class Hand:
    """Where a wrist goes and how the hand is held: directions of fingers, palm and elbow, curl."""

    wrist: Array
    fingers: Array
    palm: Array
    elbow: Array
    curl: float = 15.0
    spread: float = 0.0


@dataclass(slots=True)
class Pose:
    """One moment of a body: place, heading, turns (x, y, z degrees) by bone, hands by side."""

    place: Array
    heading: float = 0.0
    turns: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    face: dict[str, float] = field(default_factory=dict)


def _unit(v: Array) -> Array:
    return v / (np.linalg.norm(v) + 1e-12)


def _between(a: Array, b: Array) -> Array:
    """The smallest rotation that takes direction a to direction b."""
    a, b = _unit(a), _unit(b)
    axis = np.cross(a, b)
    angle = np.arctan2(np.linalg.norm(axis), a @ b)
    return Rotation.from_rotvec(_unit(axis) * angle).as_matrix()


def _frame(forward: Array, side: Array) -> Array:
    forward = _unit(forward)
    side = _unit(side - forward * (side @ forward))
    return np.stack([forward, side, np.cross(forward, side)], axis=1)


class Rig:
    """Turns poses into bone transforms (bones, 3, 4)."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._bones = skeleton
        self._lookup = {n: i for i, n in enumerate(skeleton.names)}

    def transforms(self, pose: Pose) -> Array:
        turns = {
            n: Rotation.from_euler("xyz", t, degrees=True).as_matrix()
            for n, t in pose.turns.items()
        }
        for side, hand in pose.hands.items():
            self._curl(turns, side, hand)
        fixed = self._solve_arms(pose, turns)
        rotations, places = self._chain(pose, turns, fixed)
        moved = places - np.einsum("bij,bj->bi", rotations, self._bones.heads)
        return np.concatenate([rotations, moved[:, :, None]], axis=2)

    def _chain(
        self, pose: Pose, turns: dict[str, Array], fixed: dict[str, Array]
    ) -> tuple[Array, Array]:
        heads, names = self._bones.heads, self._bones.names
        rotations, places = np.empty((len(names), 3, 3)), np.empty((len(names), 3))
        for i, name in enumerate(names):
            parent = self._bones.parents[i]
            if parent < 0:
                above = Rotation.from_euler("z", pose.heading, degrees=True).as_matrix()
                places[i] = pose.place
            else:
                above = rotations[parent]
                places[i] = places[parent] + above @ (heads[i] - heads[parent])
            rotations[i] = fixed.get(name, above @ turns.get(name, np.eye(3)))
        return rotations, places

    def _solve_arms(self, pose: Pose, turns: dict[str, Array]) -> dict[str, Array]:
        fixed: dict[str, Array] = {}
        if pose.hands:
            rotations, places = self._chain(pose, turns, {})
            for side, hand in pose.hands.items():
                fixed |= self._solve_arm(side, hand, rotations, places)
        return fixed

    def _solve_arm(
        self, side: str, hand: Hand, rotations: Array, places: Array
    ) -> dict[str, Array]:
        names = [f"{n}.{side}" for n in ("upperarm01", "lowerarm01", "wrist")]
        shoulder, elbow, wrist = (self._bones.heads[self._lookup[n]] for n in names)
        start = places[self._lookup[names[0]]]
        upper, lower = np.linalg.norm(elbow - shoulder), np.linalg.norm(wrist - elbow)
        reach = hand.wrist - start
        distance = np.clip(
            np.linalg.norm(reach), abs(upper - lower) + 0.01, (upper + lower) * 0.995
        )
        ahead = _unit(reach)
        cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
        bend = _unit(hand.elbow - ahead * (hand.elbow @ ahead))
        bent = start + upper * (ahead * cosine + bend * np.sqrt(max(0.0, 1 - cosine**2)))
        end = start + ahead * distance
        above = rotations[self._lookup[f"shoulder01.{side}"]]
        turn_upper = _between(above @ (elbow - shoulder), bent - start) @ above
        turn_lower = _between(turn_upper @ (wrist - elbow), end - bent) @ turn_upper
        return self._forearm(side, hand, turn_upper, turn_lower)

    def _forearm(self, side: str, hand: Hand, upper: Array, lower: Array) -> dict[str, Array]:
        """Shares the hand's twist between the two halves of the forearm and the wrist."""
        rest = self._rest_hand(side)
        turn = _frame(hand.fingers, hand.palm) @ rest.T
        difference = Rotation.from_matrix(turn @ lower.T).as_rotvec()
        bones = self._bones
        axis = _unit(
            lower
            @ (
                bones.heads[self._lookup[f"wrist.{side}"]]
                - bones.heads[self._lookup[f"lowerarm01.{side}"]]
            )
        )
        twist = axis * (difference @ axis)
        half = Rotation.from_rotvec(0.35 * twist).as_matrix() @ lower
        most = Rotation.from_rotvec(0.75 * twist).as_matrix() @ lower
        return {
            f"upperarm01.{side}": upper,
            f"upperarm02.{side}": upper,
            f"lowerarm01.{side}": half,
            f"lowerarm02.{side}": most,
            f"wrist.{side}": turn,
        }

    def _rest_hand(self, side: str) -> Array:
        """Finger and palm directions of the unposed hand as a frame."""
        heads = self._bones.heads
        wrist = heads[self._lookup[f"wrist.{side}"]]
        middle, index, little = (heads[self._lookup[f"finger{f}-1.{side}"]] for f in (3, 2, 5))
        across = index - little
        palm = np.cross(across, middle - wrist) * (1 if side == "R" else -1)
        return _frame(middle - wrist, palm)

    def _curl(self, turns: dict[str, Array], side: str, hand: Hand) -> None:
        frame = self._rest_hand(side)
        across = np.cross(frame[:, 0], frame[:, 1])
        for finger in range(2, 6):
            fan = Rotation.from_rotvec(
                np.radians(hand.spread * (finger - 3.5)) * frame[:, 1] * (1 if side == "R" else -1)
            )
            for joint in range(1, 4):
                bend = hand.curl * (1.0 + 0.12 * (finger - 3.5))
                turn = Rotation.from_rotvec(np.radians(bend) * across)
                turns[f"finger{finger}-{joint}.{side}"] = (
                    (fan if joint == 1 else Rotation.identity()) * turn
                ).as_matrix()
        for joint in range(2, 4):
            turns[f"finger1-{joint}.{side}"] = Rotation.from_rotvec(
                np.radians(hand.curl * 0.5) * across
            ).as_matrix()

"""Kinematics of many bodies at once: turns, two-bone arms, finger curl, linear blend skinning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SIDES = ("L", "R")


@dataclass(slots=True)
class Hand:
    """Where a wrist goes: a joint's name, an offset from it in arm lengths, and how it is held.

    x points to the hand's own side, so that one description serves both arms.
    """

    joint: str
    offset: tuple[float, float, float]
    fingers: tuple[float, float, float]
    palm: tuple[float, float, float]
    elbow: tuple[float, float, float] = (0.8, 0.5, -0.6)
    curl: float = 18.0


@dataclass(slots=True)
class Posture:
    """Turns by bone in degrees about x, y, z of the room, and where the hands are."""

    name: str
    turns: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)


def euler(degrees: Floats) -> Floats:
    """Rotation matrices (..., 3, 3) about x, then y, then z."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    (cx, cy, cz), (sx, sy, sz) = np.moveaxis(c, -1, 0), np.moveaxis(s, -1, 0)
    rows = [
        [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
        [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
        [-sy, cy * sx, cy * cx],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def unit(v: Floats) -> Floats:
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


def turned(vector: Floats) -> Floats:
    """Rotation matrices of axis-angle vectors (N, 3) in radians."""
    angle = np.linalg.norm(vector, axis=-1)[:, None, None]
    x, y, z = unit(vector).T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(-1, 3, 3)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def between(a: Floats, b: Floats) -> Floats:
    """Smallest rotations taking directions a (N, 3) to directions b."""
    a, b = unit(a), unit(b)
    axis = np.cross(a, b)
    angle = np.arctan2(np.linalg.norm(axis, axis=-1), (a * b).sum(-1))
    return turned(unit(axis) * angle[:, None])


def rotation_vector(matrix: Floats) -> Floats:
    """Axis-angle vectors (N, 3) of rotation matrices."""
    skew = np.stack([matrix[:, 2, 1] - matrix[:, 1, 2], matrix[:, 0, 2] - matrix[:, 2, 0],
                     matrix[:, 1, 0] - matrix[:, 0, 1]], -1)  # fmt: skip
    trace = matrix[:, 0, 0] + matrix[:, 1, 1] + matrix[:, 2, 2]
    angle = np.arctan2(np.linalg.norm(skew, axis=-1), trace - 1)
    return unit(skew) * angle[:, None]


def _frame(forward: Floats, side: Floats) -> Floats:
    forward = unit(forward)
    side = unit(side - forward * (side * forward).sum(-1, keepdims=True))
    return np.stack([forward, side, np.cross(forward, side)], -1)


class Rig:
    """Poses N bodies whose bone heads (N, B, 3) may all differ."""

    def __init__(self, names: list[str], parents: list[int], heads: Floats) -> None:
        self.names, self.parents, self.heads = names, parents, heads
        self.at = {name: i for i, name in enumerate(names)}

    def _chain(self, local: Floats, fixed: dict[int, Floats]) -> tuple[Floats, Floats]:
        rotations, places = np.empty_like(local), np.empty_like(self.heads)
        for i, parent in enumerate(self.parents):
            if parent < 0:
                rotations[:, i], places[:, i] = local[:, i], self.heads[:, i]
                continue
            step = (self.heads[:, i] - self.heads[:, parent])[..., None]
            places[:, i] = places[:, parent] + (rotations[:, parent] @ step)[..., 0]
            rotations[:, i] = fixed[i] if i in fixed else rotations[:, parent] @ local[:, i]
        return rotations, places

    def transforms(self, postures: list[Posture]) -> Floats:
        """Bone transforms (N, B, 3, 4) from rest points to posed points."""
        degrees = np.zeros((len(postures), len(self.names), 3), np.float32)
        for row, posture in enumerate(postures):
            for name, turn in posture.turns.items():
                degrees[row, self.at[name]] = turn
        local = euler(degrees)
        for number, side in enumerate(SIDES):
            self._curl(local, postures, side, 1 - 2 * number)
        rotations, places = self._chain(local, {})
        fixed: dict[int, Floats] = {}
        for number, side in enumerate(SIDES):
            fixed |= self._arm(side, 1 - 2 * number, postures, rotations, places)
        rotations, places = self._chain(local, fixed)
        moved = places - (rotations @ self.heads[..., None])[..., 0]
        return np.concatenate([rotations, moved[..., None]], -1).astype(np.float32)

    def _curl(self, local: Floats, postures: list[Posture], side: str, sign: int) -> None:
        frame = self._rest_hand(side, sign)
        across = np.cross(frame[..., 0], frame[..., 1])
        curl = np.radians([p.hands[side].curl for p in postures])[:, None]
        for finger in range(2, 6):
            for joint in range(1, 4):
                bend = turned(across * curl * (1 + 0.12 * (finger - 3.5)))
                local[:, self.at[f"finger{finger}-{joint}.{side}"]] = bend
        for joint in (2, 3):
            local[:, self.at[f"finger1-{joint}.{side}"]] = turned(across * curl * 0.5)

    def _head(self, name: str, side: str) -> Floats:
        return self.heads[:, self.at[f"{name}.{side}"]]

    def _rest_hand(self, side: str, sign: int) -> Floats:
        """Finger and palm directions of the unposed hands."""
        middle, index, little = (self._head(f"finger{f}-1", side) for f in (3, 2, 5))
        forward = middle - self._head("wrist", side)
        return _frame(forward, -sign * np.cross(index - little, forward))

    def _arm(
        self, side: str, sign: int, postures: list[Posture], rotations: Floats, places: Floats
    ) -> dict[int, Floats]:
        mirror = np.array([sign, 1, 1])
        hands = [p.hands[side] for p in postures]
        fingers, palm, pole, offset = (
            np.array([getattr(h, n) for h in hands]) * mirror
            for n in ("fingers", "palm", "elbow", "offset")
        )
        shoulder, elbow, wrist = (
            self._head(n, side) for n in ("upperarm01", "lowerarm01", "wrist")
        )
        upper, lower = (
            np.linalg.norm(v, axis=-1, keepdims=True) for v in (elbow - shoulder, wrist - elbow)
        )
        start = places[:, self.at[f"upperarm01.{side}"]]
        joints = [self.at[h.joint if h.joint in self.at else f"{h.joint}.{side}"] for h in hands]
        goal = places[np.arange(len(hands)), joints] + offset * (upper + lower)
        reach = goal - start
        distance = np.clip(
            np.linalg.norm(reach, axis=-1, keepdims=True),
            np.abs(upper - lower) * 1.05 + 0.02, (upper + lower) * 0.995,
        )  # fmt: skip
        ahead = unit(reach)
        cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
        bend = unit(pole - ahead * (pole * ahead).sum(-1, keepdims=True))
        bent = start + upper * (ahead * cosine + bend * np.sqrt(np.maximum(1 - cosine**2, 0)))
        above = rotations[:, self.at[f"shoulder01.{side}"]]
        turn = between((above @ (elbow - shoulder)[..., None])[..., 0], bent - start) @ above
        end = start + ahead * distance
        low = between((turn @ (wrist - elbow)[..., None])[..., 0], end - bent) @ turn
        hand = _frame(fingers, palm) @ np.swapaxes(self._rest_hand(side, sign), -1, -2)
        return self._forearm(side, turn, low, hand, unit(end - bent))

    def _forearm(
        self, side: str, upper: Floats, lower: Floats, hand: Floats, axis: Floats
    ) -> dict[int, Floats]:
        """Shares the hand's twist between the forearm and the wrist; the wrist bends 80 degrees."""
        difference = rotation_vector(hand @ np.swapaxes(lower, -1, -2))
        along = (difference * axis).sum(-1, keepdims=True) * axis
        swing = difference - along
        size = np.linalg.norm(swing, axis=-1, keepdims=True)
        swing *= np.minimum(1, np.radians(80) / np.maximum(size, 1e-6))
        turns = {
            "upperarm01": upper,
            "upperarm02": upper,
            "lowerarm01": turned(0.35 * along) @ lower,
            "lowerarm02": turned(0.75 * along) @ lower,
            "wrist": turned(swing + along) @ lower,
        }
        return {self.at[f"{name}.{side}"]: value for name, value in turns.items()}


def skinned(points: Floats, weights: Floats, transforms: Floats) -> Floats:
    """Points (P, 3) of one body moved by (B, 3, 4) transforms with weights (P, B)."""
    mixed = (weights @ transforms.reshape(len(transforms), 12)).reshape(-1, 3, 4)
    return np.einsum("pij,pj->pi", mixed[:, :, :3], points) + mixed[:, :, 3]

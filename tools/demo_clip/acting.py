"""What the two people do, as functions of a phase from 0 to 1 that joins up with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pose import Hand, Pose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SEAT = np.array([-0.13, 1.12, 0.575])
BLINKS = (0.05, 0.19, 0.325, 0.47, 0.60, 0.745, 0.90)
STRIDE, WALK_START, WALK_SPAN, WALK_FROM, WALK_TO, WALK_DEPTH = 1.30, 0.37, 0.43, 2.08, -2.08, 2.2


def during(phase: float, start: float, stop: float, ramp: float) -> float:
    """0 outside, 1 inside, with smooth ramps; wraps round the end of the loop."""
    x = (phase - start) % 1.0
    span = (stop - start) % 1.0
    rise, fall = np.clip(x / ramp, 0, 1), np.clip((span - x) / ramp, 0, 1)
    edge = min(rise, fall) if x <= span else 0.0
    return float(edge * edge * edge * (edge * (6 * edge - 15) + 10))


def wave(phase: float, turns: int, offset: float = 0.0) -> float:
    """A sine with a whole number of turns in the loop."""
    return float(np.sin(2 * np.pi * (turns * phase + offset)))


def sway(phase: float, seed: int, turns: tuple[int, ...] = (1, 2, 3, 5)) -> float:
    """A slow irregular motion, roughly within -1..1."""
    rng = np.random.default_rng(seed)
    return sum(wave(phase, k, rng.random()) / (i + 1.5) for i, k in enumerate(turns))


def _mix(a: Hand, b: Hand, t: float) -> Hand:
    def lerp(x: Array | float, y: Array | float) -> Array:
        return x * (1 - t) + y * t

    return Hand(
        *(
            lerp(getattr(a, n), getattr(b, n))
            for n in ("wrist", "fingers", "palm", "elbow", "curl", "spread")
        )
    )


def _resting(side: int, phase: float) -> Hand:
    x = SEAT[0] + 0.16 * side + 0.012 * sway(phase, 40 + side)
    wrist = np.array([x, 0.70 + 0.012 * sway(phase, 50 + side), 0.785])
    return Hand(
        wrist,
        np.array([-0.75 * side, -0.65, 0.0]),
        np.array([0.0, 0.0, -1.0]),
        np.array([0.8 * side, 0.5, -0.5]),
        14.0,
        3.0,
    )


def _waving(phase: float) -> Hand:
    swing = wave(phase, 15)
    wrist = np.array([-0.40 + 0.035 * swing, 0.71, 1.075 + 0.008 * sway(phase, 9)])
    fingers = np.array([0.02 + 0.42 * swing, -0.28, 1.0])
    return Hand(
        wrist, fingers, np.array([0.12, -1.0, -0.25]), np.array([-0.75, 0.25, -0.7]), 9.0, 6.0
    )


def _explaining(side: int, phase: float) -> Hand:
    beat = sway(phase, 60 + side, (5, 8, 11, 14))
    lift = sway(phase, 70 + side, (4, 7, 12))
    wrist = np.array(
        [SEAT[0] + side * (0.21 + 0.05 * beat), 0.74 - 0.04 * lift, 0.97 + 0.055 * lift]
    )
    fingers = np.array([-0.55 * side, -0.75, 0.45 + 0.2 * lift])
    palm = np.array([-0.75 * side, 0.1, 0.55])
    return Hand(wrist, fingers, palm, np.array([0.75 * side, 0.3, -0.6]), 20.0 + 6 * beat, 4.0)


def _caller_face(phase: float) -> dict[str, float]:
    talk = during(phase, 0.10, 0.92, 0.05)
    sound = 0.5 + 0.5 * wave(phase, 31) * wave(phase, 9, 0.2) + 0.25 * wave(phase, 47, 0.4)
    smile = 0.38 + 0.45 * during(phase, 0.94, 0.26, 0.06) + 0.1 * sway(phase, 3)
    blink = max(during(phase, b, b + 0.026, 0.010) for b in BLINKS)
    face = {"jawOpen": talk * max(0.0, 0.22 * sound) + 0.02}
    face |= {
        "mouthFunnel": talk * 0.25 * max(0.0, wave(phase, 23, 0.1)),
        "browInnerUp": 0.40 + 0.3 * sway(phase, 5, (3, 5, 8)),
    }
    for side in ("Left", "Right"):
        face |= {
            f"mouthSmile{side}": smile,
            f"eyeBlink{side}": blink,
            f"cheekSquint{side}": 0.4 * smile,
        }
        face[f"mouthLowerDown{side}"] = talk * 0.25 * max(0.0, sound)
    return face


def caller(phase: float) -> Pose:
    """Waves, explains with both hands, leans in and back, looks round at the passer-by."""
    lean = during(phase, 0.66, 0.92, 0.09)
    look = during(phase, 0.435, 0.575, 0.04)
    yaw = 6 * sway(phase, 11) + 26 * look - 3
    nod = 3 * sway(phase, 12, (3, 5, 9, 13)) - 14 * lean
    turns = {f"upperleg01.{s}": (-82.0, 0.0, 0.0) for s in "LR"} | {
        f"lowerleg01.{s}": (78.0, 0.0, 0.0) for s in "LR"
    }
    turns |= {
        "spine05": (1.5 * sway(phase, 13) + 13 * lean, 1.2 * sway(phase, 14), 2 * sway(phase, 15)),
        "spine03": (
            1.0 * sway(phase, 16) + 9 * lean,
            1.5 * sway(phase, 17),
            2 * sway(phase, 18) + 4 * look,
        ),
        "spine01": (
            0.8 * sway(phase, 19) + 3 * lean + 1.2 * wave(phase, 3),
            1.2 * sway(phase, 20),
            0.15 * yaw,
        ),
        "neck01": (0.3 * nod, 1.5 * sway(phase, 21), 0.3 * yaw),
        "head": (0.7 * nod + 1, 4 * sway(phase, 22) + 4 * look, 0.55 * yaw),
        "eye.L": (0.0, 0.0, -0.7 * yaw + 14 * look),
        "eye.R": (0.0, 0.0, -0.7 * yaw + 14 * look),
    }
    greet, explain = during(phase, 0.985, 0.285, 0.06), during(phase, 0.31, 0.66, 0.05)
    hands = {"R": _mix(_resting(-1, phase), _waving(phase), greet), "L": _resting(1, phase)}
    hands["R"] = _mix(hands["R"], _explaining(-1, phase), explain)
    hands["L"] = _mix(hands["L"], _explaining(1, phase), during(phase, 0.33, 0.62, 0.05))
    place = SEAT + np.array([0.008 * sway(phase, 30), -0.02 * lean + 0.006 * sway(phase, 31), 0.0])
    return Pose(place, 9 + 2 * sway(phase, 32), turns, hands, _caller_face(phase))


def passer_by(phase: float, hip_height: float) -> Pose | None:
    """Walks through behind the caller, from right to left; None while out of sight."""
    along = (phase - WALK_START) / WALK_SPAN
    if not 0 <= along <= 1:
        return None
    x = WALK_FROM + (WALK_TO - WALK_FROM) * along
    step = 2 * np.pi * (WALK_FROM - x) / STRIDE
    turns: dict[str, tuple[float, float, float]] = {
        "spine03": (3.0, 0.0, 4 * np.sin(step)),
        "head": (2.0, 0.0, 14 * np.sin(np.pi * along)),
    }
    hands = {}
    for side, sign in (("L", 1), ("R", -1)):
        swing = sign * np.sin(step)
        lift = max(0.0, sign * np.cos(step))
        turns[f"upperleg01.{side}"] = (-22 * swing - 12 * lift, 0.0, 0.0)
        turns[f"lowerleg01.{side}"] = (6 + 48 * lift**1.3, 0.0, 0.0)
        turns[f"foot.{side}"] = (14 * swing - 10 * lift, 0.0, 0.0)
        hands[side] = _swinging(sign, -swing, x, hip_height)
    bob = -0.018 + 0.016 * np.cos(2 * step)
    return Pose(np.array([x, WALK_DEPTH, hip_height + bob]), -90, turns, hands)


def _swinging(sign: int, swing: float, x: float, hip_height: float) -> Hand:
    """A hanging arm of someone who walks towards -x, with the left side towards the camera."""
    wrist = np.array(
        [x - 0.05 - 0.16 * swing, WALK_DEPTH - 0.29 * sign, hip_height - 0.075 + 0.03 * abs(swing)]
    )
    return Hand(
        wrist,
        np.array([-0.25 - 0.3 * swing, 0.0, -1.0]),
        np.array([0.0, 0.9 * sign, 0.0]),
        np.array([1.0, -0.4 * sign, 0.0]),
        22.0,
    )

"""What people do: legs, trunk, head, and two hands, drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.assets.gestures import HANDS
from training.assets.rig import SIDES, Hand, Posture

if TYPE_CHECKING:
    import numpy as np

    Turn = tuple[float, float, float]

_SITTING = (
    ("type", "type"), ("type", "mouse"), ("mouse", "chin"), ("desk", "desk"), ("desk", "chin"),
    ("lap", "lap"), ("lap", "cheek"), ("explain", "explain"), ("lap", "explain"), ("wave", "lap"),
    ("desk", "cup"), ("lap", "phone"), ("cross", "cross"), ("hold", "hold"), ("desk", "brow"),
    ("lap", "hair"), ("neck", "neck"), ("knee", "knee"), ("type", "brow"), ("desk", "explain"),
    ("lap", "point"), ("reach", "desk"), ("open", "open"), ("cheek", "cheek"), ("stop", "lap"),
)  # fmt: skip
_STANDING = (
    ("hang", "hang"), ("hang", "hang"), ("hang", "pocket"), ("pocket", "pocket"), ("hip", "hip"),
    ("hang", "hip"), ("cross", "cross"), ("hold", "hold"), ("phone", "hang"), ("hang", "hold"),
    ("wave", "hang"), ("explain", "explain"), ("open", "open"), ("hang", "cup"), ("chin", "cross"),
    ("back", "back"), ("up", "up"), ("up", "hang"), ("point", "hang"), ("reach", "hang"),
    ("reach", "reach"), ("hang", "hair"), ("push", "push"), ("stop", "hang"), ("brow", "hang"),
)  # fmt: skip
_KINDS = {
    "standing": 0.30, "walking": 0.14, "sitting": 0.36, "leaning": 0.06, "crouching": 0.05,
    "kneeling": 0.03, "running": 0.03, "lying": 0.03,
}  # fmt: skip


def _some_hands(rng: np.random.Generator, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    pair = pairs[rng.integers(len(pairs))]
    return dict(zip(SIDES, pair if rng.random() < 0.5 else pair[::-1], strict=True))


def _loosened(rng: np.random.Generator, name: str, other: str) -> Hand:
    """The named way of holding a hand, a little different each time."""
    hand = HANDS[name]
    spread = 0.02 if name in ("chin", "cheek", "phone", "cross") else 0.05
    offset = tuple(float(v + rng.normal(0, spread)) for v in hand.offset)
    if name == other == "cross":
        offset = (offset[0], offset[1] - 0.05 * rng.random(), offset[2])
    fingers, palm, elbow = (
        tuple(float(v + rng.normal(0, 0.15)) for v in getattr(hand, n))
        for n in ("fingers", "palm", "elbow")
    )
    return Hand(hand.joint, offset, fingers, palm, elbow, hand.curl * rng.uniform(0.6, 1.3))


def _trunk(rng: np.random.Generator, lean: float, size: float) -> dict[str, Turn]:
    def noise(scale: float) -> float:
        return float(rng.normal(0, scale * size))

    return {
        "spine05": (0.35 * lean + noise(2), noise(2), noise(4)),
        "spine03": (0.4 * lean + noise(4), noise(3), noise(5)),
        "spine01": (0.25 * lean + noise(3), noise(3), noise(5)),
        "neck01": (noise(5), noise(4), noise(9)),
        "head": (-0.5 * lean + noise(8), noise(6), noise(13)),
    }


def _legs(rng: np.random.Generator, name: str) -> dict[str, Turn]:
    turns: dict[str, Turn] = {}
    stride = float(rng.uniform(14, 34)) * (1.5 if name == "running" else 1)
    for sign, side in ((1, "L"), (-1, "R")):
        splay = sign * float(rng.uniform(-2, 9))
        twist = sign * float(rng.uniform(-4, 12))
        if name == "sitting":
            upper, lower = -float(rng.uniform(74, 92)), float(rng.uniform(60, 105))
            splay = sign * float(rng.uniform(-4, 16))
        elif name in ("walking", "running"):
            ahead = sign * stride
            upper, lower = (
                -ahead - 6,
                8 + (max(0.0, -ahead) * 1.4 + (25 if name == "running" else 0)),
            )
        elif name == "crouching":
            upper, lower = -float(rng.uniform(95, 125)), float(rng.uniform(115, 140))
        elif name == "kneeling":
            upper, lower = (-float(rng.uniform(0, 20)), float(rng.uniform(85, 110)))
            if side == "L":
                upper, lower = -float(rng.uniform(70, 95)), float(rng.uniform(80, 100))
        else:
            upper = -float(abs(rng.normal(0, 4)))
            lower = float(abs(rng.normal(0, 6)))
        level = 0.0 if name in ("kneeling", "running") else 0.85
        turns[f"upperleg01.{side}"] = (upper, -splay, twist)
        turns[f"lowerleg01.{side}"] = (lower, 0.0, 0.0)
        turns[f"foot.{side}"] = (-level * (upper + lower), 0.0, 0.0)
    return turns


def draw(rng: np.random.Generator) -> Posture:
    """One random posture."""
    kinds = list(_KINDS)
    name = str(rng.choice(kinds, p=list(_KINDS.values())))
    leans = {
        "sitting": rng.normal(4, 9), "leaning": rng.uniform(18, 50), "running": 14.0,
        "crouching": rng.uniform(15, 45), "kneeling": rng.uniform(0, 30),
    }  # fmt: skip
    lean = leans.get(name, 0.0)
    hands = _some_hands(rng, _SITTING if name == "sitting" else _STANDING)
    if name in ("walking", "running") and rng.random() < 0.7:
        hands = {"L": "swung", "R": "swing"}
    if name in ("crouching", "kneeling"):
        hands = _some_hands(
            rng, (("knee", "knee"), ("reach", "knee"), ("reach", "reach"), ("hold", "hold"))
        )
    turns = _trunk(rng, float(lean), 1.0) | _legs(rng, name)
    if name == "lying":
        turns["root"] = (-90.0, 0.0, float(rng.normal(0, 20)))
        hands = dict.fromkeys(SIDES, "hang")
    if {"type", "mouse"} & set(hands.values()):
        x, y, z = turns["head"]
        turns["head"] = (x + 7, y, 0.6 * z)
        name = "typing"
    held = {s: _loosened(rng, n, hands[SIDES[1 - i]]) for i, (s, n) in enumerate(hands.items())}
    return Posture(name, turns, held)


def gestures(posture: Posture, side: str) -> str:
    """Which description a hand came from, by its joint and curl; for what it may hold."""
    hand = posture.hands[side]
    near = [n for n, h in HANDS.items() if h.joint == hand.joint]
    return min(
        near,
        key=lambda n: sum(abs(a - b) for a, b in zip(HANDS[n].offset, hand.offset, strict=True)),
    )

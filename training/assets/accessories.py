"""Scarves, bags and things in the hand, made to the measure of a body at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.headwear import Measure, Thing, dark_or_bright
from training.assets.parts import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def scarf(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """A thick scarf with a hanging end."""
    angle = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    r = m.neck_radius + rng.uniform(0.015, 0.03)
    waves = rng.normal(0, 0.006, (2, 22))
    loop = np.stack(
        [
            np.cos(angle) * r + waves[0],
            np.sin(angle) * r * 1.15,
            m.neck[2] + 0.02 - 0.02 * np.sin(angle + 1.5) + waves[1],
        ],
        1,
    )
    loop[:, 1] += m.neck[1]
    parts = [solids.tube(loop, rng.uniform(0.025, 0.04), 8, loop=True)]
    side, length = rng.choice([-1, 1]), rng.uniform(0.1, 0.35)
    front = m.neck[1] - r * 1.15 - 0.05
    end = np.array(
        [
            [side * 0.03, front, m.neck[2]],
            [side * 0.05, front - 0.05, m.neck[2] - length / 2],
            [side * 0.06, front - 0.05, m.neck[2] - length],
        ]
    )
    tail = solids.tube(end, 0.03, 8)
    return [
        Thing(solids.joined([*parts, tail]), Part.SCARF, "spine01", dark_or_bright(rng, dark=0.3))
    ]


def backpack(back: Floats, scale: float, rng: np.random.Generator) -> list[Thing]:
    """A bag on the back with straps; `back` is the point between the shoulder blades."""
    half, deep = rng.uniform(0.13, 0.17) * scale, rng.uniform(0.12, 0.2) * scale
    low = rng.uniform(0.30, 0.42) * scale
    low_corner, high_corner = np.array([-half, 0.01, -low]), np.array([half, deep, 0.1 * scale])
    bag = solids.rounded_box(back + low_corner, back + high_corner, 4.5, 5)
    straps = []
    for sign in (-1, 1):
        x = sign * half * 0.65
        path = (
            np.array(
                [
                    [x, 0.02, 0.06],
                    [x, -0.06, 0.13],
                    [x, -0.19, 0.06],
                    [x * 1.1, -0.23, -0.1],
                    [x * 1.2, -0.12, -0.25],
                    [x, 0.02, -0.28],
                ]
            )
            * [1, scale, scale]
            + back
        )
        straps.append(solids.tube(path, 0.014, 5))
    return [
        Thing(solids.joined([bag, *straps]), Part.BAG, "spine02", dark_or_bright(rng, dark=0.4))
    ]


def held(
    palm: Floats, fingers: Floats, normal: Floats, what: str, rng: np.random.Generator
) -> list[Thing]:
    """A thing in a hand at rest, `what` such as "cup.L"; directions are unit vectors."""
    across = np.cross(fingers, normal)
    kind, side = what.split(".")
    if kind in ("cup", "bottle"):
        tall = 0.1 if kind == "cup" else 0.22
        profile = [
            (0.01, 0),
            (0.03, 0),
            (0.038, tall * 0.6),
            (0.04 if kind == "cup" else 0.014, tall),
            (0.034 if kind == "cup" else 0.014, tall),
            (0.028 if kind == "cup" else 0.001, 0.02 if kind == "cup" else tall),
        ]
        solid = solids.placed(
            solids.turned(profile, 14),
            np.stack([fingers, normal, across], 1),
            palm + normal * 0.045 - across * tall * 0.45,
        )
    else:
        w, h = {"phone": (0.037, 0.075), "tablet": (0.09, 0.125), "book": (0.075, 0.105)}[kind]
        t = 0.025 if kind == "book" else 0.008
        shift = palm + normal * (0.02 + t) + fingers * (0.02 if kind == "phone" else 0.09)
        solid = solids.placed(
            solids.box((-h, -t / 2, -w), (h, t / 2, w)),
            np.stack([fingers, normal, across], 1),
            shift,
        )
    return [Thing(solid, Part.HELD, f"wrist.{side}", dark_or_bright(rng, dark=0.4))]

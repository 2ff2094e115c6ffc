"""Hats, glasses and headsets, made to the measure of a head at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.parts import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(slots=True)
class Thing:
    """A rigid mesh that follows one bone."""

    solid: solids.Solid
    part: Part
    bone: str
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """A head at rest, in metres: eyes (2, 3), ears' height and half width, crown, back, front."""

    eyes: Floats
    half_width: float
    crown: float
    front: float
    back: float
    neck: Floats
    neck_radius: float

    @property
    def centre(self) -> Floats:
        """Middle of the skull at the height of the eyes."""
        return np.array([0.0, (self.front + self.back) / 2, float(self.eyes[:, 2].mean())])

    @property
    def half(self) -> Floats:
        """Half axes of the upper skull."""
        depth = (self.back - self.front) / 2
        return np.array([self.half_width, depth, self.crown - self.centre[2]])


def measure(head_points: Floats, eyes: Floats, neck: Floats) -> Measure:
    """Take the measures from head points (P, 3) and bone ends."""
    level = eyes[:, 2].mean()
    ring = head_points[(head_points[:, 2] > level) & (head_points[:, 2] < level + 0.03)]
    ring = ring if len(ring) > 5 else head_points
    near = head_points[np.abs(head_points[:, 2] - neck[2]) < 0.03]
    radius = float(np.abs(near[:, 0]).max()) if len(near) > 5 else 0.06
    return Measure(
        eyes, float(np.abs(ring[:, 0]).max()), float(head_points[:, 2].max()),
        float(ring[:, 1].min()), float(ring[:, 1].max()), neck, min(radius, 0.09),
    )  # fmt: skip


def dark_or_bright(rng: np.random.Generator, *, dark: float = 0.5) -> tuple[int, int, int]:
    base = rng.uniform(10, 90, 3) if rng.random() < dark else rng.uniform(30, 235, 3)
    grey = base.mean()
    r, g, b = (int(v) for v in grey + (base - grey) * rng.uniform(0.2, 1.0))
    return r, g, b


def cap(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """A cap with a peak, sometimes turned back."""
    half = (m.half * 1.06 + 0.006) * [1, 1, 0.95]
    crown = solids.placed(solids.dome(half, 0.22, 24, 9), np.eye(3), m.centre)
    angle = np.linspace(-1.0, 1.0, 15)
    inner = np.stack([np.sin(angle) * half[0], -np.cos(angle) * half[1]], 1)
    length = rng.uniform(0.055, 0.085)
    outer = np.stack([np.sin(angle) * half[0] * 0.96, -np.cos(angle) * (half[1] + length)], 1)
    z = half[2] * 0.24
    rim = np.concatenate([np.c_[inner, np.full(15, z)], np.c_[outer, np.full(15, z - 0.012)]])
    peak = (
        rim,
        np.concatenate(
            [
                solids.grid_triangles(2, 15, closed=False),
                solids.grid_triangles(2, 15, closed=False)[:, ::-1],
            ]
        ),
    )
    if rng.random() < 0.15:
        peak = solids.placed(peak, np.diag([-1.0, -1.0, 1.0]))
    whole = solids.joined([crown, solids.placed(peak, np.eye(3), m.centre)])
    return [Thing(whole, Part.HAT, "head", dark_or_bright(rng))]


def beanie(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """A knitted cap with a folded rim, sometimes with a bobble."""
    half = m.half * 1.08 + 0.012
    half[2] *= rng.uniform(1.05, 1.25)
    crown = solids.dome(half, 0.1, 24, 9)
    rim = solids.turned([(1.0, 0.08), (1.05, 0.1), (1.05, 0.3), (0.97, 0.32)], 24)
    parts = [crown, (rim[0] * half, rim[1])]
    if rng.random() < 0.3:
        bobble = solids.dome((0.035, 0.035, 0.035), -1.0, 10, 7)
        parts.append(solids.placed(bobble, np.eye(3), (0, 0, half[2] + 0.02)))
    return [
        Thing(
            solids.placed(solids.joined(parts), np.eye(3), m.centre),
            Part.HAT,
            "head",
            dark_or_bright(rng),
        )
    ]


def brimmed(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """A hat with a brim all round: straw hat, sun hat, bowler, hard hat."""
    half = m.half * 1.06 + 0.008
    brim = rng.uniform(1.25, 2.1)
    top = rng.uniform(0.75, 1.05)
    flat = rng.uniform(0.55, 0.95)
    profile = [
        (brim, 0.14),
        (1.06, 0.22),
        (1.0, 0.24),
        (0.97, 0.7 * top),
        (flat, top),
        (0.01, top + 0.04),
    ]
    hat = solids.turned(profile, 28)
    under = solids.turned([(1.0, 0.2), (brim, 0.13)], 28)
    whole = solids.joined([hat, under])
    return [
        Thing(
            solids.placed((whole[0] * half, whole[1]), np.eye(3), m.centre),
            Part.HAT,
            "head",
            dark_or_bright(rng, dark=0.3),
        )
    ]


def helmet(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """A cycling or work helmet."""
    half = (m.half * 1.16 + 0.012) * [1, 1, 0.88]
    shell = solids.dome(half, 0.12, 24, 9)
    return [
        Thing(
            solids.placed(shell, np.eye(3), m.centre),
            Part.HAT,
            "head",
            dark_or_bright(rng, dark=0.2),
        )
    ]


def glasses(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """Spectacles, or sunglasses with dark lenses."""
    gap = abs(float(m.eyes[0, 0] - m.eyes[1, 0]))
    wide, high = gap * rng.uniform(0.36, 0.46), gap * rng.uniform(0.26, 0.42)
    power, bar = rng.uniform(2, 5), rng.uniform(0.0012, 0.003)
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    ring = np.stack(
        [
            np.sign(c) * np.abs(c) ** (2 / power) * wide,
            0 * c,
            np.sign(s) * np.abs(s) ** (2 / power) * high,
        ],
        1,
    )
    y = float(m.eyes[:, 1].min()) - gap * 0.36
    z = float(m.eyes[:, 2].mean()) - 0.003
    parts, lenses = [], []
    for sign in (-1, 1):
        middle = np.array([sign * gap / 2, y, z])
        parts.append(solids.tube(ring + middle, bar, 5, loop=True))
        hinge = middle + np.array([sign * wide, 0.004, high * 0.4])
        ear = np.array([sign * m.half_width * 1.02, m.centre[1] + 0.01, z + 0.01])
        parts.append(solids.tube(np.stack([hinge, ear, ear + np.array([0, 0.03, -0.025])]), bar, 4))
        fan = np.stack([np.arange(18), (np.arange(18) + 1) % 18, np.full(18, 18)], 1)
        lenses.append((np.concatenate([ring, [[0, -0.002, 0]]]) + middle, fan[:, ::-1]))
    bridge = np.array(
        [
            [-gap / 2 + wide, y, z + high * 0.3],
            [0, y - 0.004, z + high * 0.45],
            [gap / 2 - wide, y, z + high * 0.3],
        ]
    )
    parts.append(solids.tube(bridge, bar, 5))
    worn = [Thing(solids.joined(parts), Part.GLASSES, "head", dark_or_bright(rng, dark=0.7))]
    if rng.random() < 0.3:
        worn.append(
            Thing(solids.joined(lenses), Part.GLASSES, "head", dark_or_bright(rng, dark=1.0))
        )
    return worn


def headset(m: Measure, rng: np.random.Generator) -> list[Thing]:
    """Headphones, with a microphone in two of three."""
    x, top = m.half_width * 1.06 + 0.006, m.crown + 0.012
    z, y = m.centre[2] - 0.018, m.centre[1] + 0.012
    angle = np.linspace(0, np.pi, 17)
    band = np.stack([np.cos(angle) * x, np.full(17, y), z + np.sin(angle) * (top - z)], 1)
    parts = [solids.tube(band, rng.uniform(0.005, 0.011), 6)]
    radius, thick = rng.uniform(0.028, 0.046), rng.uniform(0.012, 0.028)
    cup = solids.turned(
        [
            (0.01, -thick),
            (0.8, -thick),
            (1, -0.5 * thick),
            (1, 0.5 * thick),
            (0.85, thick),
            (0.01, thick),
        ],
        16,
    )
    points = np.stack([cup[0][:, 2], cup[0][:, 0] * radius, cup[0][:, 1] * radius * 1.15], 1)
    for sign in (-1, 1):
        triangles = cup[1] if sign > 0 else cup[1][:, ::-1]
        parts.append((points * [sign, 1, 1] + [sign * (x + thick * 0.2), y, z], triangles))
    if rng.random() < 0.67:
        mouth = np.array([0.35 * x, m.eyes[:, 1].min() - 0.05, m.eyes[:, 2].mean() - 0.075])
        arm = np.array(
            [[x, y, z - 0.02], [x * 1.05, (y + mouth[1]) / 2, (z + mouth[2]) / 2 - 0.01], mouth]
        )
        parts.append(solids.tube(arm, 0.0025, 5))
        parts.append(solids.placed(solids.dome((0.011, 0.011, 0.011), -1, 8, 6), np.eye(3), mouth))
    return [Thing(solids.joined(parts), Part.HEADSET, "head", dark_or_bright(rng, dark=0.7))]

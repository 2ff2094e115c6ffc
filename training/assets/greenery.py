"""Trees, bushes and hedges: branching trunks with leaves on their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.build_mesh import Assembly, Colour
from training.assets.parts import Part

if TYPE_CHECKING:
    from training.assets.furniture import Item

_GREENS: tuple[Colour, ...] = (
    (62, 92, 34),
    (84, 110, 44),
    (46, 74, 34),
    (104, 124, 52),
    (120, 118, 40),
    (150, 96, 36),
    (128, 48, 40),
)


def _leaves(
    places: np.ndarray, size: np.ndarray, rng: np.random.Generator, droop: float = 0.0
) -> solids.Solid:
    """Two crossing pointed leaves at each place (N, 3), size (N,) in metres."""
    count = len(places)
    ahead = rng.normal(0, 1, (count, 3)) - [0, 0, droop]
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.cross(ahead, rng.normal(0, 1, (count, 3)))
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    s = size[:, None]
    blade = np.stack(
        [
            places - ahead * s,
            places + side * s * 0.45,
            places + ahead * s,
            places - side * s * 0.45,
        ],
        1,
    )
    first = np.arange(count)[:, None] * 4
    halves = [first + np.array(corners) for corners in ((0, 1, 2), (0, 2, 3))]
    return blade.reshape(-1, 3), np.concatenate(halves)


def _branches(
    rng: np.random.Generator, height: float, depth: int, spread: float
) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Branch paths with radii, and the ends where leaves grow."""
    bars, ends = [], []
    todo = [
        (
            np.zeros(3),
            np.array([0, 0, 1.0]),
            height * rng.uniform(0.28, 0.42),
            height * 0.022,
            depth,
        )
    ]
    while todo:
        start, ahead, length, thick, left = todo.pop()
        bend = ahead + rng.normal(0, 0.1, 3)
        stop = start + bend / np.linalg.norm(bend) * length
        middle = (start + stop) / 2 + rng.normal(0, 0.03, 3) * length
        bars.append((np.stack([start, middle, stop]), np.array([thick, thick * 0.85, thick * 0.7])))
        if left == 0:
            ends += [stop, middle]
            continue
        for _ in range(int(rng.integers(2, 5))):
            turn = rng.normal(0, spread, 3) + ahead * 0.8 + [0, 0, 0.25]
            turn[2] = max(turn[2], -0.1)
            todo.append(
                (
                    stop,
                    turn / np.linalg.norm(turn),
                    length * rng.uniform(0.6, 0.85),
                    thick * 0.6,
                    left - 1,
                )
            )
    return bars, np.array(ends)


def _shades(colour: Colour, rng: np.random.Generator, count: int) -> list[Colour]:
    found = []
    for _ in range(count):
        r, g, b = (
            int(np.clip(c * k, 0, 255))
            for c, k in zip(colour, rng.uniform(0.7, 1.3) * rng.uniform(0.92, 1.08, 3), strict=True)
        )
        found.append((r, g, b))
    return found


def broadleaf(rng: np.random.Generator, *, bare: bool = False) -> Item:
    """A leafy or a winter tree."""
    assembly = Assembly()
    height = rng.uniform(4, 13)
    bars, ends = _branches(rng, height, 4 if bare else 3, rng.uniform(0.4, 0.75))
    level = rng.uniform(0.6, 1.5)
    bark = (int(82 * level), int(70 * level), int(58 * level))
    for path, radius in bars:
        assembly.add(solids.tube(path, radius, 7 if radius[0] > 0.05 else 4), Part.BARK, bark)
    if not bare:
        green, total = _GREENS[int(rng.integers(len(_GREENS)))], int(rng.integers(1700, 2400))
        for place in ends[rng.permutation(len(ends))[:14]]:
            half = height * rng.uniform(0.05, 0.10, 3)
            core = solids.placed(solids.dome(half, -1.0, 9, 6), np.eye(3), place)
            assembly.add(core, Part.LEAF, _shades(green, rng, 1)[0])
        for shade in _shades(green, rng, 3):
            near = ends[rng.integers(len(ends), size=total // 3)]
            places = near + rng.normal(0, height * rng.uniform(0.045, 0.075), near.shape)
            size = rng.uniform(0.5, 1.2, len(near)) * height * 0.04
            assembly.add(_leaves(places, size, rng), Part.LEAF, shade)
    return assembly.item("tree", "tree")


def conifer(rng: np.random.Generator) -> Item:
    """A fir or pine in layers."""
    assembly = Assembly()
    height, wide = rng.uniform(4, 14), rng.uniform(0.2, 0.34)
    trunk = np.array([[0, 0, 0], [0, 0, height * 0.5], [0, 0, height]])
    assembly.add(
        solids.tube(trunk, height * np.array([0.022, 0.014, 0.002]), 7), Part.BARK, (72, 56, 42)
    )
    count = 1600
    level = rng.uniform(rng.uniform(0.05, 0.3), 1, count) ** 0.8
    angle = rng.uniform(0, 2 * np.pi, count)
    tier = 0.75 + 0.25 * np.cos(level * rng.uniform(40, 70))
    reach = (1 - level) * wide * height * np.sqrt(rng.uniform(0.15, 1, count)) * tier
    places = np.stack(
        [np.cos(angle) * reach, np.sin(angle) * reach, level * height - 0.25 * reach], 1
    )
    for k, shade in enumerate(_shades((38, 62, 36), rng, 3)):
        chosen = places[k::3]
        assembly.add(
            _leaves(chosen, rng.uniform(0.6, 1.3, len(chosen)) * height * 0.045, rng, 0.8),
            Part.LEAF,
            shade,
        )
    return assembly.item("tree", "tree")


def hedge(rng: np.random.Generator, *, round_: bool) -> Item:
    """A trimmed hedge or a bush: a dark core under many leaves."""
    assembly = Assembly()
    half = rng.uniform(0.4, 1.2, 3) * ([1, 1, 0.8] if round_ else [rng.uniform(1.5, 3), 0.45, 0.8])
    power = 2.2 if round_ else 6.0
    core = solids.rounded_box(-half * 0.9, half * 0.9, power, 6)
    assembly.add(core, Part.LEAF, (34, 46, 22))
    point, triangles = solids.rounded_box(-half, half, power, 6)
    chosen = triangles[rng.integers(len(triangles), size=1500)]
    share = rng.dirichlet([1, 1, 1], 1500)
    places = (point[chosen] * share[..., None]).sum(1) + rng.normal(0, 0.03, (1500, 3))
    for k, shade in enumerate(_shades(_GREENS[int(rng.integers(5))], rng, 3)):
        near = places[k::3]
        assembly.add(_leaves(near, rng.uniform(0.04, 0.10, len(near)), rng), Part.LEAF, shade)
    return assembly.item("bush" if round_ else "hedge", "hedge")


def greenery(rng: np.random.Generator) -> list[Item]:
    """A small wood."""
    made = [broadleaf(rng) for _ in range(16)] + [broadleaf(rng, bare=True) for _ in range(4)]
    made += [conifer(rng) for _ in range(7)]
    return made + [hedge(rng, round_=k % 2 == 0) for k in range(10)]

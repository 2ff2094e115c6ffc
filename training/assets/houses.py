"""Houses and blocks of flats with windows, roofs and balconies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.build_mesh import Assembly, Colour, muted
from training.assets.parts import Part

if TYPE_CHECKING:
    from training.assets.furniture import Item

_PANE: Colour = (58, 68, 78)


def _window(
    a: Assembly,
    centre: tuple[float, float, float],
    size: tuple[float, float],
    face: int,
    frame: Colour,
) -> None:
    """A framed window with a sill on the wall facing -y (0), +y (1), -x (2) or +x (3)."""
    wide, tall = size[0] / 2, size[1] / 2
    outward = {0: (0, -1), 1: (0, 1), 2: (-1, 0), 3: (1, 0)}[face]
    along = (-outward[1], outward[0])
    turn = np.array([[along[0], -outward[0], 0], [along[1], -outward[1], 0], [0, 0, 1.0]])
    bars = [((-wide, -0.02, -tall), (wide, 0.02, tall), Part.WINDOW, _PANE)]
    for sign in (-1, 1):
        bars.append(
            (
                (sign * wide - 0.05, -0.07, -tall - 0.05),
                (sign * wide + 0.05, 0.03, tall + 0.05),
                Part.OBJECT,
                frame,
            )
        )
        bars.append(
            (
                (-wide, -0.07, sign * tall - 0.05),
                (wide, 0.03, sign * tall + 0.05),
                Part.OBJECT,
                frame,
            )
        )
    bars.append(((-0.025, -0.05, -tall), (0.025, 0.02, tall), Part.OBJECT, frame))
    bars.append(
        ((-wide - 0.1, -0.16, -tall - 0.09), (wide + 0.1, 0.0, -tall - 0.04), Part.OBJECT, frame)
    )
    for low, high, part, colour in bars:
        a.add(solids.placed(solids.box(low, high), turn, centre), part, colour)


def _front(
    a: Assembly,
    half: np.ndarray,
    floors: int,
    storey: float,
    rng: np.random.Generator,
    frame: Colour,
) -> None:
    """Rows of windows on all four walls."""
    size = (rng.uniform(0.8, 1.5), rng.uniform(1.1, 1.6))
    step = size[0] + rng.uniform(0.7, 1.6)
    for face in range(4):
        length, away = (half[0], half[1]) if face < 2 else (half[1], half[0])
        count = max(1, int((2 * length - 0.8) / step))
        for floor in range(floors):
            z = floor * storey + storey * 0.55
            for k in range(count):
                at = (k - (count - 1) / 2) * step
                if face == 0 and floor == 0 and abs(at) < 1.0:
                    continue
                wall = -away if face % 2 == 0 else away
                place = (at, wall, z) if face < 2 else (wall, at, z)
                _window(a, place, size, face, frame)


def _gable(
    a: Assembly,
    half: np.ndarray,
    base: float,
    rise: float,
    roof: Colour,
    wall: Colour,
    *,
    hip: float,
) -> None:
    """A pitched roof along x with overhang; `hip` 0 is a gable, 1 a pyramid-like hip."""
    x, y = half + 0.35
    ridge = x - hip * min(x, y)
    top = base + rise
    corners = np.array(
        [
            [-x, -y, base - 0.1],
            [x, -y, base - 0.1],
            [x, y, base - 0.1],
            [-x, y, base - 0.1],
            [-ridge, 0, top],
            [ridge, 0, top],
        ]
    )
    sheet = np.array([[0, 1, 5], [0, 5, 4], [2, 3, 4], [2, 4, 5], [1, 2, 5], [3, 0, 4]])
    slabs = sheet if hip else sheet[:4]
    a.add((corners, slabs), Part.ROOF, roof)
    a.add((corners - [0, 0, 0.14], slabs[:, ::-1]), Part.ROOF, (90, 80, 70))
    if not hip:
        hx, hy = half
        points = np.array(
            [
                [-hx, -hy, base - 0.1],
                [-hx, hy, base - 0.1],
                [-hx, 0, top - 0.2],
                [hx, -hy, base - 0.1],
                [hx, hy, base - 0.1],
                [hx, 0, top - 0.2],
            ]
        )
        a.add((points, np.array([[0, 2, 1], [3, 4, 5]])), Part.WALL, wall)


def house(rng: np.random.Generator) -> Item:
    """A detached house, front door towards -y."""
    a = Assembly()
    half = np.array([rng.uniform(3.5, 6.5), rng.uniform(3.5, 5.5)])
    floors, storey = int(rng.integers(1, 4)), rng.uniform(2.6, 3.1)
    wall, frame, roof = (
        muted(rng, 120, 240, 0.4),
        muted(rng, 60, 250, 0.2),
        muted(rng, 50, 150, 0.7),
    )
    top = floors * storey
    a.box((-half[0], -half[1], 0), (half[0], half[1], top), Part.WALL, wall)
    a.box(
        (-half[0] - 0.04, -half[1] - 0.04, 0),
        (half[0] + 0.04, half[1] + 0.04, 0.45),
        Part.WALL,
        muted(rng, 70, 150, 0.2),
    )
    if rng.random() < 0.15:
        a.box(
            (-half[0] - 0.3, -half[1] - 0.3, top),
            (half[0] + 0.3, half[1] + 0.3, top + 0.3),
            Part.ROOF,
            roof,
        )
    else:
        _gable(
            a,
            half,
            top,
            half[1] * rng.uniform(0.5, 1.1),
            roof,
            wall,
            hip=float(rng.choice([0, 0, 0.6, 1.0])),
        )
    _front(a, half, floors, storey, rng, frame)
    door = muted(rng, 30, 150, 0.8)
    a.box((-0.5, -half[1] - 0.05, 0.15), (0.5, -half[1] + 0.05, 2.2), Part.OBJECT, door)
    a.box((-0.9, -half[1] - 1.0, 0), (0.9, -half[1], 0.15), Part.WALL, (150, 148, 142))
    if rng.random() < 0.5:
        a.box((-1.1, -half[1] - 1.1, 2.4), (1.1, -half[1], 2.52), Part.ROOF, roof)
    x = rng.uniform(-0.6, 0.6) * half[0]
    a.box((x - 0.3, 0.3, top), (x + 0.3, 0.9, top + half[1] * 1.2), Part.WALL, (120, 70, 56))
    if rng.random() < 0.5:
        garage = half[0] + rng.uniform(2.8, 3.4)
        a.box((half[0], -half[1] + 1, 0), (garage, half[1] - 1, 2.6), Part.WALL, wall)
        a.box(
            (half[0] + 0.3, -half[1] + 0.93, 0.05),
            (garage - 0.3, -half[1] + 1.05, 2.2),
            Part.METAL,
            muted(rng, 140, 230, 0.2),
        )
    return a.item("house", "house")


def block(rng: np.random.Generator) -> Item:
    """Flats or offices with windows, balconies and a shop floor."""
    a = Assembly()
    half = np.array([rng.uniform(6, 12), rng.uniform(5, 7)])
    floors, storey = int(rng.integers(3, 8)), rng.uniform(2.8, 3.5)
    wall, frame = muted(rng, 90, 235, 0.4), muted(rng, 60, 250, 0.15)
    top = floors * storey
    a.box((-half[0], -half[1], 0), (half[0], half[1], top), Part.WALL, wall)
    a.box(
        (-half[0] - 0.25, -half[1] - 0.25, top),
        (half[0] + 0.25, half[1] + 0.25, top + 0.5),
        Part.ROOF,
        muted(rng, 60, 150, 0.3),
    )
    size = (rng.uniform(1.0, 2.2), rng.uniform(1.3, 1.9))
    step = size[0] + rng.uniform(0.5, 1.5)
    balconies = rng.random() < 0.5
    count = int((2 * half[0] - 0.6) / step)
    for floor in range(1, floors):
        for k in range(count):
            x = (k - (count - 1) / 2) * step
            z = floor * storey + storey * 0.5
            _window(a, (x, -half[1], z), size, 0, frame)
            if balconies and k % 2 == 0:
                _balcony(a, x, -half[1], floor * storey + 0.15, step * 0.9, rng, frame)
        for face in (2, 3):
            _window(
                a,
                ((-half[0], half[0])[face - 2], 0.0, floor * storey + storey * 0.5),
                size,
                face,
                frame,
            )
    for k in range(max(1, count // 2)):
        x = (k - (count // 2 - 1) / 2) * step * 2
        a.box(
            (x - step * 0.8, -half[1] - 0.03, 0.3),
            (x + step * 0.8, -half[1] + 0.02, storey * 0.82),
            Part.WINDOW,
            _PANE,
        )
        if rng.random() < 0.4:
            awning = np.array(
                [
                    [x - step * 0.9, -half[1], storey * 0.95],
                    [x + step * 0.9, -half[1], storey * 0.95],
                    [x + step * 0.9, -half[1] - 1.2, storey * 0.78],
                    [x - step * 0.9, -half[1] - 1.2, storey * 0.78],
                ]
            )
            a.add(
                (awning, np.array([[0, 2, 1], [0, 3, 2]])), Part.TEXTILE, muted(rng, 60, 220, 0.9)
            )
    a.box(
        (-half[0] - 0.06, -half[1] - 0.12, storey * 0.9),
        (half[0] + 0.06, -half[1] + 0.02, storey * 1.02),
        Part.WALL,
        frame,
    )
    return a.item("building", "building")


def _balcony(
    a: Assembly, x: float, y: float, z: float, wide: float, rng: np.random.Generator, colour: Colour
) -> None:
    a.box((x - wide / 2, y - 1.1, z - 0.12), (x + wide / 2, y, z), Part.WALL, (170, 168, 164))
    if rng.random() < 0.4:
        a.box((x - wide / 2, y - 1.1, z), (x + wide / 2, y - 1.05, z + 0.95), Part.WALL, colour)
        return
    for k in range(6):
        at = x - wide / 2 + wide * k / 5
        a.box((at - 0.015, y - 1.1, z), (at + 0.015, y - 1.07, z + 0.95), Part.METAL, (60, 60, 62))
    a.box(
        (x - wide / 2, y - 1.11, z + 0.92),
        (x + wide / 2, y - 1.06, z + 0.98),
        Part.METAL,
        (60, 60, 62),
    )

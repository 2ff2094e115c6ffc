"""Cars, vans, lorries, buses and bicycles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.build_mesh import Assembly, Colour, muted
from training.assets.car_shapes import SHAPES, Shape, height_at, hull
from training.assets.parts import Part

if TYPE_CHECKING:
    from training.assets.furniture import Item

_PAINTS: tuple[Colour, ...] = (
    (238, 238, 236), (20, 20, 22), (128, 130, 132), (70, 74, 78), (186, 188, 190), (150, 20, 24),
    (26, 46, 96), (60, 92, 140), (30, 66, 48), (92, 72, 52), (206, 178, 130), (210, 120, 30),
        (220, 200, 60),
)  # fmt: skip


_DARK, _RUBBER, _GLASS = (28, 28, 30), (22, 22, 23), (30, 36, 42)


def _wheel(assembly: Assembly, x: float, y: float, radius: float, wide: float, hub: Colour) -> None:
    """A tyre with a hub, turned about x, and the dark arch above it."""
    turn = np.array([[0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])
    r = radius
    tyre = solids.turned(
        [
            (0.6 * r, -wide),
            (0.96 * r, -wide),
            (r, -0.7 * wide),
            (r, 0.7 * wide),
            (0.96 * r, wide),
            (0.6 * r, wide),
        ],
        20,
    )
    rim = solids.turned(
        [
            (0.01, -0.6 * wide),
            (0.62 * r, -0.9 * wide),
            (0.62 * r, 0.9 * wide),
            (0.2 * r, 0.7 * wide),
            (0.01, 0.75 * wide),
        ],
        16,
    )
    side = np.sign(x)
    for solid, part, colour in ((tyre, Part.TYRE, _RUBBER), (rim, Part.METAL, hub)):
        points = solid[0] * [1, 1, side]
        triangles = solid[1] if side > 0 else solid[1][:, ::-1]
        assembly.add(solids.placed((points, triangles), turn, (x, y, radius)), part, colour)


def _fittings(assembly: Assembly, shape: Shape, rng: np.random.Generator) -> None:
    """Lamps, plates, grille, mirrors and bumpers."""
    half, end = shape.width / 2, shape.length / 2
    nose, tail = height_at(shape.top, np.array([0.02, 0.98])) * shape.height
    for side in (-1, 1):
        x = side * half * 0.66
        w = half * rng.uniform(0.13, 0.2)
        low = nose * rng.uniform(0.84, 0.95)
        assembly.add(
            solids.rounded_box(
                (x - w, -end - 0.01, low - 0.11), (x + w, -end + 0.3, low + 0.05), 4, 3
            ),
            Part.LAMP,
            (232, 232, 224),
        )
        high = min(tail, 0.72 * shape.height)
        assembly.add(
            solids.rounded_box(
                (x - w * 0.8, end - 0.25, high - 0.26),
                (x + w * 0.8, end + 0.012, high - 0.06),
                4,
                3,
            ),
            Part.LAMP,
            (150, 16, 16),
        )
        belt = float(height_at(shape.belt, np.array([0.34]))[0]) * shape.height
        place = (0.30 - 0.5) * shape.length
        assembly.add(
            solids.rounded_box(
                (side * half * 1.0 - 0.03, place, belt),
                (side * half * 1.0 + side * 0.17 + 0.03, place + 0.09, belt + 0.14),
                4,
                3,
            ),
            Part.PAINT,
            _DARK,
        )
    assembly.add(
        solids.rounded_box(
            (-half * 0.45, -end - 0.015, nose * 0.60), (half * 0.45, -end + 0.2, nose * 0.85), 6, 3
        ),
        Part.OBJECT,
        _DARK,
    )
    plate = (240, 240, 236) if rng.random() < 0.7 else (230, 196, 60)
    assembly.box(
        (-0.26, -end - 0.03, nose * 0.5), (0.26, -end + 0.1, nose * 0.5 + 0.11), Part.OBJECT, plate
    )
    assembly.box(
        (-0.26, end - 0.1, shape.height * 0.4),
        (0.26, end + 0.03, shape.height * 0.4 + 0.11),
        Part.OBJECT,
        plate,
    )


def vehicle(kind: str, rng: np.random.Generator) -> Item:
    """One vehicle, nose towards -y, with its proportions a little changed."""
    base = SHAPES[kind]
    shape = Shape(
        base.length * rng.uniform(0.92, 1.08), base.width * rng.uniform(0.96, 1.04), base.height *
            rng.uniform(0.95, 1.06),
        base.belt, tuple((p, h * (1 + rng.normal(0, 0.012)) if 0.1 < p < 0.9 else h) for p, h in
            base.top),
        base.wheels, base.radius * rng.uniform(0.95, 1.08), base.narrow,
    )  # fmt: skip
    assembly = Assembly()
    paint = _PAINTS[int(rng.integers(len(_PAINTS)))]
    points, groups = hull(shape)
    for triangles, is_glass in groups:
        if len(triangles):
            assembly.add(
                (points, triangles),
                Part.GLASS if is_glass else Part.PAINT,
                _GLASS if is_glass else paint,
            )
    _undercarriage(assembly, shape, rng)
    _fittings(assembly, shape, rng)
    category = {"van": "van", "bus": "bus"}.get(kind, "car")
    return assembly.item(category, category)


def _undercarriage(assembly: Assembly, shape: Shape, rng: np.random.Generator) -> None:
    hub = muted(rng, 90, 200, 0.1)
    for place in shape.wheels:
        y = (place - 0.5) * shape.length
        for side in (-1, 1):
            x = side * (shape.width / 2 - 0.07)
            _wheel(assembly, x, y, shape.radius, 0.1, hub)
            arch = solids.turned(
                [
                    (0.01, 0.0),
                    (shape.radius * 1.17, 0.0),
                    (shape.radius * 1.17, 0.012),
                    (0.01, 0.012),
                ],
                20,
            )
            turn = np.array([[0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])
            assembly.add(
                solids.placed(
                    arch, turn, (side * (shape.width / 2 + 0.003) - 0.006, y, shape.radius)
                ),
                Part.TYRE,
                _DARK,
            )
    half, end = shape.width / 2, shape.length / 2
    assembly.box(
        (-half * 0.8, -end * 0.93, 0.12 * shape.height),
        (half * 0.8, end * 0.93, 0.24 * shape.height),
        Part.OBJECT,
        _DARK,
    )


def lorry(rng: np.random.Generator) -> Item:
    """A cab with a box, a flat bed or a tank behind it."""
    assembly = Assembly()
    paint, load = _PAINTS[int(rng.integers(len(_PAINTS)))], muted(rng, 90, 240, 0.5)
    length, width, tall = rng.uniform(6, 11), rng.uniform(2.2, 2.5), rng.uniform(2.5, 3.0)
    front, half = -length / 2, width / 2
    assembly.add(
        solids.rounded_box((-half, front, 0.55), (half, front + 2.0, tall), 7, 6), Part.PAINT, paint
    )
    assembly.box(
        (-half * 0.9, front - 0.02, tall * 0.55),
        (half * 0.9, front + 0.1, tall * 0.86),
        Part.GLASS,
        _GLASS,
    )
    for side in (-1, 1):
        assembly.box(
            (side * half - 0.02, front + 0.35, tall * 0.55),
            (side * half + 0.02, front + 1.3, tall * 0.84),
            Part.GLASS,
            _GLASS,
        )
        assembly.box(
            (side * half * 0.7 - 0.16, front - 0.04, 0.7),
            (side * half * 0.7 + 0.16, front + 0.1, 0.92),
            Part.LAMP,
            (232, 232, 224),
        )
        assembly.box(
            (side * (half + 0.14) - 0.06, front + 0.1, tall * 0.55),
            (side * (half + 0.14) + 0.06, front + 0.2, tall * 0.8),
            Part.OBJECT,
            _DARK,
        )
    assembly.box((-half * 0.8, front + 0.2, 0.5), (half * 0.8, length / 2, 0.85), Part.METAL, _DARK)
    kind = rng.integers(3)
    if kind == 0:
        assembly.box(
            (-half, front + 2.2, 0.95), (half, length / 2, rng.uniform(3.0, 3.8)), Part.PAINT, load
        )
    elif kind == 1:
        assembly.box((-half, front + 2.2, 0.95), (half, length / 2, 1.1), Part.OBJECT, load)
        assembly.box((-half, front + 2.2, 1.1), (half, front + 2.3, 1.9), Part.METAL, load)
        for side in (-1, 1):
            assembly.box(
                (side * half - 0.03, front + 2.3, 1.1),
                (side * half + 0.03, length / 2, 1.55),
                Part.METAL,
                load,
            )
    else:
        tank = solids.rounded_box((-half, front + 2.2, 1.0), (half, length / 2, 2.9), 2.6, 8)
        assembly.add(tank, Part.METAL, load)
    for y in (front + 1.1, length / 2 - 1.1, length / 2 - 2.2):
        for side in (-1, 1):
            _wheel(assembly, side * (half - 0.16), y, 0.5, 0.16, (120, 120, 120))
    return assembly.item("truck", "truck")


def bicycle(rng: np.random.Generator) -> Item:
    """A bicycle standing upright, front towards -y."""
    assembly = Assembly()
    colour, radius = muted(rng, 20, 220, 1.0), 0.34
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    front, back = np.array([0, -0.52, radius]), np.array([0, 0.52, radius])
    for hub in (front, back):
        ring = np.stack([0 * angle, np.cos(angle) * radius, np.sin(angle) * radius], 1) + hub
        assembly.add(solids.tube(ring, 0.02, 6, loop=True), Part.TYRE, _RUBBER)
        for a in np.linspace(0, np.pi, 7, endpoint=False):
            spoke = np.array([0, np.cos(a), np.sin(a)]) * radius
            assembly.add(
                solids.tube(np.stack([hub - spoke, hub + spoke]), 0.0025, 3),
                Part.METAL,
                (170, 170, 170),
            )
    seat, pedal, head = (
        np.array([0, 0.22, 0.88]),
        np.array([0, 0.1, 0.3]),
        np.array([0, -0.36, 0.86]),
    )
    bars = [
        (seat, pedal),
        (pedal, head),
        (seat * [1, 1, 0.93], head),
        (pedal, back),
        (seat * [1, 1, 0.9], back),
        (head + np.array([0, -0.02, 0.1]), front),
    ]
    for a, b in bars:
        assembly.add(solids.tube(np.stack([a, b]), 0.016, 6), Part.PAINT, colour)
    handle = np.array(
        [[-0.3, -0.28, 1.02], [-0.22, -0.38, 1.0], [0.22, -0.38, 1.0], [0.3, -0.28, 1.02]]
    )
    assembly.add(solids.tube(handle, 0.012, 5), Part.METAL, _DARK)
    assembly.add(
        solids.rounded_box((-0.07, 0.1, 0.9), (0.07, 0.36, 0.96), 3, 3), Part.OBJECT, _DARK
    )
    return assembly.item("bicycle", "bicycle")


def vehicles(rng: np.random.Generator) -> list[Item]:
    """A car park's worth."""
    counts = {
        "hatchback": 9,
        "sedan": 9,
        "estate": 6,
        "offroad": 7,
        "coupe": 3,
        "minivan": 5,
        "pickup": 3,
        "van": 5,
        "bus": 2,
    }
    made = [vehicle(kind, rng) for kind, count in counts.items() for _ in range(count)]
    return [*made, *(lorry(rng) for _ in range(6)), *(bicycle(rng) for _ in range(4))]

"""What stands along a street: lamps, signals, signs, poles, fences, shelters; and the houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import houses, solids
from training.assets.build_mesh import Assembly, Colour, muted
from training.assets.parts import Part

if TYPE_CHECKING:
    from training.assets.furniture import Item


def _pole(a: Assembly, tall: float, radius: float, colour: Colour) -> None:
    a.add(solids.tube(np.array([[0, 0, 0], [0, 0, tall]]), radius, 8), Part.METAL, colour)


def street_lamp(rng: np.random.Generator) -> Item:
    """A mast with an arm."""
    a, tall = Assembly(), rng.uniform(4.5, 9)
    grey = muted(rng, 50, 170, 0.1)
    _pole(a, tall, 0.07, grey)
    reach = rng.uniform(0.4, 2.2)
    arm = np.array([[0, 0, tall - 0.05], [0, -reach * 0.5, tall + 0.2], [0, -reach, tall + 0.25]])
    a.add(solids.tube(arm, 0.04, 6), Part.METAL, grey)
    a.add(
        solids.rounded_box((-0.14, -reach - 0.6, tall + 0.17), (0.14, -reach, tall + 0.33), 4, 3),
        Part.LAMP,
        (220, 220, 214),
    )
    return a.item("street lamp", "street")


def traffic_light(rng: np.random.Generator) -> Item:
    """A signal on a mast, some over the lane."""
    a, tall = Assembly(), rng.uniform(2.6, 3.4)
    reach = float(rng.choice([0.0, 0.0, 3.5]))
    tall += 2.4 if reach else 0
    _pole(a, tall, 0.06, (90, 92, 94))
    if reach:
        a.add(
            solids.tube(np.array([[0, 0, tall], [reach, 0, tall]]), 0.05, 6),
            Part.METAL,
            (90, 92, 94),
        )
    a.box(
        (reach - 0.16, -0.22, tall - 0.5),
        (reach + 0.16, 0.0, tall + 0.45),
        Part.OBJECT,
        (24, 26, 26),
    )
    for k, colour in enumerate(((200, 30, 24), (220, 160, 30), (30, 170, 80))):
        lamp = solids.dome((0.1, 0.1, 0.05), 0.0, 12, 4)
        turn = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
        a.add(solids.placed(lamp, turn, (reach, -0.22, tall + 0.28 - 0.3 * k)), Part.LAMP, colour)
    return a.item("traffic light", "street")


def sign(rng: np.random.Generator) -> Item:
    """A round, square, pointed or broad plate on a pole, facing -y."""
    a, tall = Assembly(), rng.uniform(2.0, 2.8)
    _pole(a, tall + 0.3, 0.03, (140, 142, 144))
    sides = int(rng.choice([3, 4, 4, 8, 24]))
    wide, high = rng.uniform(0.3, 0.45), rng.uniform(0.3, 0.45)
    if sides == 4 and rng.random() < 0.5:
        wide, high = rng.uniform(0.5, 1.2), rng.uniform(0.25, 0.5)
    for scale, y, colour in (
        (
            1.0,
            -0.05,
            ((190, 24, 28), (30, 70, 160), (235, 235, 235), (226, 190, 40))[int(rng.integers(4))],
        ),
        (0.8, -0.062, (238, 238, 238)),
    ):
        start = {3: np.pi / 2, 4: np.pi / 4, 8: np.pi / 8}.get(sides, 0.0)
        angle = np.linspace(0, 2 * np.pi, sides, endpoint=False) + start
        k = np.sqrt(2) if sides == 4 else 1.0
        rim = np.stack(
            [
                np.cos(angle) * wide * k * scale,
                np.full(sides, y),
                np.sin(angle) * high * k * scale + tall,
            ],
            1,
        )
        fan = np.stack([np.zeros(sides - 2, int), np.arange(1, sides - 1), np.arange(2, sides)], 1)
        a.add((rim, fan), Part.OBJECT, colour)
        a.add((rim + np.array([0, 0.02, 0]), fan[:, ::-1]), Part.METAL, (120, 122, 124))
    return a.item("sign", "street")


def power_pole(rng: np.random.Generator) -> Item:
    """A wooden pole with cross-arms."""
    a, tall = Assembly(), rng.uniform(7, 10)
    a.add(
        solids.tube(np.array([[0, 0, 0], [0, 0, tall]]), np.array([0.15, 0.11]), 8),
        Part.BARK,
        (92, 76, 60),
    )
    for k in range(int(rng.integers(1, 3))):
        z = tall - 0.4 - 0.8 * k
        a.box((-1.0, -0.06, z), (1.0, 0.06, z + 0.12), Part.BARK, (92, 76, 60))
        for x in (-0.9, -0.4, 0.4, 0.9):
            a.box(
                (x - 0.04, -0.04, z + 0.12), (x + 0.04, 0.04, z + 0.3), Part.OBJECT, (150, 160, 160)
            )
    return a.item("power pole", "pole")


def fence(rng: np.random.Generator) -> Item:
    """Three metres of pickets, boards, bars, mesh or crash barrier along x."""
    a, tall, kind = Assembly(), rng.uniform(0.8, 1.9), rng.integers(4)
    colour = muted(rng, 60, 230, 0.4)
    for x in (-1.45, 0.0, 1.45):
        a.box((x - 0.05, -0.05, 0), (x + 0.05, 0.05, tall), Part.OBJECT, colour)
    if kind == 3:
        for z in (0.45, 0.6):
            a.add(
                solids.tube(np.array([[-1.5, -0.06, z], [1.5, -0.06, z]]), 0.09, 6),
                Part.METAL,
                (150, 152, 154),
            )
        return a.item("crash barrier", "fence")
    for z in (0.2 * tall, 0.85 * tall):
        a.box((-1.5, 0.0, z - 0.04), (1.5, 0.04, z + 0.04), Part.OBJECT, colour)
    gap = (0.14, 0.2, 0.1)[kind]
    wide = (0.09, 0.19, 0.02)[kind]
    for x in np.arange(-1.45, 1.46, gap):
        a.box(
            (x - wide / 2, -0.02, 0.05),
            (x + wide / 2, 0.0, tall * rng.uniform(0.97, 1.0)),
            Part.METAL if kind == 2 else Part.OBJECT,
            colour,
        )
    return a.item("fence", "fence")


def shelter(rng: np.random.Generator) -> Item:
    """A bus shelter with a bench, open towards -y."""
    a, frame = Assembly(), muted(rng, 30, 120, 0.3)
    for x in (-1.8, 1.8):
        for y in (0.0, 1.3):
            a.box((x - 0.04, y - 0.04, 0), (x + 0.04, y + 0.04, 2.4), Part.METAL, frame)
        a.box((x - 0.01, 0.1, 0.3), (x + 0.01, 1.2, 2.0), Part.GLASS, (110, 130, 136))
    a.box((-2.0, -0.2, 2.4), (2.0, 1.5, 2.5), Part.METAL, frame)
    a.box((-1.8, 1.28, 0.3), (1.8, 1.3, 2.0), Part.GLASS, (110, 130, 136))
    a.box((-1.3, 0.8, 0.42), (1.3, 1.15, 0.48), Part.OBJECT, muted(rng, 60, 160, 0.6))
    return a.item("bus shelter", "street")


def small_things(rng: np.random.Generator) -> list[Item]:
    """Bollard, cone, bin, planter, kiosk box."""
    made = []
    a = Assembly()
    a.add(
        solids.turned([(0.09, 0), (0.09, 0.75), (0.07, 0.85), (0.01, 0.9)], 14),
        Part.METAL,
        muted(rng, 40, 180, 0.4),
    )
    made.append(a.item("bollard", "street"))
    a = Assembly()
    a.box((-0.2, -0.2, 0), (0.2, 0.2, 0.04), Part.OBJECT, (216, 84, 30))
    a.add(solids.turned([(0.15, 0.04), (0.09, 0.3)], 16), Part.OBJECT, (220, 86, 30))
    a.add(solids.turned([(0.09, 0.3), (0.065, 0.45)], 16), Part.OBJECT, (240, 240, 238))
    a.add(
        solids.turned([(0.065, 0.45), (0.02, 0.7), (0.005, 0.71)], 16), Part.OBJECT, (220, 86, 30)
    )
    made.append(a.item("cone", "street"))
    a = Assembly()
    a.add(
        solids.rounded_box((-0.3, -0.36, 0.06), (0.3, 0.36, 1.0), 7, 5),
        Part.OBJECT,
        muted(rng, 30, 120, 0.9),
    )
    a.box((-0.32, -0.4, 1.0), (0.32, 0.38, 1.07), Part.OBJECT, muted(rng, 30, 120, 0.9))
    made.append(a.item("wheeled bin", "street"))
    a = Assembly()
    a.box((-0.5, -0.25, 0), (0.5, 0.25, 1.4), Part.METAL, muted(rng, 90, 190, 0.2))
    made.append(a.item("cabinet", "street"))
    return made


def street(rng: np.random.Generator) -> list[Item]:
    """Houses and all that stands along a road."""
    makers = (
        (houses.house, 20),
        (houses.block, 10),
        (street_lamp, 4),
        (traffic_light, 4),
        (sign, 10),
        (power_pole, 3),
        (fence, 8),
        (shelter, 2),
    )
    made = [maker(rng) for maker, count in makers for _ in range(count)]
    return made + small_things(rng) + small_things(rng)

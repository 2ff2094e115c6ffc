"""Puts coloured solids together into an item for a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import solids
from training.assets.furniture import Item
from training.assets.wavefront import Material, Mesh

if TYPE_CHECKING:
    from training.assets.parts import Part

Colour = tuple[int, int, int]


class Assembly:
    """Collects solids with a part and a colour each."""

    def __init__(self) -> None:
        self._solids: list[solids.Solid] = []
        self._rows: list[np.ndarray] = []
        self._parts: list[np.ndarray] = []
        self._materials: list[Material] = []

    def add(self, solid: solids.Solid, part: Part, colour: Colour) -> None:
        """One more solid."""
        r, g, b = colour
        rgb = (r / 255, g / 255, b / 255)
        row = next((i for i, m in enumerate(self._materials) if m.colour == rgb), -1)
        if row < 0:
            row = len(self._materials)
            self._materials.append(Material("", rgb))
        self._solids.append(solid)
        self._rows.append(np.full(len(solid[1]), row))
        self._parts.append(np.full(len(solid[1]), part, np.uint8))

    def box(
        self, low: tuple[float, ...], high: tuple[float, ...], part: Part, colour: Colour
    ) -> None:
        """An axis-aligned box."""
        self.add(solids.box(low, high), part, colour)

    def item(self, name: str, category: str, *, smooth: bool = False) -> Item:
        """Everything as one mesh standing on the floor."""
        points, triangles = solids.joined(self._solids)
        points = points - [0, 0, points[:, 2].min()]
        uv = np.zeros((len(triangles), 3, 2))
        mesh = Mesh(points, triangles, uv, np.concatenate(self._rows), self._materials)
        return Item(mesh, np.concatenate(self._parts), name, category, "own", 0.0, smooth)


def muted(
    rng: np.random.Generator, low: float = 40, high: float = 220, strength: float = 0.5
) -> Colour:
    """A random colour, seldom a loud one."""
    colour = rng.uniform(low, high, 3)
    r, g, b = (
        int(v) for v in colour.mean() + (colour - colour.mean()) * rng.uniform(0.1, 1) * strength
    )
    return r, g, b

"""All pictures made by rule, by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets import drawn, patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


MAKERS: dict[str, tuple[Callable[[np.random.Generator], NDArray[np.float64]], int]] = {
    "sky": (drawn.sky, 34),
    "facade": (drawn.facade, 26),
    "brick": (patterns.brick, 12),
    "tile": (patterns.tiles, 18),
    "wood": (patterns.wood, 14),
    "fabric": (patterns.fabric, 26),
    "carpet": (patterns.carpet, 12),
    "ground": (patterns.ground, 14),
    "grass": (patterns.grass, 8),
    "foliage": (drawn.foliage, 10),
    "wall": (patterns.plaster, 12),
    "wallpaper": (patterns.wallpaper, 10),
    "stone": (patterns.marble, 8),
    "metal": (patterns.metal, 8),
    "page": (drawn.page, 14),
    "screen": (drawn.screen, 14),
    "shelf": (drawn.shelf, 8),
    "picture": (drawn.painting, 18),
}


def pictures(rng: np.random.Generator) -> list[tuple[str, NDArray[np.uint8]]]:
    """All of them as (category, picture)."""
    found = []
    for category, (maker, count) in MAKERS.items():
        for _ in range(count):
            found.append((category, (np.clip(maker(rng), 0, 1) * 255).astype(np.uint8)))
    return found

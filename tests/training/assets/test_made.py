"""Made vehicles, trees and buildings stand on the ground and have sensible sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("fast_simplification")
pytest.importorskip("PIL")

from training.assets import greenery, houses, street_things, vehicles
from training.assets.furniture import packed
from training.assets.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.assets.furniture import Item


@pytest.mark.parametrize(
    ("make", "low", "high"),
    [
        (lambda rng: vehicles.vehicle("sedan", rng), (1.6, 3.8, 1.2), (2.4, 5.4, 1.8)),
        (lambda rng: vehicles.vehicle("van", rng), (1.8, 4.8, 2.0), (2.7, 6.2, 2.8)),
        (vehicles.bicycle, (0.4, 1.5, 0.9), (0.8, 1.9, 1.2)),
        (greenery.conifer, (0.8, 0.8, 3.5), (12, 12, 16)),
        (houses.house, (6, 6, 2.4), (22, 16, 24)),
    ],
)
def test_sizes(
    make: Callable[[np.random.Generator], Item],
    low: tuple[float, ...],
    high: tuple[float, ...],
) -> None:
    for seed in range(4):
        item = make(np.random.default_rng(seed))
        used = item.mesh.points[item.mesh.triangles.ravel()]
        assert np.isfinite(used).all()
        assert used[:, 2].min() == pytest.approx(0, abs=1e-6)
        size = np.ptp(used, axis=0)
        assert (size >= low).all()
        assert (size <= high).all()


def test_a_car_has_paint_glass_tyres_and_lamps() -> None:
    item = vehicles.vehicle("hatchback", np.random.default_rng(0))
    assert {Part.PAINT, Part.GLASS, Part.TYRE, Part.LAMP} <= set(item.part.tolist())


def test_items_are_packed_with_their_own_materials() -> None:
    rng = np.random.default_rng(1)
    pack = packed([(street_things.sign(rng), None), (street_things.fence(rng), None)])
    assert len(pack) == 2
    assert pack.triangle_start[-1] == len(pack.triangles) == len(pack.part)
    assert pack.material.max() < len(pack.colour)
    assert (pack.texture == -1).all()

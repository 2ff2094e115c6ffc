"""Made pictures are of the right size, finite, seeded and not flat."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("PIL")

from training.assets import patterns, procedural


@pytest.mark.parametrize("category", procedural.MAKERS)
def test_a_made_picture(category: str) -> None:
    maker, count = procedural.MAKERS[category]
    first, again = (maker(np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (patterns.SIDE, patterns.SIDE, 3)
    assert np.isfinite(first).all()
    assert np.clip(first, 0, 1).std() > 0.005
    assert count > 0
    np.testing.assert_array_equal(first, again)

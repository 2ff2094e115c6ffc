"""Procedural meshes are closed where they should be and turned outwards."""

from __future__ import annotations

import numpy as np
import pytest

from training.assets import solids


def _volume(solid: solids.Solid) -> float:
    """Signed volume; positive when the triangles face outwards."""
    a, b, c = (solid[0][solid[1][:, k]] for k in range(3))
    return float((np.cross(a, b) * c).sum() / 6)


def test_a_box_has_its_volume() -> None:
    assert _volume(solids.box((0, 0, 0), (1, 2, 3))) == pytest.approx(6)


def test_a_rounded_box_lies_within_its_box() -> None:
    points, triangles = solids.rounded_box((-1, -1, -1), (1, 1, 1), 4)
    assert np.abs(points).max() <= 1 + 1e-9
    assert 5 < _volume((points, triangles)) < 8


def test_a_whole_dome_is_a_ball() -> None:
    assert _volume(solids.dome((1, 1, 1), -1, 40, 30)) == pytest.approx(4.19, abs=0.1)


def test_clipping_keeps_the_positive_side_and_cuts_straight() -> None:
    points, triangles = solids.box((0, 0, 0), (1, 1, 1))
    cut, kept, depth = solids.clipped(points, triangles, points[:, 2] - 0.4)
    used = cut[np.unique(kept)]
    assert used[:, 2].min() == pytest.approx(0.4)
    assert used[:, 2].max() == pytest.approx(1.0)
    assert len(depth) == len(cut)
    assert depth.min() >= 0


def test_normals_point_outwards() -> None:
    points, triangles = solids.dome((1, 1, 1), -1, 20, 12)
    normals = solids.normals(points, triangles)
    middle = np.abs(points[:, 2]) < 0.9
    assert ((normals * points).sum(1)[middle] > 0.9).all()

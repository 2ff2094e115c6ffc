from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from camfilter.look.clean import cleaned, depth_of, inverse_depth


def raw(maker, depth):
    frame = maker.frame()
    good = maker.geometry(np.ones_like(depth), frame)
    return replace(good, depth=depth.astype(np.float32))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 0.0, -2.0, 1e30])
def test_bad_depth_is_unknown(maker, bad):
    depth = np.full((4, 5), 2.0)
    depth[1, 2] = bad
    result = cleaned(raw(maker, depth))
    assert not result.valid[1, 2]
    assert result.valid.sum() == 19
    inverse = inverse_depth(result)
    assert inverse[1, 2] == 0
    assert inverse[0, 0] == 0.5
    assert np.isfinite(result.depth).all()


@pytest.mark.parametrize("name", ["normals", "person", "thickness"])
def test_other_maps_become_finite(maker, name):
    geometry = raw(maker, np.ones((4, 5)))
    shape = (4, 5, 3) if name == "normals" else (4, 5)
    values = np.full(shape, 0.5, np.float32)
    values[2, 2] = np.nan
    result = cleaned(replace(geometry, **{name: values}))
    assert np.isfinite(getattr(result, name)).all()
    assert result.valid[2, 2] == (name != "normals")


def test_good_geometry_is_passed_on_as_it_is(maker):
    geometry = raw(maker, np.ones((4, 5)))
    assert cleaned(geometry) is geometry


def test_depth_comes_back_from_its_inverse(maker):
    depth = np.array([[0.5, 3.0, 0.0]], np.float32)
    geometry = cleaned(raw(maker, depth))
    assert depth_of(inverse_depth(geometry), geometry.valid) == pytest.approx(depth)


def test_no_depth_is_infinite():
    inverse = np.array([[0.0, -1.0, 1e-30]], np.float32)
    assert np.isfinite(depth_of(inverse, np.ones((1, 3), np.bool_))).all()

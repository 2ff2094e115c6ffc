from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.look.align import IDENTITY, Aligner, fitted

GRID = np.random.default_rng(3).uniform(0.1, 1.0, (24, 32)).astype(np.float32)
ALL = np.ones_like(GRID)


@given(st.floats(0.3, 3.0), st.floats(-0.5, 0.5))
def test_recovers_scale_and_shift(scale, shift):
    found = fitted((GRID - shift) / scale, GRID, ALL)
    assert found.scale == pytest.approx(scale, rel=1e-3)
    assert found.shift == pytest.approx(shift, abs=1e-3)


def test_a_third_of_wrong_pixels_does_not_matter():
    old = GRID * 1.3 + 0.1
    old[:8] = 5.0
    found = fitted(GRID, old, ALL)
    assert found.scale == pytest.approx(1.3, abs=0.02)
    assert found.shift == pytest.approx(0.1, abs=0.02)


def test_a_flat_map_is_only_scaled():
    found = fitted(np.full_like(GRID, 0.5), np.full_like(GRID, 0.6), ALL)
    assert found.scale == pytest.approx(1.2)
    assert found.shift == 0


def test_too_little_overlap_gives_no_answer():
    weight = np.zeros_like(GRID)
    weight[0, :5] = 1
    assert fitted(GRID, GRID, weight) is None


def drifted(metric, scale, frames=900):
    """The running map after the engine's unit changed by `scale` for good."""
    aligner = Aligner()
    aligner.reset(metric=metric)
    running = GRID
    history = []
    for _ in range(frames):
        found = aligner.update(GRID * scale, running, ALL, 0.9, 1 / 30)
        running = GRID * scale * found.scale + found.shift
        history.append(float(running.mean() / GRID.mean()))
    return history


def test_a_new_unit_of_a_relative_engine_is_hardly_seen_at_first_and_then_taken_over():
    history = drifted(False, 1.3)
    assert history[0] < 1.03
    assert history[-1] == pytest.approx(1.3, abs=0.03)
    assert np.abs(np.diff(history)).max() < 0.02


def test_metres_are_soon_what_the_engine_says():
    history = drifted(True, 1.1)
    assert history[60] == pytest.approx(1.1, abs=0.02)


def test_metres_are_never_scaled_much():
    aligner = Aligner()
    aligner.reset(metric=True)
    assert aligner.update(GRID * 1.5, GRID, ALL, 0.9, 1 / 30) == IDENTITY


@pytest.mark.parametrize("metric", [False, True])
def test_jitter_of_the_engines_scale_does_not_reach_the_running_map(metric):
    rng = np.random.default_rng(1)
    aligner = Aligner()
    aligner.reset(metric=metric)
    running, means = GRID, []
    for _ in range(200):
        new = GRID * np.float32(1 + rng.normal(0, 0.03))
        found = aligner.update(new, running, ALL, 0.9, 1 / 30)
        running = new * found.scale + found.shift
        means.append(float(running.mean()))
    changes = np.abs(np.diff(means)) / GRID.mean()
    assert changes.mean() < 0.006

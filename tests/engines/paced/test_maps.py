from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from camfilter.bench.scenes import World, seen, stage_set
from camfilter.engines.paced import MapMerger
from camfilter.engines.paced.engine import Sight
from camfilter.frames import FACING, Frame, Geometry
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE, ROUGH, FINE = (144, 256), (72, 128), (108, 192)
LATE, EVERY, PAN = 6, 12, 2
METRES = 2.5
SETTINGS = FilterSettings()


def _truth(world: World, left: int) -> NDArray[np.float32]:
    """Inverse distances in metres."""
    cut = world.inverse[: SIZE[0], left : left + SIZE[1]]
    return np.asarray(cv2.resize(cut, FINE[::-1], interpolation=cv2.INTER_AREA)) / METRES


def _slow(world: World, frame: Frame, left: int) -> Geometry:
    normals = np.tile(np.asarray(FACING, np.float32), (*FINE, 1))
    return Geometry.checked(1 / _truth(world, left), normals, frame, metric=True)


def _fitted(fast: Geometry, truth: NDArray[np.float32]) -> NDArray[np.float32]:
    """The fast map with the scale and shift that suit it best, which nobody knows in a live run."""
    inverse = cv2.resize(1 / fast.depth, FINE[::-1])
    scale, shift = np.polyfit(inverse.ravel(), truth.ravel(), 1)
    return np.asarray(scale * inverse + shift, np.float32)


def _run(step: int, count: int = 50) -> dict[str, float]:
    """Errors of the merged and of the fast map, and by how much both flicker."""
    world = stage_set(SIZE[0], SIZE[1] + step * count)
    merger, waiting = MapMerger(), dict[int, Sight]()
    errors: dict[str, list[float]] = {
        "merged": [],
        "fast": [],
        "merged flickers": [],
        "fast flickers": [],
    }
    before: dict[str, NDArray[np.float32]] = {}
    for index in range(count):
        frame, fast = seen(world, index, SIZE, ROUGH, index * step)
        if index in waiting:
            sight = waiting.pop(index)
            merger.refresh(sight, _slow(world, sight.frame, sight.frame.index * step))
        merged = merger.merge(frame, fast)
        if index % EVERY == 0:
            waiting[index + LATE] = Sight(frame, fast, None, SETTINGS)
        if index < LATE + 3:
            continue
        assert merged.metric
        assert (merged.time_ns, merged.index) == (frame.time_ns, index)
        truth = _truth(world, index * step)
        off = {"merged": 1 / merged.depth - truth, "fast": _fitted(fast, truth) - truth}
        for name, value in off.items():
            errors[name].append(float(np.abs(value).mean()))
            if name in before:
                errors[f"{name} flickers"].append(float(np.abs(value - before[name]).mean()))
        before = off
    return {name: float(np.mean(values)) for name, values in errors.items()}


@pytest.mark.parametrize("step", [0, PAN])
def test_it_is_truer_and_steadier_than_the_fast_engine_alone(step: int) -> None:
    found = _run(step)
    assert found["merged"] < 0.6 * found["fast"], found
    assert found["merged flickers"] < 0.6 * found["fast flickers"], found


def test_a_cut_shows_the_fast_engine_in_the_slow_ones_unit() -> None:
    world, other = stage_set(*SIZE), stage_set(*SIZE, seed=1)
    merger = MapMerger()
    frame, fast = seen(world, 0, SIZE, ROUGH)
    merger.refresh(Sight(frame, fast, None, SETTINGS), _slow(world, frame, 0))
    merger.merge(frame, fast)
    assert merger.confidence > 0.9
    _, fast = seen(other, 1, SIZE, ROUGH)
    dark = Frame(np.zeros((*SIZE, 3), np.uint8), 2 * 33_000_000, 1)
    merged = merger.merge(dark, replace(fast, time_ns=dark.time_ns))
    assert merger.confidence == 0
    assert merged.metric
    assert merged.size == FINE
    middle = np.median(1 / merged.depth) / np.median(1 / fast.depth)
    assert middle == pytest.approx(1 / METRES, rel=0.3)


def test_what_the_slow_engine_saw_long_ago_counts_no_more() -> None:
    world = stage_set(*SIZE)
    merger = MapMerger()
    frame, fast = seen(world, 0, SIZE, ROUGH)
    merger.refresh(Sight(frame, fast, None, SETTINGS), _slow(world, frame, 0))
    merger.merge(frame, fast)
    late = replace(frame, time_ns=frame.time_ns + 60_000_000_000, index=1800)
    merger.merge(late, replace(fast, time_ns=late.time_ns, index=1800))
    assert merger.confidence < 0.01


def test_sky_stays_unknown() -> None:
    world = stage_set(*SIZE)
    frame, fast = seen(world, 0, SIZE, ROUGH)
    sky = np.zeros(ROUGH, np.bool_)
    sky[:20] = True
    fast = replace(fast, valid=~sky)
    slow = _slow(world, frame, 0)
    above = np.zeros(FINE, np.bool_)
    above[:30] = True
    merger = MapMerger()
    merger.refresh(Sight(frame, fast, None, SETTINGS), replace(slow, valid=~above))
    merged = merger.merge(frame, fast)
    assert not merged.valid[:25].any()
    assert merged.valid[35:].all()
    assert np.isfinite(merged.depth).all()

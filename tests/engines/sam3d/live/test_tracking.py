from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from object_scene import CAMERA, SIZE, ObjectScene, ShiveringEngine, shell

from camfilter.engines.paced.fields import fit
from camfilter.engines.sam3d.live.motion import Motion, rotation_by
from camfilter.engines.sam3d.live.tracking import Tracker, View, grey_for_points
from camfilter.frames import Frame
from camfilter.look.clean import inverse_depth

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATE, EVERY = 8, 30
SCENE = ObjectScene()
MAPS = (90, 160)
FAST = ShiveringEngine(SCENE, MAPS)
AT_REST = shell(200)[0]


def _view(index: int, motion: Motion | None = None) -> View:
    frame = SCENE.frame(index)
    fast = inverse_depth(FAST.infer(frame))
    inverse = inverse_depth(SCENE.truth(index, MAPS)) * SCENE.covered(index, MAPS)
    return View(grey_for_points(frame), inverse, fast, motion or Motion.none())


def _started(view: View) -> Tracker:
    found = fit(view.fast, view.inverse, (view.inverse > 0).astype(np.float32))
    assert found is not None
    tracker = Tracker(CAMERA, 1.0)
    assert tracker.start(view, (found.scale, found.shift))
    return tracker


def _off(motion: Motion, key: int, index: int) -> float:
    """How far the surface is from its true place, of the object's size."""
    then, now = SCENE.path(key), SCENE.path(index)
    got = motion.points(AT_REST @ then.rotation.T + then.centre)
    true = AT_REST @ now.rotation.T + now.centre
    return float(np.sqrt(((got - true) ** 2).sum(axis=1).mean())) / SIZE


def test_it_keeps_within_one_percent_over_300_frames() -> None:
    off: list[float] = []
    tracker, before, key = None, None, 0
    for index in range(300):
        if index % EVERY == LATE:
            key = index - LATE
            tracker, before = _started(_view(key)), None
        view = _view(index)
        if tracker is None:
            continue
        tracked = tracker.track(view.grey, view.fast, before)
        sure = tracked.confidence >= 1
        before = View(view.grey, view.inverse, view.fast, tracked.motion) if sure else None
        if before is not None and tracker.wants_anchor:
            tracker.start(before, tracked.depth)
        off.append(_off(tracked.motion, key, index))
    assert np.mean(off) < 0.005
    assert np.percentile(off, 95) < 0.01
    assert max(off) < 0.015


def test_it_does_not_drift_without_refreshes() -> None:
    tracker, off = _started(_view(0)), list[float]()
    for index in range(1, 40):
        view = _view(index)
        off.append(_off(tracker.track(view.grey, view.fast, None).motion, 0, index))
    assert max(off) < 0.02


def _covered(index: int, share: float) -> Frame:
    """The picture with that share of the object behind a plain board."""
    frame = SCENE.frame(index)
    columns = np.flatnonzero(SCENE.covered(index, SCENE.size).any(axis=0))
    rgb = frame.rgb.copy()
    rgb[:, : int(np.quantile(columns, share)) + 1] = np.random.default_rng(0).integers(
        0, 255, (rgb.shape[0], 1, 3), np.uint8
    )
    return Frame(rgb, frame.time_ns, frame.index)


@pytest.mark.parametrize(("share", "followed"), [(0.3, True), (0.95, False)])
def test_confidence_tells_whether_enough_is_seen(share: float, followed: bool) -> None:
    tracker = _started(_view(0))
    view = _view(1)
    assert tracker.track(view.grey, view.fast, None).confidence == 1
    hidden = grey_for_points(_covered(2, share))
    tracked = tracker.track(hidden, view.fast, None)
    assert (tracked.confidence > 0.5) is followed
    if followed:
        assert _off(tracked.motion, 0, 2) < 0.02


def test_a_cut_loses_it_at_once() -> None:
    tracker = _started(_view(0))
    view = _view(1)
    assert tracker.track(view.grey, view.fast, None).confidence == 1
    black = np.zeros_like(view.grey)
    assert tracker.track(black, view.fast, None).confidence == 0
    assert tracker.track(view.grey, view.fast, None).confidence == 0


def test_a_plain_object_is_not_followed_and_says_so() -> None:
    view = _view(0)
    plain = View(np.full_like(view.grey, 90), view.inverse, view.fast, view.motion)
    assert not Tracker(CAMERA, 1.0).start(plain, (1.0, 0.0))


def test_an_object_too_small_to_follow_is_refused() -> None:
    view = _view(0)
    tiny: NDArray[np.float32] = np.zeros_like(view.inverse)
    tiny[40:44, 80:84] = 0.4
    assert not Tracker(CAMERA, 1.0).start(View(view.grey, tiny, view.fast, view.motion), (1.0, 0.0))


def test_a_motion_and_its_way_back() -> None:
    motion = Motion.none(2.0).then(
        np.array([0.1, -0.2, 0.3]), np.array([1.0, 2.0, 3.0]), 1.1, np.array([0.0, 0.0, 2.0])
    )
    points = np.random.default_rng(0).normal(0, 1, (20, 3))
    assert motion.back(motion.points(points)) == pytest.approx(points)
    assert motion.scale == pytest.approx(2.2)
    assert rotation_by(np.array([0, np.pi / 2, 0])) @ [0, 0, 1] == pytest.approx([1, 0, 0])

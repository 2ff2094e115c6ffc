from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from object_scene import CAMERA, SIZE, ObjectScene, ShiveringEngine, TrueEngine, still

from camfilter.engines.paced.engine import Sight
from camfilter.engines.sam3d.live.merging import ObjectMerger
from camfilter.frames import Frame, Geometry
from camfilter.settings import FilterSettings

MAPS = (72, 128)
SETTINGS = FilterSettings()
SCENE = ObjectScene()


def _inner(index: int, scene: ObjectScene = SCENE) -> np.ndarray:
    covered = scene.covered(index, MAPS).astype(np.uint8)
    return np.asarray(cv2.erode(covered, np.ones((3, 3), np.uint8))) > 0


def _followed(
    count: int, scene: ObjectScene = SCENE, scale: float = 1.0, late: int = 4, every: int = 12
) -> list[tuple[Geometry, Geometry]]:
    """Merged and fast geometry of frames; the slow engine is exact but late."""
    fast = ShiveringEngine(scene, MAPS)
    slow = TrueEngine(scene, size=MAPS, scale=scale)
    merger, waiting, found = ObjectMerger(), dict[int, Sight](), []
    for index in range(count):
        frame = scene.frame(index)
        seen = fast.infer(frame)
        if index in waiting:
            sight = waiting.pop(index)
            merger.refresh(sight, slow.infer(sight.frame))
        found.append((merger.merge(frame, seen), seen))
        if index % every == 0:
            waiting[index + late] = Sight(frame, seen, merger.hint(SETTINGS), SETTINGS)
    return found


def test_the_object_is_truer_and_steadier_than_by_the_fast_engine_alone() -> None:
    off: dict[str, list[float]] = {"object": [], "fast": []}
    flicker: dict[str, list[float]] = {"object": [], "fast": []}
    before = {}
    for index, (merged, fast) in enumerate(_followed(40)):
        if index < 6:
            continue
        inner, truth = _inner(index), SCENE.truth(index, MAPS)
        scale, shift = np.polyfit(1 / fast.depth[inner], 1 / truth.depth[inner], 1)
        unit = np.median(truth.depth[inner]) / np.median(merged.depth[inner])
        maps = {"object": unit * merged.depth, "fast": 1 / (scale / fast.depth + shift)}
        for name, depth in maps.items():
            error = np.where(inner, depth - truth.depth, 0) / SIZE
            off[name].append(float(np.abs(error[inner]).mean()))
            if name in before:
                both = inner & _inner(index - 1)
                flicker[name].append(float(np.abs(error - before[name])[both].mean()))
            before[name] = error
        assert merged.thickness is not None
    assert np.mean(off["object"]) < 0.4 * np.mean(off["fast"]), off
    assert np.mean(flicker["object"]) < 0.4 * np.mean(flicker["fast"]), flicker


def test_object_and_scene_agree_at_the_border_and_have_no_holes() -> None:
    scene = ObjectScene(still)
    merged, _ = _followed(8, scene)[-1]
    truth = scene.truth(7, MAPS)
    assert merged.valid.all()
    wall = ~(np.asarray(cv2.dilate(scene.covered(7, MAPS).astype(np.uint8), np.ones((9, 9)))) > 0)
    inner = _inner(7, scene)
    ratio = np.median(merged.depth[wall]) / np.median(merged.depth[inner])
    assert ratio == pytest.approx(
        np.median(truth.depth[wall]) / np.median(truth.depth[inner]), rel=0.15
    )


def test_another_unit_of_the_next_object_is_not_seen() -> None:
    scene = ObjectScene(still)
    fast, merger = ShiveringEngine(scene, MAPS), ObjectMerger()
    depths = []
    for index in range(12):
        frame = scene.frame(index)
        seen = fast.infer(frame)
        if index in (2, 6):
            slow = TrueEngine(scene, size=MAPS, scale=1.0 if index == 2 else 1.2)
            merger.refresh(sight, slow.infer(sight.frame))  # noqa: F821
        merged = merger.merge(frame, seen)
        if index >= 2:
            depths.append(float(np.median(merged.depth[_inner(index, scene)])))
        sight = Sight(frame, seen, None, SETTINGS)  # noqa: F841
    assert max(depths) / min(depths) < 1.03


def test_what_covers_the_object_is_shown_by_the_fast_engine() -> None:
    scene = ObjectScene(still)
    fast, slow, merger = ShiveringEngine(scene, MAPS), TrueEngine(scene, size=MAPS), ObjectMerger()
    frame = scene.frame(0)
    seen = fast.infer(frame)
    merger.refresh(Sight(frame, seen, None, SETTINGS), slow.infer(frame))
    clear = merger.merge(frame, seen)
    middle = np.argwhere(_inner(0, scene)).mean(axis=0).astype(int)
    hand = slice(middle[0] - 4, middle[0] + 5), slice(middle[1] - 4, middle[1] + 5)
    depth = seen.depth.copy()
    depth[hand] /= 3
    frame = scene.frame(1)
    merged = merger.merge(frame, replace(seen, depth=depth, time_ns=frame.time_ns, index=1))
    assert np.median(merged.depth[hand]) < 0.7 * np.median(clear.depth[hand])


def test_an_object_that_is_lost_leaves_no_ghost() -> None:
    found = _followed(6)
    assert (found[-1][0].thickness > 0).any()  # type: ignore[operator]
    scene, merger = SCENE, ObjectMerger()
    fast, slow = ShiveringEngine(scene, MAPS), TrueEngine(scene, size=MAPS)
    frame = scene.frame(0)
    merger.refresh(Sight(frame, fast.infer(frame), None, SETTINGS), slow.infer(frame))
    merger.merge(frame, fast.infer(frame))
    assert merger.hint(SETTINGS) is not None
    for index in range(1, 12):
        empty = Frame(np.full_like(frame.rgb, 30), frame.time_ns + index * 33_000_000, index)
        rough = fast.infer(scene.frame(index))
        flat = np.full_like(rough.depth, float(rough.depth.max()))
        merged = merger.merge(empty, replace(rough, depth=flat, time_ns=empty.time_ns))
    assert merger.confidence < 0.03
    assert merger.hint(SETTINGS) is None
    assert merged.thickness is not None
    assert not merged.thickness.any()
    assert np.ptp(merged.depth) < 0.05 * merged.depth.mean()


def test_another_pick_does_not_go_by_the_object_before() -> None:
    fast, slow, merger = ShiveringEngine(SCENE, MAPS), TrueEngine(SCENE, size=MAPS), ObjectMerger()
    frame = SCENE.frame(0)
    merger.refresh(Sight(frame, fast.infer(frame), None, SETTINGS), slow.infer(frame))
    merger.merge(frame, fast.infer(frame))
    assert merger.hint(SETTINGS.changed(opacity=0.5)) is not None
    assert merger.hint(SETTINGS.changed(object_mask="picked")) is None
    assert merger.hint(SETTINGS.changed(pick_x=0.2)) is None


def test_the_far_side_is_behind_the_visible_one() -> None:
    scene = ObjectScene(still)
    merged, _ = _followed(8, scene)[-1]
    thickness = merged.thickness
    assert thickness is not None
    inner = _inner(7, scene)
    x, y = np.meshgrid(np.arange(MAPS[1]), np.arange(MAPS[0]))
    centre = [int(v[inner].mean()) for v in (y, x)]
    assert thickness[centre[0], centre[1]] == pytest.approx(2 * 0.42, rel=0.1)
    assert not thickness[~scene.covered(7, MAPS)][:50].any()
    assert merged.intrinsics == CAMERA

#!/usr/bin/env python3
"""How well an object is followed and how steady it is, on a synthetic video with known motion.

    python benchmarks/object_following.py [--pictures 300] [--every 30] [--late 8]

A made-up fast engine sees the truth with noise and with another scale and shift in every picture, a
made-up slow one sees it exactly, but late. Runs on a processor.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import cv2  # noqa: E402
from object_scene import SIZE, ObjectScene, ShiveringEngine, TrueEngine, shell  # noqa: E402

from camfilter.engines.paced.engine import Sight  # noqa: E402
from camfilter.engines.sam3d.live.merging import ObjectMerger  # noqa: E402
from camfilter.engines.sam3d.live.tracking import Tracker  # noqa: E402
from camfilter.settings import FilterSettings  # noqa: E402

if TYPE_CHECKING:
    from camfilter.engines.sam3d.live.tracking import Tracked

MAPS = (144, 256)


class _Watched:
    """Keeps what the tracker found last, and how long it took."""

    def __init__(self) -> None:
        self.last: Tracked | None = None
        self.ms: list[float] = []
        plain = Tracker.track

        def track(tracker: Tracker, *given: Any) -> Tracked:
            start = time.perf_counter()
            self.last = plain(tracker, *given)
            self.ms.append((time.perf_counter() - start) * 1e3)
            return self.last

        Tracker.track = track  # type: ignore[method-assign]


def main() -> None:
    """Follow, compare and print."""
    wishes = _parser().parse_args()
    scene, watched, settings = ObjectScene(), _Watched(), FilterSettings()
    fast, slow = ShiveringEngine(scene, MAPS), TrueEngine(scene, size=MAPS)
    merger, waiting, key = ObjectMerger(), dict[int, Sight](), 0
    found: dict[str, list[float]] = {}
    before: dict[str, Any] = {}
    at_rest = shell(300)[0]
    for index in range(wishes.pictures):
        frame = scene.frame(index)
        seen = fast.infer(frame)
        if index in waiting:
            sight = waiting.pop(index)
            merger.refresh(sight, slow.infer(sight.frame))
            key = sight.frame.index
        merged = merger.merge(frame, seen)
        if index % wishes.every == 0:
            waiting[index + wishes.late] = Sight(frame, seen, None, settings)
        if watched.last is None:
            continue
        _note(found, "pose", _pose_error(scene, watched.last, at_rest, key, index))
        before = _compare(found, before, scene, index, merged.depth, seen.depth)
    for name, values in found.items():
        print(f"{name:14} mean {np.mean(values):.2%}  p95 {np.percentile(values, 95):.2%}")  # noqa: T201
    print(f"tracking: best {min(watched.ms):.1f} ms, median {np.median(watched.ms):.1f} ms")  # noqa: T201


def _pose_error(scene: ObjectScene, tracked: Tracked, at_rest: Any, key: int, index: int) -> float:
    """RMS distance of the surface from its true place, of the object's size, in its own unit."""
    then, now = scene.path(key), scene.path(index)
    got = tracked.motion.points(at_rest @ then.rotation.T + then.centre)
    true = at_rest @ now.rotation.T + now.centre
    unit = float((got * true).sum() / (got * got).sum())
    return float(np.sqrt(((unit * got - true) ** 2).sum(axis=1).mean())) / SIZE


def _compare(
    found: dict[str, list[float]],
    before: dict[str, Any],
    scene: ObjectScene,
    index: int,
    merged: Any,
    rough: Any,
) -> dict[str, Any]:
    """Errors of depth on the object at its best scale (and, for the fast map, shift)."""
    covered = scene.covered(index, MAPS).astype(np.uint8)
    inner = np.asarray(cv2.erode(covered, np.ones((3, 3), np.uint8))) > 0
    truth = scene.truth(index, MAPS).depth
    scale, shift = np.polyfit(1 / rough[inner], 1 / truth[inner], 1)
    unit = np.median(truth[inner]) / np.median(merged[inner])
    now: dict[str, Any] = {"inner": inner}
    for name, depth in (("object", unit * merged), ("fast", 1 / (scale / rough + shift))):
        off = np.where(inner, depth - truth, 0) / SIZE
        _note(found, f"{name} depth", float(np.abs(off[inner]).mean()))
        if name in before:
            both = inner & before["inner"]
            _note(found, f"{name} flicker", float(np.abs(off - before[name])[both].mean()))
        now[name] = off
    return now


def _note(found: dict[str, list[float]], name: str, value: float) -> None:
    found.setdefault(name, []).append(value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="How well an object is followed.")
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--every", type=int, default=30, help="pictures from refresh to refresh")
    parser.add_argument("--late", type=int, default=8, help="pictures that a refresh is late")
    return parser


if __name__ == "__main__":
    main()

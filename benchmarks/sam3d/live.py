"""The whole live path of SAM 3D: pictures out, how late, and how often the object is refreshed."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from benchmarks.sam3d.bench import Bench, Choices
from benchmarks.sam3d.report import say
from benchmarks.sam3d.scene import make_scene, one_object
from benchmarks.sam3d.timing import free_memory
from benchmarks.sam3d.video import AXES, CAMERA, FARTHEST, Video, centre, pictures, turn
from camfilter import priority
from camfilter.bench.loop import _Screen, ended
from camfilter.engines.base import EngineInfo
from camfilter.engines.paced import open_paced
from camfilter.engines.paced.gate import Gate
from camfilter.engines.sam3d.engine import Sam3dEngine
from camfilter.engines.sam3d.live import drawing, merging
from camfilter.engines.sam3d.live.worker import WorkerEngine, _Place
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.pose import Pose, quaternion_of
from camfilter.engines.sam3d.request import Options
from camfilter.frames import Frame
from camfilter.live import Limit, Session
from camfilter.live import session as live_session
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.sam3d.scene import Scene
    from camfilter.engines.base import Engine
    from camfilter.engines.sam3d.request import Reconstruction, View

CASES = {"2+2": (2, True), "4+4": (4, True), "12+12": (12, False)}
_SHOTS = 120


class _Placed:
    """The pipeline with its random object where the video shows one, opaque and as large."""

    def __init__(self, pipeline: Pipeline, device: torch.device, shots: list[Any]) -> None:
        self._pipeline = pipeline
        self._places = {shot.ctypes.data: index for index, shot in enumerate(shots)}
        self._device = device
        self.notes = pipeline.notes

    def reconstruct(self, view: View) -> Reconstruction:
        """The object, which took as long as any other."""
        made = self._pipeline.reconstruct(view)
        index = self._places.get(view.rgb.ctypes.data, 0)
        flip = np.diag([-1.0, -1.0, 1.0])
        place = torch.tensor(flip @ centre(index, _SHOTS), device=self._device).float()
        # Rows turn by the matrix, in axes of which two are turned round.
        turned = torch.tensor((flip @ turn(index, _SHOTS) @ flip).T.copy(), device=self._device)
        matrix = turned.float()
        pose = Pose(matrix, quaternion_of(matrix), place, torch.ones_like(place[0]))
        local = replace(made.local, opacity=made.local.opacity.clamp(min=0.5))
        return replace(made, cloud=local.posed(pose), pose=pose)

    def forget(self) -> None:
        """As the pipeline's."""
        self._pipeline.forget()


class _Seen:
    """MoGe with random weights at work, and after it the points that are there."""

    def __init__(self, scene: Scene) -> None:
        self._mapper = scene.mapper

    def estimate(self, rgb: Any) -> Any:
        """Points of a wall, and the camera of the video."""
        points, _ = self._mapper.estimate(rgb)
        rays = torch.from_numpy(CAMERA.rays(*rgb.shape[:2])).to(points.device).permute(2, 0, 1)
        turned = torch.tensor([-1.0, -1.0, 1.0], device=points.device).view(3, 1, 1)
        return rays * FARTHEST * turned, CAMERA


def _engine(
    bench: Bench, scene: Scene, case: str, gate: Gate, resolution: int, shots: list[Any]
) -> Sam3dEngine:
    steps, shortcut = CASES[case]
    dino = bench.sizes.stage1_condition.dino
    options = Options(steps, steps, shortcut=shortcut, size=dino.grid * dino.patch)
    pipeline = Pipeline(bench.networks, scene.residency, torch.float16, options, stopped=gate.wait)
    placed = _Placed(pipeline, bench.device, shots)
    return Sam3dEngine(placed, _Seen(scene), bench.device, resolution)  # type: ignore[arg-type]


def _alone(slow: WorkerEngine, shot: Any, seconds: float) -> dict[str, Any]:
    """Objects a second when nothing else is done."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(took) < 3:
        start = time.perf_counter()
        slow.infer(Frame(shot, 0, 0))
        took.append(time.perf_counter() - start)
    best = sorted(took[1:])[len(took[1:]) // 2]
    return {"objects_per_s": round(1 / best, 2), "ms": round(best * 1e3, 1)}


def _live(
    bench: Bench, slow: WorkerEngine, gate: Gate, shots: list[Any], wishes: argparse.Namespace
) -> dict[str, Any]:
    """One run from a camera of pictures in memory to a screen that takes everything."""
    settings = FilterSettings().changed(
        engine="sam3d", inference_resolution=wishes.resolution, output="depth", pace=wishes.pace
    )
    times = _Times()
    opened: list[Engine] = []

    def open_it(_: FilterSettings) -> tuple[Engine, str]:
        info = EngineInfo("sam3d", "SAM 3D Objects", str(bench.device), metric=False)
        opened.append(
            open_paced(
                settings,
                info,
                lambda: slow,
                merging.ObjectMerger(),
                gate=gate,
            )
        )
        return opened[0], "to be measured"

    free_memory(bench.device)
    limit = Limit(seconds=wishes.seconds + wishes.warm_up)
    session = Session(Video(shots, wishes.rate), [_Screen()], settings, limit=limit, opener=open_it)
    with times.watched():
        session.start()
        start = _refreshed(session, wishes.warm_up)
        session.statistics._latency.clear()
        session.statistics._age.clear()
        session.statistics._shown.clear()
        times.ms.clear()
        report = ended(session)
    found: dict[str, Any] = {
        name: report[name]
        for name in (
            "fps_out",
            "dropped",
            "paced",
            "latency_ms",
            "geometry_age_ms",
            "stages_ms",
            "stages_p95_ms",
            "refreshes",
        )
    }
    found["objects_per_s"] = round((report["refreshes"]["done"] - start[0]) / start[1](), 2)
    found["parts_ms"] = times.medians()
    found["reason"] = report["engine_reason"] + opened[0].info.reason
    if bench.cuda:
        found["peak_gb"] = round(torch.cuda.max_memory_allocated() / 1e9, 2)
        found["reserved_gb"] = round(torch.cuda.max_memory_reserved() / 1e9, 2)
    return found


def _refreshed(session: Session, seconds: float) -> tuple[int, Callable[[], float]]:
    """Wait until the run is warm; how many objects there were, and a clock from there on."""
    time.sleep(seconds)
    seen = session.statistics.refreshes
    begin = time.perf_counter()
    return (0 if seen is None else seen.done), lambda: time.perf_counter() - begin


class _Times:
    """How long parts of the engine take, by wrapping them."""

    PARTS = (
        (merging.Tracker, "track"),
        (drawing.Drawer, "draw"),
        (merging.ObjectMerger, "merge"),
        (merging.ObjectMerger, "refresh"),
    )

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = {}

    def watched(self) -> Any:
        """Inside of this the parts are timed."""

        @contextlib.contextmanager
        def inside() -> Any:
            plain = [(owner, name, getattr(owner, name)) for owner, name in self.PARTS]
            for owner, name, call in plain:
                setattr(owner, name, self._timed(f"{owner.__name__}.{name}", call))
            try:
                yield
            finally:
                for owner, name, call in plain:
                    setattr(owner, name, call)

        return inside()

    def medians(self) -> dict[str, list[float]]:
        """Median and 95th percentile of each."""
        ordered = {name: sorted(values) for name, values in self.ms.items() if values}
        return {
            name: [round(v[len(v) // 2], 2), round(v[int(len(v) * 0.95)], 2)]
            for name, v in ordered.items()
        }

    def _timed(self, name: str, call: Any) -> Any:
        def timed(*args: Any, **more: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*args, **more)
            finally:
                self.ms.setdefault(name, []).append((time.perf_counter() - start) * 1e3)

        return timed


@contextlib.contextmanager
def _contended(wishes: argparse.Namespace) -> Iterator[None]:
    """Beside threads that leave Python to others only when they must, and how soon they must."""
    if wishes.turn_ms:
        turn_s = wishes.turn_ms / 1000
        live_session.take_short_turns = lambda: sys.setswitchinterval(turn_s)
    if wishes.slack_us:
        priority._SLACK_NS = round(wishes.slack_us * 1000)  # type: ignore[misc]
    enough = threading.Event()

    def compute() -> None:
        while not enough.is_set():
            for _ in range(3000):
                pass

    # The thread that starts a model's kernels is one of the session's, and as punctual.
    with priority.punctual():
        for _ in range(wishes.busy):
            threading.Thread(target=compute, daemon=True).start()
    try:
        yield
    finally:
        enough.set()


def main() -> None:
    """Measure every case that was asked for and write what was found."""
    wishes = _parser().parse_args()
    choices = Choices(wishes.tiny, wishes.cpu, [], wishes.voxels, 3, None, None)
    bench = Bench(choices)
    scene = make_scene(bench)
    size = (180, 320) if wishes.tiny else (720, 1280)
    shots = pictures(*size, _SHOTS)
    found: dict[str, Any] = {"facts": bench.report.facts, "axes": list(AXES)}
    with one_object(bench):
        for case in wishes.cases:
            say(f"{case}")
            with bench.caught(case):
                gate = Gate()
                engine = _engine(bench, scene, case, gate, wishes.resolution, shots)
                slow = WorkerEngine(engine, _Place(bench.device))
                found[case] = {"alone": _alone(slow, shots[0], wishes.alone)}
                say(json.dumps(found[case]))
                with _contended(wishes):
                    found[case]["live"] = _live(bench, slow, gate, shots, wishes)
                say(json.dumps(found[case]))
            Path(os.environ.get("OUT", "."), "sam3d_live.json").write_text(
                json.dumps(found, indent=1, default=str), encoding="utf-8"
            )
    say(bench.report.facts_as_text())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures the live path of SAM 3D on one GPU.")
    parser.add_argument("--tiny", action="store_true", help="small networks, to try the script")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--cases", nargs="+", choices=tuple(CASES), default=list(CASES))
    parser.add_argument("--voxels", type=int, default=26_000)
    parser.add_argument("--rate", type=float, default=60.0)
    parser.add_argument("--pace", default="auto")
    parser.add_argument("--resolution", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warm-up", type=float, default=4.0)
    parser.add_argument("--busy", type=int, default=0, help="threads that compute in Python")
    parser.add_argument("--turn-ms", type=float, help="how long a thread keeps Python, if it can")
    parser.add_argument("--slack-us", type=float, help="how late Linux may wake a thread")
    parser.add_argument("--alone", type=float, default=3.0)
    return parser

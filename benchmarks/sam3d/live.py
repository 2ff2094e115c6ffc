"""The whole live path of SAM 3D: pictures out, how late, and how often the object is refreshed."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.live_engine import CASES, SHOTS, Part, built_here, built_inside, mark
from benchmarks.sam3d.report import Report, say
from benchmarks.sam3d.timing import free_memory, peak_memory
from benchmarks.sam3d.video import AXES, Video, pictures
from camfilter import priority
from camfilter.bench.loop import _Screen, ended
from camfilter.engines.apart import Children
from camfilter.engines.base import EngineInfo
from camfilter.engines.paced import open_paced
from camfilter.engines.paced.gate import Gate
from camfilter.engines.sam3d.live import drawing, merging
from camfilter.engines.sam3d.live.apart import ApartEngine, threads_for_child, variables_for_child
from camfilter.engines.sam3d.live.packing import Landing
from camfilter.frames import Frame
from camfilter.live import Limit, Session
from camfilter.live import session as live_session
from camfilter.settings import FilterSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camfilter.engines.apart import Child
    from camfilter.engines.base import Engine
    from camfilter.engines.sam3d.live.worker import WorkerEngine
    from camfilter.frames import Geometry


class _Apart(ApartEngine):
    """The engine in a process of its own, and what that takes up."""

    def __init__(self, child: Child, landing: Landing) -> None:
        super().__init__(child, landing)
        self.memory: dict[str, float] = {}

    def begin(self) -> None:
        """Count its memory from here on."""
        self._child.ask("begin")

    def infer(self, frame: Frame) -> Geometry:
        """As the engine does."""
        made = super().infer(frame)
        self.memory = self._child.ask("memory")
        return made


@dataclass(frozen=True, slots=True)
class _Slow:
    """What is measured, and where."""

    engine: WorkerEngine | _Apart
    device: torch.device
    gate: Gate
    abandon: Callable[[], None] | None = None


def _opened(wishes: argparse.Namespace, case: str, shots: list[Any]) -> _Slow:
    gate, device = Gate(), torch.device("cpu" if wishes.cpu else "cuda")
    places = {mark(shot): index for index, shot in enumerate(shots)}
    threads = threads_for_child()
    part = Part(wishes.tiny, wishes.cpu, wishes.voxels, case, wishes.resolution, places, threads)
    if not wishes.apart:
        return _Slow(built_here(gate.wait, part), device, gate)
    children = Children(
        "SAM 3D Objects", gate, built_inside, part, environment=variables_for_child()
    )
    return _Slow(_Apart(children.open(), Landing(device)), device, gate, children.abandon)


def _alone(slow: Engine, shot: Any, seconds: float) -> dict[str, Any]:
    """Objects a second when nothing else is done."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(took) < 3:
        start = time.perf_counter()
        slow.infer(Frame(shot, 0, 0))
        took.append(time.perf_counter() - start)
    best = sorted(took[1:])[len(took[1:]) // 2]
    return {"objects_per_s": round(1 / best, 2), "ms": round(best * 1e3, 1)}


def _live(slow: _Slow, shots: list[Any], wishes: argparse.Namespace) -> dict[str, Any]:
    """One run from a camera of pictures in memory to a screen that takes everything."""
    settings = FilterSettings().changed(
        engine="sam3d", inference_resolution=wishes.resolution, output="depth", pace=wishes.pace
    )
    times = _Times()
    opened: list[Engine] = []

    def open_it(_: FilterSettings) -> tuple[Engine, str]:
        info = EngineInfo("sam3d", "SAM 3D Objects", str(slow.device), metric=False)
        opened.append(
            open_paced(
                settings,
                info,
                lambda: slow.engine,
                merging.ObjectMerger(),
                gate=slow.gate,
                abandon=slow.abandon,
            )
        )
        return opened[0], "to be measured"

    free_memory(slow.device)
    if isinstance(slow.engine, _Apart):
        slow.engine.begin()
    limit = Limit(seconds=wishes.seconds + wishes.warm_up)
    session = Session(Video(shots, wishes.rate), [_Screen()], settings, limit=limit, opener=open_it)
    with times.watched():
        session.start()
        start = _refreshed(session, wishes.warm_up)
        session.statistics._latency.clear()
        session.statistics._age.clear()
        session.statistics._shown.clear()
        times.ms.clear()
        session.join(wishes.seconds / 2)
        used = _device_gb()
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
    if isinstance(slow.engine, _Apart):
        found["apart"] = slow.engine.memory
    if slow.device.type == "cuda":
        found |= peak_memory() | {"device_gb": used}
    return found


def _device_gb() -> float:
    """All memory that is taken on the GPU, by every process and by what is no tensor."""
    if not torch.cuda.is_available():
        return 0.0
    free, total = torch.cuda.mem_get_info()
    return round((total - free) / 1e9, 2)


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
    size = (180, 320) if wishes.tiny else (720, 1280)
    shots = pictures(*size, SHOTS)
    report = Report(torch.device("cpu" if wishes.cpu else "cuda"))
    found: dict[str, Any] = {"facts": report.facts, "axes": list(AXES)}
    for case in wishes.cases:
        say(f"{case}")
        try:
            _measure(wishes, case, shots, found)
        except Exception as error:  # noqa: BLE001 - a benchmark tells all it can
            report.add_failure(case, error)
            traceback.print_exc()
        Path(os.environ.get("OUT", "."), "sam3d_live.json").write_text(
            json.dumps(found, indent=1, default=str), encoding="utf-8"
        )
    say(report.facts_as_text())


def _measure(
    wishes: argparse.Namespace, case: str, shots: list[Any], found: dict[str, Any]
) -> None:
    slow = _opened(wishes, case, shots)
    found[case] = {"alone": _alone(slow.engine, shots[0], wishes.alone)}
    say(json.dumps(found[case]))
    with _contended(wishes):
        found[case]["live"] = _live(slow, shots, wishes)
    say(json.dumps(found[case]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures the live path of SAM 3D on one GPU.")
    parser.add_argument("--tiny", action="store_true", help="small networks, to try the script")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--cases", nargs="+", choices=tuple(CASES), default=list(CASES))
    parser.add_argument("--voxels", type=int, default=26_000)
    parser.add_argument("--rate", type=float, default=60.0)
    parser.add_argument("--apart", action="store_true", help="in a process of its own")
    parser.add_argument("--pace", default="auto")
    parser.add_argument("--resolution", type=int, default=512)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warm-up", type=float, default=4.0)
    parser.add_argument("--busy", type=int, default=0, help="threads that compute in Python")
    parser.add_argument("--turn-ms", type=float, help="how long a thread keeps Python, if it can")
    parser.add_argument("--slack-us", type=float, help="how late Linux may wake a thread")
    parser.add_argument("--alone", type=float, default=3.0)
    return parser

"""How long the look takes, stage by stage, beside what a plain depth plugin does."""

from __future__ import annotations

import time
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.bench.scenes import FRAME_NS, SIZES, pan
from camfilter.bench.steadiness import plain_picture
from camfilter.frames import Frame
from camfilter.look import Look
from camfilter.look.colour import colour_table
from camfilter.look.memory import keep_freed_memory
from camfilter.settings import FilterSettings, OutputMode
from camfilter.timing import StageTimes, percentile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.frames import Geometry

_ENGINE: Final = (288, 512)
_OUTPUTS: Final = (OutputMode.DEPTH, OutputMode.NORMALS, OutputMode.BOTH)
_WARM_UP: Final = 3
_SCENE: Final = 5
_PAN_PX: Final = 4


def bench_look(turns: int = 40, sizes: Sequence[tuple[int, int]] = SIZES) -> dict[str, Any]:
    """Median milliseconds of each stage and of all, for each size and output, by WIDTHxHEIGHT.

    A moving scene, geometry of 512x288, opacity below 1. Sizes, outputs and the plain chain
    (min-max of the frame, bilinear resize, NumPy colour lookup) take turns, so that whatever else
    the machine does meets all of them alike. `times_plain` is the depth picture's cost over the
    plain chain's.
    """
    keep_freed_memory()  # as a live run does
    runs = [_Run(size, output) for size in sizes for output in _OUTPUTS]
    for turn in range(turns + _WARM_UP):
        for run in runs:
            run.step(turn, counted=turn >= _WARM_UP)
    report: dict[str, Any] = {}
    for run in runs:
        entry = report.setdefault(f"{run.size[1]}x{run.size[0]}", {})
        entry[run.output.value] = run.report()
    for run in (run for run in runs if run.output is OutputMode.DEPTH):
        entry = report[f"{run.size[1]}x{run.size[0]}"]
        plain = percentile(run.plain_ms, 50)
        entry["plain_ms"] = round(plain, 3)
        entry["times_plain"] = round(percentile(run.total_ms, 50) / max(plain, 1e-9), 3)
    return {"engine": f"{_ENGINE[1]}x{_ENGINE[0]}", "turns": turns, "sizes": report}


class _Run:
    """One size and output, stepped through a short scene to and fro."""

    def __init__(self, size: tuple[int, int], output: OutputMode) -> None:
        self.size = size
        self.output = output
        self.total_ms: list[float] = []
        self.plain_ms: list[float] = []
        self._settings = FilterSettings(output=output, opacity=0.8)
        self._scene = list(pan(_SCENE, size, _ENGINE, _PAN_PX))
        self._times = StageTimes()
        self._look = Look(self._times)

    def step(self, turn: int, *, counted: bool) -> None:
        """Make one picture, and for the depth the plain one too."""
        frame, geometry = self._moment(turn)
        start = time.perf_counter_ns()
        steady = self._look.steady(geometry, frame, self._settings)
        self._look.render(frame, steady, self._settings)
        middle = time.perf_counter_ns()
        if self.output is OutputMode.DEPTH:
            _plain(frame, geometry, self._settings)
            if counted:
                self.plain_ms.append((time.perf_counter_ns() - middle) / 1e6)
        if counted:
            self.total_ms.append((middle - start) / 1e6)

    def report(self) -> dict[str, Any]:
        """Medians of the whole and of its stages."""
        stages = {name: round(value, 3) for name, value in self._times.medians().items()}
        return {
            "total_ms": round(percentile(self.total_ms, 50), 3),
            "p95_ms": round(percentile(self.total_ms, 95), 3),
            "stages_ms": stages,
        }

    def _moment(self, turn: int) -> tuple[Frame, Geometry]:
        there_and_back = list(chain(range(_SCENE), range(_SCENE - 2, 0, -1)))
        frame, geometry = self._scene[there_and_back[turn % len(there_and_back)]]
        now = Frame(frame.rgb, (turn + 1) * FRAME_NS, turn)
        inferred = type(geometry).checked(
            geometry.depth, geometry.normals, now, metric=False, intrinsics=geometry.intrinsics
        )
        return now, inferred


def _plain(frame: Frame, geometry: Geometry, settings: FilterSettings) -> None:
    table = colour_table(settings.depth_colormap)
    effect = table[plain_picture(frame, geometry)].astype(np.float32)
    mixed = effect * settings.opacity + frame.rgb.astype(np.float32) * (1 - settings.opacity)
    np.asarray(mixed, np.uint8)

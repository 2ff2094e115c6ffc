"""Time, memory and stages of the whole way from a picture to geometry."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.timing import free_memory, peak_memory, synchronise
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.request import Options
from camfilter.engines.sam3d.seen import seen_geometry
from camfilter.frames import Frame, Intrinsics

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.scene import Scene
    from camfilter.engines.sam3d.request import Reconstruction


def usual_cases(bench: Bench) -> dict[str, Options]:
    """Options by their numbers of steps."""
    if bench.choices.tiny:
        return {"1+1": Options(1, 1), "2+2": Options(2, 2, shortcut=True)}
    return {
        "25+25": Options(25, 25),
        "12+12": Options(12, 12),
        "4+4": Options(4, 4, shortcut=True),
        "2+2": Options(2, 2, shortcut=True),
    }


def time_pipeline(bench: Bench, scene: Scene, name: str, options: Options, option: str) -> None:
    """Rows of a reconstruction and, unless it was for its graphs, of its stages and drawing."""
    dino = bench.sizes.stage1_condition.dino
    options = replace(options, size=dino.grid * dino.patch)
    pipeline = Pipeline(bench.networks, scene.residency, torch.float16, options)
    free_memory(bench.device)
    title = f"pipeline {name} with point map"
    bench.time(title, lambda: scene.reconstruct(pipeline), option)
    if bench.cuda:
        bench.report.rows[-1] |= peak_memory()
    bench.report.facts[f"notes of {name}"] = pipeline.notes
    if option == "graphs":
        return
    # The next pipeline records its own graphs.
    pipeline._graphs = None
    pipeline.forget()
    made = _watch_stages(bench, scene, name, options)
    _time_drawing(bench, scene, made, option)


@torch.inference_mode()
def _watch_stages(bench: Bench, scene: Scene, name: str, options: Options) -> Reconstruction:
    """What was made, with a fact of how long each stage took when it was made once before."""
    marks: list[tuple[str, float]] = []

    def observe(stage: str, _value: Any = None) -> None:
        synchronise(bench.device)
        marks.append((stage, time.perf_counter()))

    pipeline = Pipeline(bench.networks, scene.residency, torch.float16, options, observe=observe)
    scene.reconstruct(pipeline)
    marks.clear()
    made = scene.reconstruct(pipeline, lambda: observe("point map"))
    bench.report.facts[f"stages of {name}"] = {
        after[0]: round((after[1] - before[1]) * 1e3, 2) for before, after in pairwise(marks)
    }
    return made


def _time_drawing(bench: Bench, scene: Scene, made: Reconstruction, option: str) -> None:
    cloud = made.cloud.finite().in_opencv()
    camera, frame = Intrinsics(1.0, 16 / 9), Frame(scene.rgb, 0, 0)
    bench.time("splat and normals, 512", lambda: seen_geometry(cloud, camera, frame, 512), option)

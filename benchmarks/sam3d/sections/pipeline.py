"""The whole way from a picture to geometry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.sam3d.scene import low_memory_scene, make_scene, one_object
from benchmarks.sam3d.whole import time_pipeline, usual_cases
from camfilter.engines.sam3d.request import Options

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.scene import Scene


def pipeline(bench: Bench) -> None:
    """The whole way from a picture to geometry, and its peak memory."""
    scene = make_scene(bench)
    with one_object(bench):
        bench.time("point map", lambda: scene.mapper.estimate(scene.rgb))
        for graphs in (False, True) if bench.cuda else (False,):
            _time_cases(bench, scene, graphs=graphs)
        with bench.caught("low memory"):
            _time_low_memory(bench, scene)
        scene.residency.settle(*bench.networks)


def _time_cases(bench: Bench, scene: Scene, *, graphs: bool) -> None:
    for name, options in _cases(bench).items():
        with bench.caught(f"pipeline {name}"):
            chosen = replace(options, graphs=graphs)
            time_pipeline(bench, scene, name, chosen, "graphs" if graphs else "fp16")


def _cases(bench: Bench) -> dict[str, Options]:
    cases = usual_cases(bench)
    if bench.choices.tiny:
        return cases
    one_by_one = Options(25, 25, batched=False)
    return {"25+25": cases["25+25"], "25+25 one by one": one_by_one, **cases}


def _time_low_memory(bench: Bench, scene: Scene) -> None:
    """Four steps with only the networks at work on the GPU."""
    if not bench.cuda:
        return
    options = Options(4, 4, shortcut=True, batched=False)
    time_pipeline(bench, low_memory_scene(bench, scene), "4+4 low memory", options, "fp16")

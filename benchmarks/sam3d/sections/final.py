"""The short run whose figures are published."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch

from benchmarks.sam3d.differences import flat, relative_error
from benchmarks.sam3d.official.comparison import official
from benchmarks.sam3d.runs import all_runs, flow_runs, gaussian_runs, stage1_runs, unfused
from benchmarks.sam3d.scene import changing_objects, make_scene, one_object
from benchmarks.sam3d.sections.graphs import time_graphed_conditions, time_graphed_stage1
from benchmarks.sam3d.timing import free_memory, kernels_of
from benchmarks.sam3d.whole import time_pipeline, usual_cases
from camfilter.engines.sam3d import fused
from camfilter.engines.sam3d.graphs import GraphedStructureFlow
from camfilter.engines.sam3d.kernels import attention_kernels, tuned_convolutions
from camfilter.engines.sam3d.point_map import PointMapper
from camfilter.engines.sam3d.request import Options

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.scene import Scene


def final(bench: Bench) -> None:
    """What users get, as short as can be: default options beside the official modules."""
    bench.report.facts["fused kernels"] = fused.usable(bench.device)
    with attention_kernels(bench.device):
        _time_flows_and_conditions(bench)
        _time_decoders(bench)
        _note_agreement(bench)
    free_memory(bench.device)
    _time_pipelines(bench, make_scene(bench))
    free_memory(bench.device)
    official(bench)


def _time_flows_and_conditions(bench: Bench) -> None:
    for name, run in all_runs(bench.networks, bench.inputs).items():
        bench.time(name, run, "default" if "stage 1" not in name else "eager")
        if name.startswith("stage"):
            bench.report.facts[f"kernels of {name}"] = kernels_of(run, bench.device)
    if bench.cuda:
        time_graphed_conditions(bench)
        with bench.caught("graphs"):
            time_graphed_stage1(bench, "default")


def _time_decoders(bench: Bench) -> None:
    networks, inputs = bench.networks, bench.inputs
    with tuned_convolutions():
        run = partial(networks.structure_decoder, inputs.shape)
        bench.time("structure decoder", run, "default")
    bench.time_all(gaussian_runs(networks, inputs), "default")
    run = partial(networks.stage1_flow.condition, inputs.tokens1)
    bench.time("stage 1 keys and values", run)


@torch.inference_mode()
def _note_agreement(bench: Bench) -> None:
    """Fused against plain, and recorded against eager, in half precision."""
    networks, inputs, facts = bench.networks, bench.inputs, bench.report.facts
    with unfused():
        known = {name: flat(run()) for name, run in flow_runs(networks, inputs).items()}
    found = {name: flat(run()) for name, run in flow_runs(networks, inputs).items()}
    for name, value in known.items():
        facts[f"fused to plain, {name}"] = relative_error(found[name], value)
    if not bench.cuda:
        return
    for name, run in stage1_runs(GraphedStructureFlow(networks.stage1_flow), inputs).items():
        errors = [relative_error(flat(run()), found[name]) for _ in range(20)]
        facts[f"recorded to eager, {name}, worst of 20"] = max(errors)


def _time_pipelines(bench: Bench, scene: Scene) -> None:
    with one_object(bench):
        with bench.caught("point map"):
            _time_point_map(bench, scene)
        for name, options in usual_cases(bench).items():
            with bench.caught(f"pipeline {name}"):
                time_pipeline(bench, scene, name, options, "default")
    with bench.caught("new number of voxels"), changing_objects(bench):
        options = Options(4, 4, shortcut=True)
        time_pipeline(bench, scene, "4+4, new voxels", options, "default")


def _time_point_map(bench: Bench, scene: Scene) -> None:
    bench.time("point map", partial(scene.mapper.estimate, scene.rgb), "default")
    mapper = PointMapper(scene.moge, scene.residency, half=bench.cuda, graphs=False)
    eager = partial(mapper.estimate, scene.rgb)
    bench.time("point map", eager, "eager")
    bench.report.facts["kernels of a point map"] = kernels_of(eager, bench.device)

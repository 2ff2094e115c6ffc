"""Times of the official modules, and how far our results are from theirs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from benchmarks.sam3d.differences import flat, relative_error
from benchmarks.sam3d.official.modules import build_official
from benchmarks.sam3d.runs import TIME, flow_runs
from camfilter.engines.sam3d.kernels import attention_kernels
from camfilter.engines.sam3d.sampler import STAGE1_GUIDANCE, STAGE2_GUIDANCE, make_schedule

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.official.modules import Official
    from benchmarks.sam3d.timing import Runs

_STEPS = 25


def official(bench: Bench) -> None:
    """The official modules with the same weights, one evaluation and whole samplings."""
    choices = bench.choices
    if choices.upstream is None:
        return
    dinov2 = choices.dinov2 or Path()
    made = build_official(choices.upstream, dinov2, bench.networks, bench.device, half=bench.cuda)
    runs = {**_flow_runs(made, bench), **_other_runs(made, bench)}
    ms: dict[str, float] = {}
    for name, run in runs.items():
        with bench.caught(f"official {name}"):
            ms[name] = bench.time(name, run, "official")
    _note_differences(made, bench)
    if len(ms) == len(runs):
        bench.report.add_time("sampling 25+25, sum of parts", _sum_of_parts(ms), "official")


def _flow_runs(made: Official, bench: Bench) -> Runs:
    given = bench.inputs
    first = partial(made.stage1, given.latents, TIME, given.tokens1.float())
    second = partial(made.stage2, given.sparse, given.coords, TIME, given.tokens2.float())
    return {
        "stage 1 conditional": partial(first, unconditional=False),
        "stage 1 unconditional": partial(first, unconditional=True),
        "stage 2 conditional": partial(second, unconditional=False),
        "stage 2 unconditional": partial(second, unconditional=True),
    }


def _other_runs(made: Official, bench: Bench) -> Runs:
    """What runs once in a sampling."""
    given = bench.inputs
    return {
        "structure decoder": partial(made.structure, given.shape),
        "gaussian decoder 32": partial(made.gaussians, given.sparse, given.coords),
        "condition 1": partial(made.condition1, given.pictures, given.masks, given.points),
        "condition 2": partial(made.condition2, given.pictures, given.masks),
    }


def _sum_of_parts(ms: dict[str, float]) -> float:
    """Milliseconds of a sampling with guidance, from those of its modules."""
    one = make_schedule(_STEPS, rescale=3.0, guidance=STAGE1_GUIDANCE).evaluations - _STEPS
    two = make_schedule(_STEPS, rescale=1.0, guidance=STAGE2_GUIDANCE).evaluations - _STEPS
    times = {
        "stage 1 conditional": _STEPS,
        "stage 1 unconditional": one,
        "stage 2 conditional": _STEPS,
        "stage 2 unconditional": two,
    }
    return sum(times.get(name, 1) * value for name, value in ms.items())


@torch.inference_mode()
def _note_differences(made: Official, bench: Bench) -> None:
    """How far our results are from the official ones, both in half precision."""
    with attention_kernels(bench.device):
        ours, theirs = flow_runs(bench.networks, bench.inputs), _flow_runs(made, bench)
        for stage in ("stage 1", "stage 2"):
            name = f"{stage} conditional"
            error = relative_error(flat(ours[name]()), flat(theirs[name]()))
            bench.report.facts[f"{stage}, relative difference to official"] = error

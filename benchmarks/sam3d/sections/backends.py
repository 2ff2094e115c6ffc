"""PyTorch's attention kernels, one at a time."""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from benchmarks.sam3d.inputs import SIDE
from benchmarks.sam3d.runs import TIME, condition_runs, stage1_runs, stage2_runs
from benchmarks.sam3d.timing import synchronise
from camfilter.engines.sam3d.sparse import Voxels

if TYPE_CHECKING:
    from torch import Tensor

    from benchmarks.sam3d.bench import Bench

BACKENDS = {
    "cudnn": SDPBackend.CUDNN_ATTENTION,
    "flash": SDPBackend.FLASH_ATTENTION,
    "efficient": SDPBackend.EFFICIENT_ATTENTION,
}


def backends(bench: Bench) -> None:
    """One attention kernel at a time, and what a new number of voxels costs."""
    for option, backend in BACKENDS.items():
        _time_first_runs(bench, option, backend)
    for index, (option, backend) in enumerate(BACKENDS.items()):
        with bench.caught(f"new shape {option}"), sdpa_kernel(backend):
            # No kernel sees a number that another one has seen.
            counts = [20 * less * (1 + index) for less in (11, 23, 37)]
            taken = [_first_call_ms(bench, bench.inputs.coords[:-count]) for count in counts]
            ms = statistics.median(taken)
            bench.report.add_time("stage 2 first call of a new N", ms, option)


def _time_first_runs(bench: Bench, option: str, backend: SDPBackend) -> None:
    networks, inputs = bench.networks, bench.inputs
    for make in (
        partial(condition_runs, networks, inputs),
        partial(stage1_runs, networks.stage1_flow, inputs),
        partial(stage2_runs, networks.stage2_flow, inputs),
    ):
        with bench.caught(f"backend {option}"), sdpa_kernel(backend):
            name, run = next(iter(make().items()))
            bench.time(name, run, option)


@torch.inference_mode()
def _first_call_ms(bench: Bench, coords: Tensor) -> float:
    flow, inputs = bench.networks.stage2_flow, bench.inputs
    (step,) = flow.steps(torch.tensor([TIME], device=bench.device))
    context = flow.context(inputs.tokens2, Voxels(coords, SIDE))
    synchronise(bench.device)
    start = time.perf_counter()
    flow(inputs.sparse[: len(coords)], step, context)
    synchronise(bench.device)
    return (time.perf_counter() - start) * 1e3

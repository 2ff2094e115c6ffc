"""Parts of the pipeline as CUDA graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from benchmarks.sam3d.runs import condition_runs, gaussian_runs, stage1_runs, stage2_runs
from benchmarks.sam3d.timing import recorded
from camfilter.engines.sam3d.graphs import GraphedEncoder, GraphedStructureFlow
from camfilter.engines.sam3d.kernels import attention_kernels

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench


def graphs(bench: Bench) -> None:
    """CUDA graphs."""
    if not bench.cuda:
        return
    with attention_kernels(bench.device):
        time_graphed_conditions(bench)
        time_graphed_stage1(bench, "graph")
        for name, run in stage2_runs(bench.networks.stage2_flow, bench.inputs).items():
            bench.time(name, recorded(run), "graph")
        for name, run in gaussian_runs(bench.networks, bench.inputs).items():
            with bench.caught("gaussian decoder graph"):
                bench.time(name, recorded(run), "graph")


def time_graphed_conditions(bench: Bench) -> None:
    """Rows of the condition with its encoders recorded as the pipeline records them."""
    with bench.caught("condition graph"):
        runs = condition_runs(bench.networks, bench.inputs, GraphedEncoder)
        bench.time_all(runs, "graph")


@torch.inference_mode()
def time_graphed_stage1(bench: Bench, option: str) -> None:
    """Rows of stage 1 as the pipeline records it."""
    graphed = GraphedStructureFlow(bench.networks.stage1_flow)
    bench.time_all(stage1_runs(graphed, bench.inputs), option)

"""Every module by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch

from benchmarks.sam3d.inputs import SIDE
from benchmarks.sam3d.runs import all_runs, gaussian_runs, stage1_runs
from camfilter.engines.sam3d.kernels import attention_kernels
from camfilter.engines.sam3d.sparse import Voxels
from camfilter.engines.sam3d.structure_flow import StructureFlow

if TYPE_CHECKING:
    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.timing import Runs


def modules(bench: Bench) -> None:
    """Every module as the pipeline runs it."""
    with attention_kernels(bench.device):
        bench.time_all(all_runs(bench.networks, bench.inputs))
        bench.time_all(_preparing_runs(bench))
        bench.time_all(gaussian_runs(bench.networks, bench.inputs))


def _preparing_runs(bench: Bench) -> Runs:
    """What comes once for a picture, and the structure decoder."""
    networks, inputs = bench.networks, bench.inputs
    flow1, flow2 = networks.stage1_flow, networks.stage2_flow
    times = torch.arange(25.0, device=bench.device) * 40
    return {
        "stage 1 keys and values": partial(flow1.condition, inputs.tokens1),
        "stage 2 keys and values": partial(flow2.context, inputs.tokens2, inputs.voxels),
        "stage 2 modulation, 25 steps": partial(flow2.steps, times),
        "structure decoder": partial(networks.structure_decoder, inputs.shape),
        "neighbour tables": lambda: Voxels(inputs.coords, SIDE).tap_rows,
    }


def streams(bench: Bench) -> None:
    """Stage 1 with its residual stream in half precision."""
    half = StructureFlow(bench.sizes.stage1_flow, stream_dtype=torch.float16)
    half.load_state_dict(bench.networks.stage1_flow.state_dict(), assign=True)
    with attention_kernels(bench.device):
        bench.time_all(stage1_runs(half, bench.inputs), "fp16 stream")

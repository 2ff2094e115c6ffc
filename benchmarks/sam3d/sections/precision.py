"""What half precision costs in accuracy."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.differences import flat, overlap, relative_error
from benchmarks.sam3d.inputs import SIDE
from benchmarks.sam3d.random_networks import random_networks
from benchmarks.sam3d.runs import all_runs
from benchmarks.sam3d.sections.parity import compare_with_fixture
from camfilter.engines.sam3d.kernels import attention_kernels

if TYPE_CHECKING:
    from torch import Tensor

    from benchmarks.sam3d.bench import Bench
    from benchmarks.sam3d.inputs import Inputs
    from camfilter.engines.sam3d.networks import Networks


def precision(bench: Bench) -> None:
    """Half precision against fp32: relative error of each module, occupancy on parity data."""
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    wanted = _exact_outputs(bench)
    for dtype in (torch.float16, torch.bfloat16):
        _compare(bench, dtype, wanted)
    # fp16 -> bf16 has lost bits: new weights for the sections that follow.
    bench.networks = random_networks(bench.sizes, bench.device)
    compare_with_fixture(bench)


def _exact_outputs(bench: Bench) -> dict[str, Tensor]:
    exact = copy.deepcopy(bench.networks)
    exact.compute_in(torch.float32)
    return _outputs(exact, bench.inputs)


def _compare(bench: Bench, dtype: torch.dtype, wanted: dict[str, Tensor]) -> None:
    option = str(dtype).removeprefix("torch.")
    bench.networks.compute_in(dtype)
    found = _outputs(bench.networks, bench.inputs)
    for name, value in found.items():
        bench.report.add_error(name, relative_error(value, wanted[name]), option)
    iou = overlap(found["structure"] > 0, wanted["structure"] > 0)
    bench.report.add_overlap("random weights", iou, option)


@torch.inference_mode()
def _outputs(networks: Networks, inputs: Inputs) -> dict[str, Tensor]:
    """All numbers that each module gives."""
    with attention_kernels(inputs.device):
        out: dict[str, Any] = {name: run() for name, run in all_runs(networks, inputs).items()}
        out["structure"] = networks.structure_decoder(inputs.shape)
        out |= _gaussians(networks, inputs)
    return {name: flat(value) for name, value in out.items()}


def _gaussians(networks: Networks, inputs: Inputs) -> dict[str, Tensor]:
    cloud = networks.gaussian_decoder(inputs.sparse, inputs.voxels)
    centres = (inputs.coords + 0.5) / SIDE - 0.5
    centres = centres.repeat_interleave(len(cloud) // len(centres), 0)
    return {
        "gaussian offset": cloud.xyz - centres,
        "gaussian scale": cloud.scale,
        "gaussian rotation": cloud.rotation,
        "gaussian opacity": cloud.opacity,
    }

"""The parts of the pipeline on the inputs, each ready to be called."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.sam3d.random_networks import small_gaussian_decoder
from camfilter.engines.sam3d import fused
from camfilter.engines.sam3d.condition import ConditionFeatures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    from benchmarks.sam3d.inputs import Inputs
    from benchmarks.sam3d.timing import Runs
    from camfilter.engines.sam3d.networks import Networks

    Encode = Callable[[Tensor], Tensor]

TIME = 400.0
"""The time of the one step that is measured, of 1000."""


def _eager(encode: Encode, _maps: Tensor) -> Encode:
    return encode


@torch.inference_mode()
def condition_runs(
    networks: Networks, inputs: Inputs, record: Callable[[Encode, Tensor], Encode] = _eager
) -> Runs:
    """Condition tokens of both stages, with encoders of pictures and masks as `record` has them."""
    one, two = networks.stage1_condition, networks.stage2_condition
    pictures, masks, points = inputs.pictures, inputs.masks, inputs.points
    pictures1, masks1 = record(one.encode_pictures, pictures), record(one.encode_masks, masks)
    pictures2, masks2 = record(two.encode_pictures, pictures), record(two.encode_masks, masks)
    known = masks1(masks)

    def first(of_masks: Callable[[], Tensor]) -> Tensor:
        return one.join(
            ConditionFeatures(pictures1(pictures), of_masks(), one.encode_points(points))
        )

    return {
        "condition 1": lambda: first(lambda: masks1(masks)),
        "condition 1, masks known": lambda: first(lambda: known),
        "condition 2": lambda: two.join(ConditionFeatures(pictures2(pictures), masks2(masks))),
    }


@torch.inference_mode()
def stage1_runs(flow: Any, inputs: Inputs) -> Runs:
    """Evaluations of stage 1's flow, or of what stands in for it."""
    condition, constants = flow.condition(inputs.tokens1), flow.constants()
    turn = flow.modulations(torch.tensor([TIME]), 0.0)[0]
    latents = inputs.latents
    both = {name: torch.cat([value, value]) for name, value in latents.items()}
    return {
        "stage 1 conditional": lambda: flow(latents, turn, condition, constants),
        "stage 1 unconditional": lambda: flow(latents, turn, None, constants),
        "stage 1 both in a batch": lambda: flow(both, turn, condition, constants),
    }


@torch.inference_mode()
def stage2_runs(flow: Any, inputs: Inputs) -> Runs:
    """Evaluations of stage 2's flow."""
    context = flow.context(inputs.tokens2, inputs.voxels)
    (step,) = flow.steps(torch.tensor([TIME], device=inputs.device))
    run = partial(flow, inputs.sparse, step, context)
    return {
        "stage 2 conditional": run,
        "stage 2 unconditional": partial(run, conditional=False, unconditional=True),
        "stage 2 both in a batch": partial(run, unconditional=True),
    }


def flow_runs(networks: Networks, inputs: Inputs) -> Runs:
    """Evaluations of both flows."""
    return {
        **stage1_runs(networks.stage1_flow, inputs),
        **stage2_runs(networks.stage2_flow, inputs),
    }


def all_runs(networks: Networks, inputs: Inputs) -> Runs:
    """Condition tokens and evaluations of both stages."""
    return {**condition_runs(networks, inputs), **flow_runs(networks, inputs)}


def gaussian_runs(networks: Networks, inputs: Inputs) -> Runs:
    """The decoders of 32 and of 4 Gaussians per voxel."""
    large = networks.gaussian_decoder
    small = small_gaussian_decoder(large.settings, inputs.device)
    return {
        f"gaussian decoder {decoder.settings.gaussians}": partial(
            decoder, inputs.sparse, inputs.voxels
        )
        for decoder in (large, small)
    }


@contextlib.contextmanager
def unfused() -> Iterator[None]:
    """Everything inside runs without the fused kernels."""
    fused.enabled = False
    try:
        yield
    finally:
        fused.enabled = True

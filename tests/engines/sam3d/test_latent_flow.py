from __future__ import annotations

from functools import cache

import pytest
import torch
from sam3d_parity import Fixture, load_fixture

from camfilter.engines.sam3d.hyper_parameters import LatentFlowSettings
from camfilter.engines.sam3d.latent_flow import LatentContext, LatentFlow
from camfilter.engines.sam3d.latent_velocity import LATENTS, LatentVelocity, denormalised
from camfilter.engines.sam3d.sampler import Guidance, Latents, Step, make_schedule, sample
from camfilter.engines.sam3d.sparse import Voxels

_PREFIX = "_base_models.generator.reverse_fn.backbone."


@cache
def _flow(name: str, *, quiet: bool = False) -> tuple[Fixture, LatentFlow]:
    fixture = load_fixture(name)
    flow = LatentFlow(LatentFlowSettings.from_official(fixture.hyper))
    fixture.fill(flow, "slat_flow", quiet=quiet, prefix=_PREFIX)
    return fixture, flow


def _context(fixture: Fixture, flow: LatentFlow) -> LatentContext:
    return flow.context(fixture.tensor("cond"), Voxels(fixture.tensor("coords"), 64))


@pytest.mark.parametrize("call", ["cond", "uncond", "start", "quiet"])
@torch.inference_mode()
def test_velocity_is_the_official_one(call: str) -> None:
    fixture, flow = _flow("slat_flow", quiet=call == "quiet")
    asked = fixture.manifest["calls"][call]
    (step,) = flow.steps(torch.tensor([asked["t"]]))
    alone = asked.get("unconditional", False)
    velocity = flow(
        fixture.tensor("x")[0],
        step,
        _context(fixture, flow),
        conditional=not alone,
        unconditional=alone,
    )
    fixture.check(call, velocity)


@torch.inference_mode()
def test_both_velocities_of_one_batch_are_the_official_ones() -> None:
    fixture, flow = _flow("slat_flow")
    (step,) = flow.steps(torch.tensor([400.0]))
    both = flow(fixture.tensor("x")[0], step, _context(fixture, flow), unconditional=True)
    fixture.check("cond", both[:1])
    fixture.check("uncond", both[1:])


@pytest.mark.parametrize("batched", [True, False])
@pytest.mark.parametrize("run", ["default", "boundary", "no_cfg"])
@torch.inference_mode()
def test_sampling_is_the_official_one_at_every_step(run: str, batched: bool) -> None:
    fixture, flow = _flow("slat_sampler")
    asked = fixture.manifest["runs"][run]
    guidance = Guidance(asked["strength"], tuple(asked["interval"]))
    schedule = make_schedule(asked["steps"], rescale=asked["rescale_t"], guidance=guidance)
    velocity = LatentVelocity(flow, _context(fixture, flow), schedule, batched=batched)

    def check(step: Step, state: Latents) -> None:
        fixture.check(f"{run}.step{step.index + 1}", state[LATENTS])

    out = sample({LATENTS: fixture.tensor("noise")}, velocity, schedule, check)
    fixture.check(f"{run}.slat", denormalised(out[LATENTS][0]))


@pytest.mark.parametrize(("dtype", "limit"), [(torch.float16, 0.01), (torch.bfloat16, 0.06)])
@torch.inference_mode()
def test_half_precision_stays_near(dtype: torch.dtype, limit: float) -> None:
    fixture = load_fixture("slat_flow")
    flow = LatentFlow(LatentFlowSettings.from_official(fixture.hyper))
    fixture.fill(flow, "slat_flow")
    flow.compute_in(dtype)
    (step,) = flow.steps(torch.tensor([400.0]))
    velocity = flow(fixture.tensor("x")[0], step, _context(fixture, flow))
    expected = torch.from_numpy(fixture.expected("cond"))
    assert velocity.dtype == torch.float32
    assert (velocity - expected).norm() / expected.norm() < limit

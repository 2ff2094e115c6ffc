from __future__ import annotations

import functools

import pytest
import torch
from sam3d_parity import load_fixture

from camfilter.engines.sam3d.hyper_parameters import LAYOUT, SHAPE, StructureFlowSettings
from camfilter.engines.sam3d.sampler import Guidance, Latents, Step, make_schedule, sample
from camfilter.engines.sam3d.structure_flow import (
    StructureFlow,
    StructureVelocity,
    draw_noise,
)

FLOW = load_fixture("ss_flow")
SAMPLER = load_fixture("ss_sampler")


@functools.cache
def flow_of(quiet: bool = False) -> StructureFlow:
    flow = StructureFlow(StructureFlowSettings.from_official(FLOW.hyper))
    FLOW.fill(flow, "ss_flow", quiet=quiet)
    return flow


@pytest.mark.parametrize("name", FLOW.manifest["calls"])
def test_velocities_match_the_official_ones(name: str) -> None:
    flow = flow_of(name == "quiet")
    call = FLOW.manifest["calls"][name]
    condition = None if call["unconditional"] else flow.condition(FLOW.tensor("cond"))
    modulations = flow.modulations(torch.tensor([call["t"]]), call["d"])
    velocities = flow(FLOW.tensors("x."), modulations[0], condition, flow.constants())
    for latent, velocity in velocities.items():
        FLOW.check(f"{name}.{latent}", velocity)


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("name", SAMPLER.manifest["runs"])
def test_every_step_of_sampling_matches_the_official_one(name: str, batched: bool) -> None:
    run = SAMPLER.manifest["runs"][name]
    schedule = make_schedule(
        run["steps"],
        rescale=run["rescale_t"],
        guidance=Guidance(run["strength"], tuple(run["interval"])),
        shortcut=run["shortcut"],
    )
    flow = flow_of()
    condition = flow.condition(SAMPLER.tensor("cond"))

    def check(step: Step, state: Latents) -> None:
        for latent, value in state.items():
            SAMPLER.check(f"{name}.step{step.index + 1}.{latent}", value)

    velocity = StructureVelocity(flow, condition, schedule, batched=batched)
    sample(SAMPLER.tensors("noise."), velocity, schedule, check)


def test_an_all_zero_condition_gives_the_constants() -> None:
    flow = flow_of()
    latents, constants = FLOW.tensors("x."), flow.constants()
    turn = flow.modulations(torch.tensor([400.0]), 0.0)[0]
    zeros = flow.condition(torch.zeros_like(FLOW.tensor("cond")))
    with_zeros = flow(latents, turn, zeros, constants)
    without = flow(latents, turn, None, constants)
    for name, velocity in with_zeros.items():
        torch.testing.assert_close(without[name], velocity, rtol=0, atol=1e-5)


def test_the_condition_of_a_next_picture_can_take_the_place_of_the_last() -> None:
    flow = flow_of()
    first = flow.condition(torch.rand_like(FLOW.tensor("cond")))
    again = flow.condition(FLOW.tensor("cond"), out=first)
    fresh = flow.condition(FLOW.tensor("cond"))
    for ours, theirs in ((again.shape, fresh.shape), (again.layout, fresh.layout)):
        for reused, expected in zip(ours, theirs, strict=True):
            torch.testing.assert_close(reused, expected, rtol=0, atol=1e-5)
    assert again.shape[0].data_ptr() == first.shape[0].data_ptr()


def test_the_shape_does_not_depend_on_the_layout() -> None:
    flow = flow_of()
    latents = FLOW.tensors("x.")
    turn = flow.modulations(torch.tensor([400.0]), 0.0)[0]
    condition, constants = flow.condition(FLOW.tensor("cond")), flow.constants()
    moved = {name: value + (name != SHAPE) for name, value in latents.items()}
    before = flow(latents, turn, condition, constants)
    after = flow(moved, turn, condition, constants)
    assert torch.equal(before[SHAPE], after[SHAPE])
    assert not torch.allclose(before[LAYOUT], after[LAYOUT])


def test_what_is_kept_follows_times_and_weights() -> None:
    flow = flow_of.__wrapped__()
    times = torch.tensor([100.0, 400.0])
    first = flow.modulations(times, 0.0)
    assert flow.modulations(times.clone(), 0.0) is first
    torch.testing.assert_close(flow.modulations(times[1:], 0.0)[0], first[1])
    assert not torch.allclose(flow.modulations(times, 250.0), first)
    constants = flow.constants()
    assert flow.constants() is constants
    flow.load_state_dict({key: 2 * value for key, value in flow.state_dict().items()})
    assert not torch.allclose(flow.modulations(times, 0.0), first)
    assert not torch.allclose(flow.constants().shape, constants.shape)


def test_the_default_sizes_are_those_of_the_checkpoint() -> None:
    with torch.device("meta"):
        flow = StructureFlow(StructureFlowSettings())
    state = flow.state_dict()
    assert len(state) == 945
    assert sum(weight.numel() for weight in flow.parameters()) == 959_962_133
    assert sum(value.numel() for value in flow.buffers()) == 4_194_304
    assert state["blocks.23.cross_attn.6drotation_normalized.to_kv.weight"].shape == (2048, 1024)


def test_noise_is_drawn_in_the_official_order() -> None:
    settings = StructureFlowSettings()
    noise = draw_noise(settings, torch.Generator().manual_seed(7), "cpu")
    generator = torch.Generator().manual_seed(7)
    sizes = {LAYOUT: (1, 6), "scale": (1, 3), SHAPE: (4096, 8), "translation": (1, 3)}
    for name, size in sizes.items():
        assert torch.equal(noise[name], torch.randn(1, *size, generator=generator))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("stream", [torch.float32, None])
def test_half_precision_stays_close(dtype: torch.dtype, stream: torch.dtype | None) -> None:
    exact = flow_of()
    half = StructureFlow(exact.settings, stream or dtype)
    half.load_state_dict(exact.state_dict())
    half.to(dtype).requires_grad_(False)
    outputs = []
    for flow in (exact, half):
        turn = flow.modulations(torch.tensor([400.0]), 0.0)[0]
        condition = flow.condition(FLOW.tensor("cond"))
        outputs.append(flow(FLOW.tensors("x."), turn, condition, flow.constants())[SHAPE])
    assert outputs[1].dtype == torch.float32
    assert (outputs[1] - outputs[0]).norm() / outputs[0].norm() < 0.02

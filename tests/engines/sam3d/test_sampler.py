from __future__ import annotations

import numpy as np
import pytest
import torch

from camfilter.engines.sam3d.sampler import (
    STAGE1_GUIDANCE,
    STAGE1_RESCALE,
    STAGE2_GUIDANCE,
    STAGE2_RESCALE,
    Guidance,
    Latents,
    Step,
    guided,
    make_schedule,
    sample,
)
from camfilter.errors import EngineError


@pytest.mark.parametrize(
    ("rescale", "guidance", "evaluations"),
    [(STAGE1_RESCALE, STAGE1_GUIDANCE, 44), (STAGE2_RESCALE, STAGE2_GUIDANCE, 38)],
)
def test_the_default_schedules_need_as_many_evaluations_as_the_official_ones(
    rescale: float, guidance: Guidance, evaluations: int
) -> None:
    assert make_schedule(25, rescale=rescale, guidance=guidance).evaluations == evaluations


@pytest.mark.parametrize(("count", "starts"), [(4, [0, 100, 250, 500]), (2, [0, 250]), (1, [0])])
def test_shortcut_steps_differ_but_are_told_to_be_equal(count: int, starts: list[float]) -> None:
    schedule = make_schedule(count, rescale=3, guidance=STAGE1_GUIDANCE, shortcut=True)
    assert schedule.times().tolist() == pytest.approx(starts)
    assert schedule.shortcut == 1 / count
    assert schedule.evaluations == count


@pytest.mark.parametrize("rescale", [1.0, 3.0])
@pytest.mark.parametrize("count", range(1, 51))
def test_guidance_ends_where_the_official_one_does(count: int, rescale: float) -> None:
    schedule = make_schedule(count, rescale=rescale, guidance=Guidance(7.0))
    plain = np.linspace(0, 1, count + 1)
    official = plain / (1 + (rescale - 1) * (1 - plain))
    assert [step.guided for step in schedule.steps] == list(official[:-1] * 1000 <= 500)
    assert sum(step.length for step in schedule.steps) == pytest.approx(1)


@pytest.mark.parametrize(
    ("start", "applies"), [(0.0, False), (0.1, True), (0.5, True), (0.51, False)]
)
def test_both_ends_of_the_guided_interval_belong_to_it(start: float, applies: bool) -> None:
    assert Guidance(1.0, (100, 500)).applies(start) is applies
    assert not Guidance(0.0).applies(start)


def test_guidance_overshoots_by_its_strength() -> None:
    velocity = guided({"a": torch.tensor([3.0])}, {"a": torch.tensor([1.0])}, Guidance(7.0))
    assert velocity["a"].item() == 8 * 3 - 7 * 1


def test_a_constant_velocity_carries_noise_to_data_exactly() -> None:
    noise = {"a": torch.tensor([1.0, 2.0])}
    seen: list[tuple[int, bool]] = []

    def velocity(state: Latents, step: Step) -> tuple[Latents, Latents | None]:
        seen.append((step.index, step.guided))
        return {"a": torch.full_like(state["a"], 4.0)}, None

    data = sample(noise, velocity, make_schedule(5, rescale=3))
    torch.testing.assert_close(data["a"], torch.tensor([5.0, 6.0]))
    assert seen == [(index, False) for index in range(5)]
    assert noise["a"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("count", [0, -3])
def test_no_steps_are_refused(count: int) -> None:
    with pytest.raises(EngineError, match="diffusion steps"):
        make_schedule(count, rescale=1)

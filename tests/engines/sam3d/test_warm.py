from __future__ import annotations

import pytest
import torch

from camfilter.engines.sam3d.sampler import NO_GUIDANCE, make_schedule
from camfilter.engines.sam3d.warm import Remembered, latent_start, structure_start


def _before() -> Remembered:
    coords = torch.tensor([[1, 1, 1], [2, 1, 1], [6, 6, 6]])
    latents = torch.arange(6.0).view(1, 3, 2)
    return Remembered({"shape": torch.full((1, 4, 2), 3.0)}, latents, coords)


def test_the_start_lies_on_the_way_from_noise_to_the_object() -> None:
    start = structure_start({"shape": torch.ones(1, 4, 2)}, _before(), 0.75)
    assert torch.allclose(start["shape"], torch.full((1, 4, 2), 2.5))


def test_voxels_keep_their_latents_and_new_ones_take_after_their_neighbours() -> None:
    coords = torch.tensor([[2, 1, 1], [6, 6, 6], [3, 1, 1]])
    start = latent_start(torch.zeros(1, 3, 2), coords, _before(), 1.0, 8)
    assert start[0].tolist() == [[2, 3], [4, 5], pytest.approx([1, 2])]


def test_a_voxel_far_from_all_old_ones_starts_from_noise_alone() -> None:
    start = latent_start(torch.ones(1, 1, 2), torch.tensor([[0, 7, 0]]), _before(), 0.5, 8)
    assert start.tolist() == [[[0.5, 0.5]]]


@pytest.mark.parametrize(
    ("count", "start", "steps"), [(4, 0.0, 4), (4, 0.5, 2), (12, 0.6, 5), (2, 0.9, 1)]
)
def test_a_later_start_takes_fewer_steps_to_the_same_end(
    count: int, start: float, steps: int
) -> None:
    schedule = make_schedule(count, rescale=3, guidance=NO_GUIDANCE, start=start)
    assert len(schedule.steps) == steps
    assert schedule.steps[0].time == pytest.approx(start)
    assert schedule.steps[-1].time + schedule.steps[-1].length == pytest.approx(1)
    told = make_schedule(count, rescale=3, shortcut=True, start=start).shortcut
    assert told == pytest.approx((1 - start) / steps)

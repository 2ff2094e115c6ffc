"""Learning goes on through bad steps, and from one run to the next."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from training.learner import Learner, Rates  # noqa: E402
from training.net import make_net  # noqa: E402
from training.replay import Ring  # noqa: E402
from training.settings import Shape  # noqa: E402
from training.state import resume, save  # noqa: E402
from training.views import Pairing, sample_views  # noqa: E402

DEVICE = torch.device("cpu")


@pytest.fixture
def views(toy):
    torch.manual_seed(0)
    ring = Ring(8, 2, 72, 96, DEVICE)
    frames, flow, seen = toy.draw(Shape(72, 96, 1.0, ()), 2)
    ring.add(frames, flow, seen)
    return sample_views(ring, 4, 64, 96, Pairing.FRAME)


@pytest.fixture
def learner():
    torch.manual_seed(0)
    return Learner(make_net("fast"), DEVICE, Rates(warm_up=2))


def test_the_loss_falls(learner, views):
    first, *_, last = [learner.step(views, 0.0) for _ in range(4)]
    assert sum(last.values()) < sum(first.values())
    assert {"agree", "turn", "relative", "focal"} <= last.keys()


def test_a_bad_step_changes_nothing(learner, views):
    learner.step(views, 0.0)
    before = copy.deepcopy([parameter.detach() for parameter in learner.net.parameters()])
    views.truth.focal.fill_(torch.nan)
    learner.step(views, 0.0)
    for old, new in zip(before, learner.net.parameters(), strict=True):
        assert torch.equal(old, new)
    assert learner.bad_steps == 1


def test_the_encoders_statistics_stay_as_published(learner, views):
    before = learner.net.encoder._bn0.running_mean.clone()
    learner.step(views, 0.0)
    assert torch.equal(before, learner.net.encoder._bn0.running_mean)


def test_a_resumed_learner_is_the_one_that_was_saved(learner, views, tmp_path):
    for _ in range(3):
        learner.step(views, 0.2)
    save(learner, tmp_path)
    other = Learner(make_net("fast"), DEVICE, Rates())
    resume(other, tmp_path)
    assert other.steps == 3
    for old, new in zip(learner.net.parameters(), other.net.parameters(), strict=True):
        torch.testing.assert_close(old, new, atol=2e-4, rtol=2e-3)
    ours = learner.optimizer.state[learner.net.head.coarse.weight]["exp_avg_sq"]
    theirs = other.optimizer.state[other.net.head.coarse.weight]["exp_avg_sq"]
    torch.testing.assert_close(ours, theirs, rtol=0.1, atol=1e-12)
    other.step(views, 0.3)

"""Each loss is least for the truth and blind to what it should be blind to."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from training.alignment import fit_scale_and_shift, warp  # noqa: E402
from training.losses import Truth, agreement, losses, relative_depth, silhouettes  # noqa: E402
from training.net import Prediction  # noqa: E402


@pytest.fixture
def truth(toy):
    from training.settings import Shape

    ((batch,), _, _) = toy.draw(Shape(48, 64, 1.0, ()), 1)
    inverse = torch.where(batch.hit, 1 / batch.depth, 0.0)
    normals = batch.normals * batch.hit[:, None]
    return Truth(inverse, normals, batch.person, batch.hit, batch.leafy, batch.focal)


def perfect(truth: Truth, scale: float = 1.0, shift: float = 0.0) -> Prediction:
    def logit(mask):
        return torch.where(mask, 12.0, -12.0)

    masks = logit(truth.person), logit(truth.valid)
    return Prediction(scale * truth.inverse + shift, truth.normals, *masks, truth.focal.log())


def test_the_truth_costs_next_to_nothing(truth):
    found = losses(perfect(truth), truth)
    assert all(value < 0.01 for name, value in found.items() if name != "range")


@pytest.mark.parametrize("name", ["inverse", "gradient", "relative"])
def test_scale_and_shift_cost_nothing(truth, name):
    assert losses(perfect(truth, 3.0, -0.7), truth)[name] < 0.01


def test_the_range_term_wants_the_range(truth):
    high = torch.quantile(truth.inverse.flatten(1), 0.98, dim=1).view(-1, 1, 1)
    scaled = perfect(truth)._replace(inverse=truth.inverse / high)
    assert losses(scaled, truth)["range"] < 0.02 < losses(perfect(truth, 3.0), truth)["range"]


def test_relative_depth_leaves_out_the_sky(truth):
    said = truth.inverse.where(truth.valid, torch.tensor(5.0))
    assert max(relative_depth(said, truth)) < 0.01


def test_far_pixels_weigh_as_much_as_near_ones():
    depth = torch.tensor([1.0, 2.0, 40.0, 60.0]).repeat_interleave(64).view(1, 16, 16)
    everywhere = torch.ones(1, 16, 16, dtype=torch.bool)
    masks = ~everywhere, everywhere, ~everywhere
    truth = Truth(1 / depth, torch.zeros(1, 3, 16, 16), *masks, torch.ones(1))
    muddled = (1 / depth).clone()
    muddled[muddled < 0.1] = 0.02
    assert relative_depth(muddled, truth)[0] > 0.04


def test_what_is_taken_for_the_horizon_costs_more_than_what_comes_too_near():
    depth = torch.tensor([1.0, 2.0, 3.0, 12.0]).repeat_interleave(64).view(1, 16, 16)
    everywhere = torch.ones(1, 16, 16, dtype=torch.bool)
    masks = ~everywhere, everywhere, ~everywhere
    truth = Truth(1 / depth, torch.zeros(1, 3, 16, 16), *masks, torch.ones(1))
    far, near = (
        1 / depth.where(depth < 12, said) for said in (torch.tensor(120.0), torch.tensor(6.0))
    )
    assert relative_depth(far, truth)[1] > 3 * relative_depth(near, truth)[1]


def test_every_term_has_a_finite_gradient(truth):
    given = [torch.zeros_like(part).requires_grad_() for part in perfect(truth)]
    total = sum(losses(Prediction(*given), truth).values())
    total.backward()
    assert all(part.grad.isfinite().all() for part in given)


def test_black_truth_gives_finite_losses(truth):
    empty = Truth(
        torch.zeros_like(truth.inverse),
        torch.zeros_like(truth.normals),
        torch.zeros_like(truth.person),
        torch.zeros_like(truth.valid),
        truth.leafy,
        truth.focal,
    )
    assert all(math.isfinite(value) for value in losses(perfect(truth), empty).values())


def test_leaves_teach_no_normals(truth):
    leafy = Truth(
        truth.inverse,
        -truth.normals,
        truth.person,
        truth.valid,
        torch.ones_like(truth.valid),
        truth.focal,
    )
    assert losses(perfect(truth), leafy)["normals"] == 0


def test_silhouettes_weigh_more(truth):
    weight = silhouettes(truth)
    assert set(weight.unique().tolist()) == {1.0, 2.5}


@pytest.mark.parametrize(("scale", "shift"), [(2.0, 0.3), (-1.0, 0.0)])
def test_the_fit_finds_scale_and_shift(scale, shift):
    given = torch.rand(3, 8, 8)
    found = fit_scale_and_shift(given, scale * given + shift, torch.ones(3, 8, 8))
    torch.testing.assert_close(found[0].flatten(), torch.full((3,), scale), atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(found[1].flatten(), torch.full((3,), shift), atol=1e-3, rtol=1e-3)


def test_warping_follows_the_flow():
    x = torch.rand(1, 2, 8, 10)
    flow = torch.zeros(1, 2, 8, 10)
    flow[:, 0] = 3
    fetched, inside = warp(x, flow)
    torch.testing.assert_close(fetched[..., :7], x[..., 3:])
    assert inside[..., :7].all()
    assert not inside[..., 7:].any()


def test_frames_that_agree_along_the_flow_cost_little(toy):
    from training.settings import Shape

    frames, flow, seen = toy.draw(Shape(96, 128, 1.0, ()), 2)
    inverse = torch.cat([torch.where(frame.hit, 1 / frame.depth, 0.0) for frame in frames])
    normals = torch.cat([frame.normals for frame in frames])
    mask = torch.cat([frame.person for frame in frames])
    truth = Truth(inverse, normals, mask, mask, ~mask, torch.ones(len(mask)))
    high = torch.quantile(inverse[:4].flatten(1), 0.98, dim=1).view(-1, 1, 1)
    inverse = inverse / high.repeat(2, 1, 1)
    both = Prediction(*(part.float() for part in (inverse, normals, mask, mask, truth.focal)))
    halves = [Prediction(*(part.chunk(2)[index] for part in both)) for index in (0, 1)]
    still = agreement(*halves, truth, flow, seen)
    flickering = halves[1]._replace(inverse=halves[1].inverse + 0.2)
    assert still["agree"] < 0.01
    assert agreement(halves[0], flickering, truth, flow, seen)["agree"] > 0.05

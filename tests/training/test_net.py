"""Both nets: sizes, shapes and what they promise of their outputs."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.net import NETS, count_parameters, half_state, make_net  # noqa: E402


@pytest.fixture(scope="module", params=sorted(NETS))
def net(request):
    torch.manual_seed(0)
    return make_net(request.param).eval()


@pytest.mark.parametrize(("height", "width"), [(64, 96), (96, 64), (32, 160)])
def test_outputs_have_the_pictures_size(net, height, width):
    with torch.no_grad():
        said = net(torch.rand(2, 3, height, width))
    assert said.inverse.shape == said.person.shape == said.valid.shape == (2, height, width)
    assert said.normals.shape == (2, 3, height, width)
    assert said.log_focal.shape == (2,)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_normals_are_of_unit_length_on_flat_pictures(net, level):
    with torch.no_grad():
        said = net(torch.full((1, 3, 64, 64), level))
    torch.testing.assert_close(said.normals.norm(dim=1), torch.ones(1, 64, 64))
    assert all(part.isfinite().all() for part in said)


@pytest.mark.parametrize(("name", "most"), [("fast", 3.25e6), ("quality", 4.9e6)])
def test_parameters_fit_the_package(name, most):
    assert count_parameters(make_net(name)) <= most


def test_published_weights_fit_by_name(net):
    state = {name: value + 1 for name, value in net.encoder.state_dict().items()}
    other = make_net("fast" if net.encoder.channels[0] == 48 and len(state) < 300 else "quality")
    if other.encoder.state_dict().keys() == state.keys():
        other.encoder.load_published(state | {"_fc.weight": torch.zeros(1)})
        torch.testing.assert_close(other.encoder.state_dict(), state)


def test_an_incomplete_checkpoint_is_refused(net):
    with pytest.raises(KeyError, match="lack"):
        net.encoder.load_published({})


def test_a_recurrent_net_starts_as_the_plain_one():
    torch.manual_seed(0)
    net = make_net("fast", recurrent=True).eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        alone, after = net(picture), net(picture, torch.rand(1, 1, 64, 64))
    torch.testing.assert_close(alone.inverse, after.inverse)


def test_half_state_halves_only_numbers_with_a_point(net):
    kinds = {value.dtype for value in half_state(net).values()}
    assert kinds == {torch.float16, torch.int64}

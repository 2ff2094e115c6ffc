"""Exported weights come back into the net as they went out, ready to be trained on."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from training.export import export  # noqa: E402
from training.net import make_net  # noqa: E402
from training.restore import restore, settle_norms  # noqa: E402


def said(net, picture):
    with torch.no_grad():
        return net(picture)


@pytest.fixture(scope="module")
def picture():
    return torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module", params=["fast", "quality"])
def exported(request, tmp_path_factory, picture):
    torch.manual_seed(0)
    net = make_net(request.param)
    for parameter in net.parameters():
        parameter.data += 0.01 * torch.randn_like(parameter)
    for _ in range(3):
        said(net, picture + 0.1 * torch.randn_like(picture))
    path = tmp_path_factory.mktemp("restore") / "net.onnx"
    with pytest.warns():
        export(net.eval(), path, half=False)
    return request.param, net, path


@pytest.fixture
def restored(exported):
    name, _, path = exported
    net = make_net(name).eval()
    restore(net, path)
    return net


def test_a_restored_net_says_the_same(exported, restored, picture):
    for ours, theirs in zip(said(exported[1], picture), said(restored, picture), strict=True):
        torch.testing.assert_close(theirs, ours, atol=1e-3, rtol=1e-3)


def test_the_encoders_convolutions_come_back_unfolded(exported):
    name, net, path = exported
    other = make_net(name).eval()
    norms = [n for n, _ in net.encoder.named_modules() if "bn" in n.rpartition(".")[2]]
    kept = {k: v for k, v in net.encoder.state_dict().items() if k.rpartition(".")[0] in norms}
    other.encoder.load_state_dict(kept, strict=False)
    restore(other, path)
    ours, theirs = other.encoder.state_dict(), net.encoder.state_dict()
    for key in ours:
        torch.testing.assert_close(ours[key], theirs[key], atol=1e-4, rtol=1e-3)


def test_settled_norms_say_the_same_in_training_too(restored, picture):
    before = said(restored, picture)
    settle_norms(restored, [picture])
    torch.testing.assert_close(
        said(restored, picture).inverse, before.inverse, atol=1e-4, rtol=1e-3
    )
    restored.train()
    restored.encoder.freeze_statistics()
    learning = said(restored, picture).inverse
    torch.testing.assert_close(learning, before.inverse, atol=1e-3, rtol=1e-2)


def test_settling_leaves_the_encoders_statistics_frozen(restored, picture):
    restored.train()
    restored.encoder.freeze_statistics()
    settle_norms(restored, [picture])
    assert not restored.encoder._bn0.training
    assert restored.decoder.laterals[0][1].training


def test_another_nets_file_is_refused(exported):
    name, _, path = exported
    other = make_net({"fast": "quality", "quality": "fast"}[name])
    with pytest.raises(ValueError, match="another net"):
        restore(other, path)

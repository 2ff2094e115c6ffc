"""The ONNX file says what the net says, at every size."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnxruntime as ort  # noqa: E402

from training.export import OUTPUTS, export  # noqa: E402
from training.net import make_net  # noqa: E402


@pytest.fixture(scope="module", params=["fast", "quality"])
def exported(request, tmp_path_factory):
    torch.manual_seed(0)
    net = make_net(request.param).eval()
    path = tmp_path_factory.mktemp("export") / "net.onnx"
    with pytest.warns():
        export(net, path)
    return net, ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]), path


@pytest.mark.parametrize(("height", "width"), [(64, 96), (160, 64), (96, 320)])
def test_sizes_other_than_the_traced_one_agree(exported, height, width):
    net, session, _ = exported
    rgb = np.random.default_rng(0).integers(0, 256, (1, height, width, 3), np.uint8)
    with torch.no_grad():
        said = net(torch.from_numpy(rgb).permute(0, 3, 1, 2) / 255.0)
    found = dict(zip(OUTPUTS, session.run(list(OUTPUTS), {"rgb": rgb}), strict=True))
    assert found["inverse"].shape == (1, height, width)
    np.testing.assert_allclose(found["inverse"], said.inverse.numpy(), atol=0.02)
    wanted = said.normals.permute(0, 2, 3, 1).numpy()
    assert (found["normals"] * wanted).sum(-1).mean() > 0.999
    np.testing.assert_allclose(found["person"], torch.sigmoid(said.person).numpy(), atol=0.02)
    np.testing.assert_allclose(found["focal"], said.log_focal.exp().numpy(), rtol=0.01)


def test_the_file_is_stored_in_half_precision(exported):
    net, _, path = exported
    numbers = sum(value.numel() for value in net.state_dict().values())
    assert path.stat().st_size < 2.3 * numbers

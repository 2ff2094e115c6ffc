"""Padding goes into the convolution behind it, and the net says the same."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import onnxruntime as ort  # noqa: E402
import torch.nn.functional as F  # noqa: E402, N812

from training.padding import fold_padding  # noqa: E402


class Padded(torch.nn.Module):
    """One padding before a convolution, and one that something else reads too."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 4, 3, 2, bias=False)
        self.second = torch.nn.Conv2d(4, 4, 3)

    def forward(self, x):
        y = self.first(F.pad(x, (0, 1, 0, 1)))
        z = F.pad(y, (1, 1, 1, 1))
        return self.second(z), z


@pytest.fixture
def model(tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "padded.onnx"
    names = {"input_names": ["x"], "output_names": ["y", "z"]}
    axes = {"x": {2: "height", 3: "width"}}
    with pytest.warns():
        torch.onnx.export(
            Padded().eval(), (torch.zeros(1, 3, 16, 16),), str(path),
            dynamo=False, opset_version=17, dynamic_axes=axes, **names,
        )  # fmt: skip
    return onnx.load(str(path))


def run(model, x):
    data = model.SerializeToString()
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})


def test_only_padding_that_nothing_else_reads_is_folded(model):
    x = np.random.default_rng(0).normal(size=(1, 3, 20, 30)).astype(np.float32)
    before = run(model, x)
    assert fold_padding(model) == 1
    onnx.checker.check_model(model)
    assert sum(node.op_type == "Pad" for node in model.graph.node) == 1
    for one, other in zip(before, run(model, x), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)

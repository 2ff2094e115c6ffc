"""Pixels come out of channels in faster steps, and to the same places."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import onnxruntime as ort  # noqa: E402
import torch.nn.functional as F  # noqa: E402, N812

from training.interleave import spread_blocks  # noqa: E402


class Shuffled(torch.nn.Module):
    """Two shuffles by two, one of them not after a convolution, and one by three."""

    def __init__(self):
        super().__init__()
        self.fine = torch.nn.Conv2d(3, 12, 1)
        self.coarse = torch.nn.Conv2d(3, 9, 1)

    def forward(self, x):
        fine = F.pixel_shuffle(self.fine(x), 2)
        return fine, F.pixel_shuffle(self.fine(x).abs(), 2), F.pixel_shuffle(self.coarse(x), 3)


def run(model, x):
    data = model.SerializeToString()
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})


@pytest.mark.parametrize("size", [(20, 30), (8, 8), (1, 5)])
def test_every_pixel_keeps_its_place(tmp_path, size):
    torch.manual_seed(0)
    path = tmp_path / "shuffled.onnx"
    axes = {"x": {2: "height", 3: "width"}}
    with pytest.warns():
        torch.onnx.export(
            Shuffled().eval(), (torch.zeros(1, 3, 16, 16),), str(path), dynamo=False,
            opset_version=17, dynamic_axes=axes, input_names=["x"],
        )  # fmt: skip
    model = onnx.load(str(path))
    x = np.random.default_rng(0).normal(size=(1, 3, *size)).astype(np.float32)
    before = run(model, x)
    assert spread_blocks(model) == 1
    onnx.checker.check_model(model)
    for one, other in zip(before, run(model, x), strict=True):
        np.testing.assert_array_equal(one, other)

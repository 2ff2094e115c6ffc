"""A blend of two exported nets lies between them."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from training.blend import blend  # noqa: E402


def written(path, weight, name="w"):
    stored = numpy_helper.from_array(np.asarray(weight, np.float16), name)
    shape = list(np.shape(weight))
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT16, shape)
    node = helper.make_node("Identity", [name], ["y"])
    graph = helper.make_graph([node], "net", [], [output], [stored])
    onnx.save(helper.make_model(graph), str(path))
    return path


def test_every_weight_moves_by_the_share(tmp_path):
    first = written(tmp_path / "a.onnx", [1.0, 2.0])
    second = written(tmp_path / "b.onnx", [3.0, -2.0])
    blend(first, second, 0.25, tmp_path / "c.onnx")
    (weight,) = onnx.load(str(tmp_path / "c.onnx")).graph.initializer
    assert numpy_helper.to_array(weight).dtype == np.float16
    assert numpy_helper.to_array(weight).tolist() == [1.5, 1.0]


@pytest.mark.parametrize("other", [([1.0, 2.0, 3.0], "w"), ([1.0, 2.0], "v")])
def test_other_nets_are_refused(tmp_path, other):
    first = written(tmp_path / "a.onnx", [1.0, 2.0])
    second = written(tmp_path / "b.onnx", *other)
    with pytest.raises(ValueError, match="different nets"):
        blend(first, second, 0.5, tmp_path / "c.onnx")

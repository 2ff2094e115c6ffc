"""Hands zero padding that stands before a convolution in an ONNX graph to the convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

if TYPE_CHECKING:
    import onnx
    from numpy.typing import NDArray


def fold_padding(model: onnx.ModelProto) -> int:
    """Give every convolution the padding before it as its own, and leave out what nothing reads.

    PyTorch cannot pad one side alone in a convolution, ONNX can. On a CPU the separate step copies
    the largest maps, and keeps them out of int8. Gives how many were folded.
    """
    graph = model.graph
    makers = {name: node for node in graph.node for name in node.output}
    folded = 0
    for node in graph.node:
        pad = makers.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is None or pad.op_type != "Pad" or _readers(graph, pad.output[0]) != 1:
            continue
        sides = _constant(graph, makers, pad.input[1]).astype(int).tolist()
        own = next((a for a in node.attribute if a.name == "pads"), None)
        if any(sides[:2] + sides[4:6]) or (own is not None and any(own.ints)):
            continue
        if own is not None:
            node.attribute.remove(own)
        node.attribute.append(helper.make_attribute("pads", sides[2:4] + sides[6:8]))
        node.input[0] = pad.input[0]
        folded += 1
    _drop_unread(graph)
    return folded


def _readers(graph: onnx.GraphProto, name: str) -> int:
    outputs = [output.name for output in graph.output]
    return outputs.count(name) + sum(list(node.input).count(name) for node in graph.node)


def _constant(
    graph: onnx.GraphProto, makers: dict[str, onnx.NodeProto], name: str
) -> NDArray[np.generic]:
    """The value of a tensor that depends on no input."""
    stored = {tensor.name: tensor for tensor in graph.initializer}
    needed: list[onnx.NodeProto] = []
    waiting = [name]
    while waiting:
        wanted = waiting.pop()
        if wanted and wanted not in stored and makers[wanted] not in needed:
            needed.append(makers[wanted])
            waiting.extend(makers[wanted].input)
    if not needed:
        return numpy_helper.to_array(stored[name])
    in_order = [node for node in graph.node if node in needed]
    used = [stored[i] for node in in_order for i in dict.fromkeys(node.input) if i in stored]
    output = helper.make_tensor_value_info(name, 7, None)
    part = helper.make_graph(in_order, "constant", [], [output], used)
    model = helper.make_model(part, opset_imports=[helper.make_opsetid("", 17)])
    return np.asarray(ReferenceEvaluator(model).run(None, {})[0])


def _drop_unread(graph: onnx.GraphProto) -> None:
    """Leave out nodes and weights whose results nothing reads any more."""
    kept: list[onnx.NodeProto] = []
    read = {output.name for output in graph.output}
    for node in reversed(graph.node):
        if any(name in read for name in node.output):
            kept.append(node)
            read.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    stored = [tensor for tensor in graph.initializer if tensor.name in read]
    del graph.initializer[:]
    graph.initializer.extend(stored)

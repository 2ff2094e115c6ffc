"""Lets the rearranging of channels into pixels in an ONNX graph be done in fast steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    import onnx

_SIDE: Final = 2


def spread_blocks(model: onnx.ModelProto) -> int:
    """Do each pixel shuffle by two of one picture, if a convolution comes before it, in two moves.

    ONNX Runtime's `DepthToSpace` takes single values from all over the maps; moving one axis at a
    time goes along rows. Gives how many there were.
    """
    graph = model.graph
    makers = {name: node for node in graph.node for name in node.output}
    nodes: list[onnx.NodeProto] = []
    spread = 0
    for node in graph.node:
        if _is_pixel_shuffle(node) and makers[node.input[0]].op_type == "Conv":
            maps = _channels(graph, makers, makers[node.input[0]]) // _SIDE**2
            nodes.extend(_moves(graph, node, maps))
            spread += 1
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    return spread


def _is_pixel_shuffle(node: onnx.NodeProto) -> bool:
    if node.op_type != "DepthToSpace":
        return False
    given = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    return bool(given["blocksize"] == _SIDE and given.get("mode") == b"CRD")


def _channels(
    graph: onnx.GraphProto, makers: dict[str, onnx.NodeProto], convolution: onnx.NodeProto
) -> int:
    """How many maps a convolution gives."""
    name = convolution.input[1]
    while name in makers:  # weights in half precision are cast
        name = makers[name].input[0]
    return next(tensor.dims[0] for tensor in graph.initializer if tensor.name == name)


def _moves(graph: onnx.GraphProto, node: onnx.NodeProto, maps: int) -> list[onnx.NodeProto]:
    """(1, maps * 4, h, w) to (1, maps, 2 h, 2 w); a 0 in a shape keeps the size in its place."""

    def constant(name: str, *values: int) -> str:
        name = f"{node.name}/{name}"
        graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def step(kind: str, name: str, *inputs: str, **attributes: object) -> onnx.NodeProto:
        last = node.output[0] if name == "joined" else f"{node.output[0]}_{name}"
        return helper.make_node(kind, inputs, [last], f"{node.name}/{name}", **attributes)

    led = step("Unsqueeze", "led", node.input[0], constant("first", 0))
    apart = step("Reshape", "apart", *led.output, constant("halves", maps, _SIDE, _SIDE, 0, 0))
    across = step("Transpose", "across", *apart.output, perm=(0, 1, 3, 4, 2))
    rows = step("Reshape", "rows", *across.output, constant("wide", 0, 0, 0, -1))
    down = step("Transpose", "down", *rows.output, perm=(0, 2, 1, 3))
    joined = step("Reshape", "joined", *down.output, constant("high", 1, maps, -1, 0))
    return [led, apart, across, rows, down, joined]

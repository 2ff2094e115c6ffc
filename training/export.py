"""Writes a trained net as ONNX: any size in steps of 32, stored in half precision."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.interleave import spread_blocks
from training.net import NETS, GeometryNet, load_weights, make_net
from training.padding import fold_padding

OPSET: Final = 17
OUTPUTS: Final = ("inverse", "normals", "person", "valid", "focal")
_FEWEST_TO_HALVE: Final = 256
"""Small tensors cost nothing in full precision."""


class _Shipped(nn.Module):
    """The net as the engine calls it: bytes in, probabilities and picture-shaped normals out."""

    def __init__(self, net: GeometryNet):
        super().__init__()
        self.net = net

    def forward(self, rgb: Tensor) -> tuple[Tensor, ...]:
        picture = rgb.permute(0, 3, 1, 2).to(torch.float32) / 255.0
        said = self.net(picture)
        normals = said.normals.permute(0, 2, 3, 1)
        person, valid = torch.sigmoid(said.person), torch.sigmoid(said.valid)
        return said.inverse, normals, person, valid, torch.exp(said.log_focal)


def export(net: GeometryNet, path: Path, *, half: bool = True) -> None:
    """Write `net` to `path`: `rgb` uint8 (1, H, W, 3) in, the maps of `OUTPUTS` out."""
    shipped = _Shipped(net).eval()
    example = torch.zeros(1, 64, 96, 3, dtype=torch.uint8)
    sides = {1: "height", 2: "width"}
    torch.onnx.export(
        shipped,
        (example,),
        str(path),
        opset_version=OPSET,
        input_names=["rgb"],
        output_names=list(OUTPUTS),
        dynamic_axes={"rgb": sides} | dict.fromkeys(OUTPUTS[:4], sides),
        dynamo=False,
    )
    model = onnx.load(str(path))
    fold_padding(model)
    spread_blocks(model)
    if half:
        store_in_half(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def store_in_half(model: onnx.ModelProto) -> None:
    """Keep the large weights in half precision; each is cast back to single when loaded."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _FEWEST_TO_HALVE:
            continue
        name = tensor.name
        stored = f"{name}.half"
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def main() -> None:
    """Export the averaged weights of a training state."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--net", choices=sorted(NETS), required=True)
    parser.add_argument("--weights", type=Path, required=True, help="ema.pth of a training run")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--single", action="store_true", help="store in single precision")
    given = parser.parse_args()
    net = make_net(given.net)
    load_weights(net, torch.load(given.weights, map_location="cpu", weights_only=True))
    export(net, given.out, half=not given.single)


if __name__ == "__main__":
    main()

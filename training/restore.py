"""Brings the weights of an exported ONNX file back into the net, to train on from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.net import load_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from training.net import GeometryNet

_WITH_WEIGHTS: Final = {"Conv", "MatMul"}
_STORED: Final = ".half"
_OF_NORM: Final = ("weight", "running_mean", "running_var", "num_batches_tracked")
_LEAST_GAIN: Final = 0.02
"""A channel that says nothing has no size to go by."""


def restore(net: GeometryNet, path: Path) -> None:
    """Make `net` say what the file at `path` says.

    Exporting folds each batch norm into the convolution before it. The encoder's come apart again
    by the statistics that `net` has, which never changed while it learnt; the decoder's
    convolutions get the size of fresh ones, and their norms want `settle_norms` before they are
    trained. Both matter to the optimiser, whose steps do not grow with the weights.

    Raises:
        ValueError: if the file is not of this net.
    """
    graph = onnx.load(str(path)).graph
    arrays = {
        tensor.name.removesuffix(_STORED): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in graph.initializer
    }
    own = net.state_dict()
    norms = dict(_norms_of(net))
    found = {
        name.removeprefix("net."): value
        for name, value in arrays.items()
        if name.removeprefix("net.") in own
    }
    for node in graph.node:
        if node.op_type in _WITH_WEIGHTS and node.input[1] in arrays:
            module = _module_path(node.name)
            weight = arrays[node.input[1]]
            found[f"{module}.weight"] = weight if node.op_type == "Conv" else weight.T
            if module in norms:
                found |= _unfolded(module, own, *norms[module], weight, arrays[node.input[2]])
    kept = {f"{name}.{part}" for name, _ in norms.values() for part in _OF_NORM}
    missing = [name for name in own if name not in found and name not in kept]
    wrong = [n for n, v in found.items() if n not in own or tuple(own[n].shape) != v.shape]
    if missing or wrong:
        raise ValueError(f"{path} is of another net: {(missing + wrong)[:3]}")
    counted = {name: value for name, value in own.items() if name not in found}
    load_weights(net, counted | {n: torch.from_numpy(v.copy()) for n, v in found.items()})


@torch.no_grad()
def settle_norms(net: GeometryNet, pictures: Iterable[Tensor]) -> None:
    """Give the decoder's norms the statistics of `pictures` (B, 3, H, W) without changing what the
    net says: in training they go by the batch, which must come out as the shift did."""
    seen: dict[str, list[tuple[Tensor, Tensor]]] = {}
    norms = {name: norm for name, norm in net.named_modules() if _is_own_norm(name, norm)}

    def watch(name: str, norm: nn.Module) -> torch.utils.hooks.RemovableHandle:
        def note(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            x = inputs[0].float()
            seen.setdefault(name, []).append((x.mean((0, 2, 3)), x.square().mean((0, 2, 3))))

        return norm.register_forward_pre_hook(note)

    handles = [watch(name, norm) for name, norm in norms.items()]
    # Not all modules are in the same mode: the encoder's norms stay as they are while it learns.
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    for batch in pictures:
        net(batch)
    for module, training in modes:
        module.training = training
    for handle in handles:
        handle.remove()
    for name, norm in norms.items():
        means, squares = (torch.stack(part).mean(0) for part in zip(*seen[name], strict=True))
        _resettle(norm, means, (squares - means.square()).clamp(min=0))


def _resettle(norm: nn.BatchNorm2d, mean: Tensor, variance: Tensor) -> None:
    """New statistics for `norm`, the same outcome with them."""
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    shift = norm.bias - gain * norm.running_mean
    norm.weight.copy_(gain * (variance + norm.eps).sqrt())
    norm.bias.copy_(shift + gain * mean)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)


def _is_own_norm(name: str, module: nn.Module) -> bool:
    return isinstance(module, nn.BatchNorm2d) and not name.startswith("encoder.")


def _unfolded(
    module: str,
    own: dict[str, Tensor],
    name: str,
    norm: nn.BatchNorm2d,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
) -> dict[str, NDArray[np.float32]]:
    """A convolution and the batch norm after it that do together what the file's `weight` and
    `bias` do."""
    fresh = own[f"{module}.weight"].numpy()
    if fresh.shape != weight.shape:
        return {}
    gain = norm.weight.detach().numpy() / np.sqrt(norm.running_var.numpy() + norm.eps)
    found: dict[str, NDArray[np.float32]] = {}
    if _is_own_norm(name, norm):
        sizes = (np.sqrt(np.square(w).sum((1, 2, 3))) for w in (weight, fresh))
        gain = np.divide(*sizes).clip(_LEAST_GAIN, 1 / _LEAST_GAIN)
        found[f"{name}.running_var"] = (norm.weight.detach().numpy() / gain) ** 2 - norm.eps
    return found | {
        f"{module}.weight": weight / gain[:, None, None, None],
        f"{name}.bias": bias + norm.running_mean.numpy() * gain,
    }


def _norms_of(net: nn.Module) -> Iterator[tuple[str, tuple[str, nn.BatchNorm2d]]]:
    """Each convolution's path with the batch norm right after it."""
    before = ""
    for name, module in net.named_modules():
        if isinstance(module, nn.Conv2d):
            before = name
        elif isinstance(module, nn.BatchNorm2d):
            yield before, (name, module)


def _module_path(node: str) -> str:
    """The module of a node: `/net/a/a.0/b/Conv` is of `a.0.b`."""
    parts = node.strip("/").split("/")[1:-1]
    kept = [
        part
        for part, inner in zip(parts, [*parts[1:], ""], strict=True)
        if not re.match(re.escape(part) + r"\.", inner)
    ]
    return ".".join(kept)

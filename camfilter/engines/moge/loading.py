"""Makes a network of MoGe from its checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch

from camfilter.engines.moge.layers import NORMS, REMAPS
from camfilter.engines.moge.network1 import MoGe1, MoGe1Settings
from camfilter.engines.moge.network2 import MoGe2, MoGe2Settings
from camfilter.errors import DeviceMemoryError, EngineError
from camfilter.weights.checkpoint import Layout, foreign
from camfilter.weights.convert import load_weights
from camfilter.weights.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LAYOUT: Final = Layout("model", config="model_config")


def load_network(path: Path, name: str, *, half: bool) -> MoGe1 | MoGe2:
    """The network of the checkpoint `path` on the CPU, of either version.

    With `half`, convolutions and linear layers are in float16 and all else in float32.

    Raises:
        EngineError: if the file is damaged or holds other weights.
    """
    weights = load_weights(path, LAYOUT, name, half=half)
    try:
        with torch.device("meta"):
            network = _network(weights.config)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise foreign(path, f"describes no network of MoGe ({error})") from error
    tensors = {key: _embedding_in_float(key, value) for key, value in weights.tensors.items()}
    fill(network, tensors, name)
    return network


def _network(config: Mapping[str, Any]) -> MoGe1 | MoGe2:
    if isinstance(config["encoder"], str):
        one = MoGe1Settings.from_official(config)
        _require(one.remap, REMAPS)
        _require(one.norm, NORMS)
        return MoGe1(one)
    two = MoGe2Settings.from_official(config)
    _require(two.remap, REMAPS)
    for pyramid in (two.neck, *two.heads.values()):
        _require(pyramid.in_norm, NORMS)
        _require(pyramid.hidden_norm, NORMS)
    for head in ("points_head", "mask_head"):
        _require(head, tuple(two.heads))
    return MoGe2(two)


def _require(value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"'{value}' is not one of {', '.join(known)}")


def _embedding_in_float(key: str, tensor: torch.Tensor) -> torch.Tensor:
    # What starts the residual stream sets its precision: float16 there costs visible accuracy.
    embedding = key.endswith(("pos_embed", "cls_token", "mask_token", "image_mean", "image_std"))
    return tensor.float() if embedding else tensor


def refuse(error: RuntimeError, title: str) -> EngineError:
    """What a failure of the device means to the user."""
    if isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error):
        message = f"{title} does not fit into the memory that is free on the GPU"
        return DeviceMemoryError(
            message,
            "lower --inference-resolution, close other programs, or use smaller weights: "
            "set CAMFILTER_MOGE_MODEL=moge-2-vits",
        )
    reason = next(iter(str(error).strip().splitlines()), "no reason given")
    return EngineError(f"{title} failed on the device: {reason}", "use --device cpu")

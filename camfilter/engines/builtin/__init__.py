"""The embedded engine: small nets of our own for depth, normals, people and sky.

Works with no account, no GPU and no download. Depth is relative: its unit has no fixed length.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from camfilter.engines.base import EngineStatus, ModelStatus
from camfilter.engines.builtin.weights import EVERY, read_weights, weights_folder, weights_size

if TYPE_CHECKING:
    from camfilter.engines.base import Engine
    from camfilter.settings import FilterSettings

NAME = "builtin"
TITLE = "Embedded depth and normals"


def status() -> EngineStatus:
    """Whether ONNX Runtime is there to run the embedded weights."""
    if find_spec("onnxruntime") is None:
        remedy = "pip install onnxruntime"
        return EngineStatus(NAME, TITLE, False, "onnxruntime is not installed", remedy)
    return EngineStatus(NAME, TITLE, True, "ships with camfilter, needs no GPU and no download")


def models() -> list[ModelStatus]:
    """All the embedded weights as one model: they are part of camfilter and come together."""
    size = weights_size()
    return [ModelStatus(NAME, NAME, TITLE, "MIT", size, size > 0, str(weights_folder()))]


def fetch(name: str) -> None:
    """Nothing to do where the weights are as they were published.

    Raises:
        EngineError: if they are damaged.
    """
    verify(name)


def verify(name: str) -> None:
    """Compare the weights with their published hash.

    Raises:
        EngineError: if they are missing or damaged.
    """
    for weights in EVERY:
        read_weights(weights)


def open_engine(settings: FilterSettings) -> Engine:
    """The embedded net, loaded and warm.

    Raises:
        EngineError: if the device or precision asked for is not there, or the weights are damaged.
    """
    from camfilter.engines.builtin.engine import BuiltinEngine

    return BuiltinEngine.load(settings)


def open_behind(settings: FilterSettings) -> Engine:
    """The embedded net as it is: it is what other engines work behind.

    Raises:
        EngineError: as `open_engine`.
    """
    return open_engine(settings)

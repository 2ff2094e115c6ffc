"""The embedded weights: where they are, which are for what, and that they are whole."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from camfilter.errors import EngineError
from camfilter.settings import PrecisionChoice

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights, the hash that it was published with, and where it knows the camera.

    A net may take an enlarged picture for a narrower view: its focal length is right where a 4:3
    picture has `focal_side` pixels on its long side, and grows with the power `focal_growth` of
    that, measured on held-out scenes at several sizes.
    """

    name: str
    sha256: str
    focal_side: int = 384
    focal_growth: float = 0.0

    def focal(self, said: float, pixels: int) -> float:
        """The focal length in picture widths, where the net said so of that many pixels."""
        return said * float((self.focal_side / math.sqrt(pixels / 0.75)) ** self.focal_growth)


FAST: Final = Weights(
    "fast.onnx", "bb2787356dad8d7eb335de121da8a7ab48b45147b0761f872062256c5ba9fd7d"
)
FAST_INT8: Final = Weights(
    "fast_int8.onnx", "7d745002b1eecec712769cb2bd061578b675baa86ab538dfc30aad5b4fafacf1"
)
QUALITY: Final = Weights(
    "quality.onnx", "a447efdcc5b523e692ba4e497d5409b68fe05d26e19e21cc16616c3588a4c4a7", 370, 0.45
)
EVERY: Final = (FAST, FAST_INT8, QUALITY)

_FAST_UP_TO: Final = 512
"""The larger net is better above this resolution, and not below."""

_REMEDY: Final = "install camfilter again: pip install --force-reinstall camfilter"


def weights_for(settings: FilterSettings) -> Weights:
    """The weights that serve the settings best.

    Raises:
        EngineError: if there are none of the precision asked for.
    """
    match settings.precision:
        case PrecisionChoice.AUTO | PrecisionChoice.FP32:
            return FAST if settings.inference_resolution <= _FAST_UP_TO else QUALITY
        case PrecisionChoice.INT8:
            return FAST_INT8
    message = f"the embedded engine has no {settings.precision} weights"
    raise EngineError(message, "use --precision auto")


def weights_folder() -> Path:
    """Where the weights are."""
    return Path(__file__).parent


def weights_size() -> int:
    """Bytes of all the weights, 0 if one is missing."""
    paths = [weights_folder() / weights.name for weights in EVERY]
    if not all(path.is_file() for path in paths):
        return 0
    return sum(path.stat().st_size for path in paths)


def read_weights(weights: Weights) -> bytes:
    """The weights, which are what was published.

    Raises:
        EngineError: if they are missing or damaged.
    """
    try:
        data = (weights_folder() / weights.name).read_bytes()
    except OSError as error:
        raise EngineError(f"the embedded weights cannot be read: {error}", _REMEDY) from error
    if hashlib.sha256(data).hexdigest() != weights.sha256:
        raise EngineError(f"the embedded weights ({weights.name}) are damaged", _REMEDY)
    return data

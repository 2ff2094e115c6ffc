"""The embedded weights: where they are, and that they are whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from camfilter.errors import EngineError

WEIGHTS: Final = "depth_normals_person.onnx"
SHA256: Final = "215eed527f63605f6515ae9f6d084bb6b875e1c85feaf1b0265738fca4397164"

_REMEDY: Final = "install camfilter again: pip install --force-reinstall camfilter"


def weights_path() -> Path:
    """Where the weights are."""
    return Path(__file__).parent / WEIGHTS


def read_weights() -> bytes:
    """The weights, which are what was published.

    Raises:
        EngineError: if they are missing or damaged.
    """
    try:
        data = weights_path().read_bytes()
    except OSError as error:
        raise EngineError(f"the embedded weights cannot be read: {error}", _REMEDY) from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EngineError(f"the embedded weights ({WEIGHTS}) are damaged", _REMEDY)
    return data

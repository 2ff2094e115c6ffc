"""Reads PyTorch checkpoints without running what is in them."""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import dataclass, field
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor

from camfilter.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

_INERT_PACKAGES: Final = frozenset(
    {"collections", "lightning", "lightning_fabric", "omegaconf", "pytorch_lightning", "typing"}
)
"""Trainers leave their settings beside the weights, as objects of these packages."""

_NAMED: Final = 3
"""Keys that a message names before it only counts."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a checkpoint keeps its tensors.

    Attributes:
        entry: the item that holds them; None where the checkpoint is the state dict itself.
        prefixes: only keys with one of these beginnings are wanted.
        config: the item with the settings of the network, if there is one.
    """

    entry: str | None = None
    prefixes: tuple[str, ...] = ("",)
    config: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Tensors by their official key, and the settings of the network where they are stored."""

    tensors: Mapping[str, Tensor]
    config: Mapping[str, Any] = field(default_factory=dict)

    def under(self, prefix: str) -> dict[str, Tensor]:
        """The tensors whose keys start with `prefix`, without it."""
        start = len(prefix)
        return {k[start:]: v for k, v in self.tensors.items() if k.startswith(prefix)}


def read_checkpoint(path: Path, layout: Layout) -> Weights:
    """The wanted tensors of `path`, on the CPU and mapped from the file where that is possible.

    Raises:
        EngineError: if it cannot be read, holds anything but data, or is of another kind.
    """
    content = _load(path)
    state = content.get(layout.entry) if layout.entry and isinstance(content, dict) else content
    if not isinstance(state, dict):
        raise foreign(path, f"has no '{layout.entry or 'state dict'}'")
    tensors = {
        key: value
        for key, value in state.items()
        if isinstance(key, str) and isinstance(value, Tensor) and key.startswith(layout.prefixes)
    }
    if not tensors:
        raise foreign(path, f"has no tensors under {', '.join(layout.prefixes) or 'any name'}")
    config = content.get(layout.config) if layout.config else {}
    if not isinstance(config, dict):
        raise foreign(path, f"has no '{layout.config}'")
    return Weights(tensors, config)


def require_finite(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Refuse weights with NaN or infinity among them.

    Raises:
        EngineError: naming the first tensors that have some.
    """
    bad = [k for k, v in tensors.items() if v.is_floating_point() and not v.isfinite().all()]
    if bad:
        raise EngineError(f"{path} has NaN or infinite weights: {named(bad)}", _again(path))


def foreign(path: Path, reason: str) -> EngineError:
    """The error of a file that is readable but is not what it should be."""
    return EngineError(f"{path} {reason}: these are other weights", _again(path))


def named(keys: Iterable[str]) -> str:
    """The first keys, and how many more there are."""
    listed = list(keys)
    more = len(listed) - _NAMED
    return ", ".join(listed[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _load(path: Path) -> Any:
    try:
        mapped = zipfile.is_zipfile(path)
        with _inert_classes(path) if mapped else contextlib.nullcontext():
            return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    except UnpicklingError as error:
        message = f"{path} holds more than weights, maybe code, and is not opened"
        raise EngineError(message, _again(path)) from error
    except EngineError:
        raise
    except OSError as error:
        message = f"cannot read {path}: {error.strerror or error}"
        raise EngineError(message, "check that the file is there and may be read") from error
    except Exception as error:  # a damaged file fails in the archive, the pickle or a tensor
        message = f"{path} is damaged or no checkpoint ({type(error).__name__})"
        raise EngineError(message, _again(path)) from error


class _Inert:
    """Stands in for a class that the weights do not need; takes everything, does nothing."""

    def __new__(cls, *_: object, **__: object) -> _Inert:
        return super().__new__(cls)

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass


def _inert_classes(path: Path) -> AbstractContextManager[Any]:
    from torch import serialization

    if not hasattr(serialization, "get_unsafe_globals_in_checkpoint"):
        return contextlib.nullcontext()
    strange = serialization.get_unsafe_globals_in_checkpoint(str(path))
    if any(name.split(".")[0] not in _INERT_PACKAGES for name in strange):
        # Loading refuses these; no stand-in may hide what a file tries to call.
        return contextlib.nullcontext()
    return serialization.safe_globals([(_Inert, name) for name in strange])


def _again(path: Path) -> str:
    return f"delete {path} and fetch it again, or set CAMFILTER_MODELS_DIR to a good copy"

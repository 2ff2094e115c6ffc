"""Keeps a half-precision copy of each checkpoint: half the size, and mapped instead of read.

A copy belongs to the SHA-256 of the file it was made from, so that another file never gets it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from camfilter.errors import EngineError
from camfilter.weights.check import sha256_of
from camfilter.weights.checkpoint import Layout, Weights, read_checkpoint, require_finite
from camfilter.weights.local import cache_folder, half_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

_FORMAT: Final = 1
"""Raised when copies are made in another way: those made before are then left alone."""

_SPARE: Final = 256 << 20


def load_weights(path: Path, layout: Layout, name: str, *, half: bool) -> Weights:
    """The wanted tensors of the checkpoint `path`, with finite numbers only.

    With `half`, matrices come in float16 and vectors (norms, biases) in float32, mapped from a
    copy that the first call makes; without, everything comes as it is stored.

    Raises:
        EngineError: if the checkpoint cannot be read or is not what `layout` describes.
    """
    if not half:
        weights = read_checkpoint(path, layout)
        require_finite(path, weights.tensors)
        return weights
    copy = copy_path(path, layout, name)
    found = _read_copy(copy)
    return found if found is not None else _make_copy(path, layout, copy)


def copy_path(path: Path, layout: Layout, name: str) -> Path:
    """Where the half-precision copy of `path` is, or would be.

    Raises:
        EngineError: if `path` cannot be read.
    """
    wanted = json.dumps([layout.entry, layout.prefixes, layout.config])
    recipe = f"{hash_of(wanted.encode())[:8]}-v{_FORMAT}"
    return half_folder() / f"{name}-{file_hash(path)[:16]}-{recipe}.safetensors"


def file_hash(path: Path) -> str:
    """SHA-256 of a file, remembered for as long as its size and time stay the same.

    Raises:
        EngineError: if it cannot be read.
    """
    index = cache_folder() / "hashes.json"
    try:
        facts = path.stat()
        key = f"{path.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
        known = _read_index(index)
        if key not in known:
            known[key] = sha256_of(path)
            with contextlib.suppress(OSError):
                _write(index, lambda new: new.write_text(json.dumps(known, indent=1)))
    except OSError as error:
        message = f"cannot read {path}: {error.strerror or error}"
        raise EngineError(message, "check that the file is there and may be read") from error
    return known[key]


def hash_of(data: bytes) -> str:
    """SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def in_half(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices in float16, all else as it is; a matrix beyond float16's range stays too."""
    return {key: _halved(key, tensor) for key, tensor in tensors.items()}


def _halved(key: str, tensor: Tensor) -> Tensor:
    if tensor.ndim < 2 or tensor.dtype not in (torch.float32, torch.bfloat16, torch.float64):
        return tensor.clone(memory_format=torch.contiguous_format)
    half = tensor.to(torch.float16, memory_format=torch.contiguous_format)
    if half.isfinite().all():
        return half
    _log.warning("%s is too large for float16 and stays as it is", key)
    return tensor.clone(memory_format=torch.contiguous_format)


def _make_copy(path: Path, layout: Layout, copy: Path) -> Weights:
    source = read_checkpoint(path, layout)
    require_finite(path, source.tensors)
    weights = Weights(in_half(source.tensors), source.config)
    needed = sum(tensor.nbytes for tensor in weights.tensors.values()) + _SPARE
    metadata = {"config": json.dumps(dict(source.config))}
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(copy.parent).free < needed:
            _log.warning("no room in %s for a copy of %s: loading will stay slow", copy, path)
            return weights
        _write(copy, lambda new: save_file(dict(weights.tensors), new, metadata))
    except OSError as error:
        _log.warning("cannot keep a copy of %s: %s", path, error)
        return weights
    return _read_copy(copy) or weights


def _read_copy(copy: Path) -> Weights | None:
    if not copy.is_file():
        return None
    try:
        with safe_open(copy, "pt") as stored:
            config: Any = json.loads((stored.metadata() or {}).get("config", "{}"))
            return Weights({key: stored.get_tensor(key) for key in stored.keys()}, config)  # noqa: SIM118
    except (SafetensorError, OSError, ValueError):
        _log.warning("%s is damaged and made again", copy)
        copy.unlink(missing_ok=True)
        return None


def _read_index(index: Path) -> dict[str, str]:
    try:
        found = json.loads(index.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(target: Path, write: Any) -> None:
    """Call `write` with a new file beside `target`, then put that in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".new", dir=target.parent)
    os.close(handle)
    new = Path(name)
    try:
        write(new)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)

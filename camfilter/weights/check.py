"""Compares weights on this machine with what was published."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from camfilter.errors import EngineError
from camfilter.weights.local import locate

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from camfilter.weights.catalogue import Model, WeightFile

_CHUNK: Final = 1 << 22


class CheckStoppedError(EngineError):
    """The user stopped a check; nothing is known of what it did not read."""


def nothing(_: Any) -> None:
    """The report of someone who does not want one."""


def check_model(
    model: Model,
    report: Callable[[int], None] = nothing,
    stop: threading.Event | None = None,
) -> None:
    """Read every file of `model` through; `report` gets the bytes of each piece.

    Raises:
        CheckStoppedError: if `stop` was set.
        EngineError: naming what is missing or not as it was published.
    """
    here = locate(model)
    if not here.complete:
        message = f"{model.name} is not here: {', '.join(here.missing)} missing"
        raise EngineError(message, f"camfilter models fetch {model.name}")
    for file in model.files:
        path = here.paths.get(file.path)
        if path is not None:
            _check_or_stop(path, file, stop, report)


def _check_or_stop(
    path: Path,
    file: WeightFile,
    stop: threading.Event | None,
    report: Callable[[int], None],
) -> None:
    try:
        check_file(path, file, stop, report)
    except EngineError:
        # The hash of half a file differs, which says nothing about the whole.
        if not (stop and stop.is_set()):
            raise
    if stop and stop.is_set():
        raise CheckStoppedError("the check was stopped", "check again when there is time")


def check_file(
    path: Path,
    file: WeightFile,
    stop: threading.Event | None = None,
    report: Callable[[int], None] = nothing,
) -> None:
    """Compare `path` with the published size and hash of `file`.

    Raises:
        EngineError: if it differs or cannot be read.
    """
    remedy = f"delete {path} and fetch it again"
    try:
        size = path.stat().st_size
        if size != file.size:
            message = f"{path} has {size} bytes, {file.size} were published"
            raise EngineError(message, remedy)
        found = sha256_of(path, stop, report)
    except OSError as error:
        raise EngineError(f"cannot read {path}: {error.strerror}", remedy) from error
    if found != file.sha256:
        raise EngineError(f"{path} is not what was published (SHA-256 differs)", remedy)


def sha256_of(
    path: Path, stop: threading.Event | None = None, report: Callable[[int], None] = nothing
) -> str:
    """SHA-256 of a file in hexadecimal; of what was read so far once `stop` is set."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while not (stop and stop.is_set()) and (piece := content.read(_CHUNK)):
            digest.update(piece)
            report(len(piece))
    return digest.hexdigest()

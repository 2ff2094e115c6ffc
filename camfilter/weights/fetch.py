"""Fetches weights from the Hugging Face hub: resumable, checked, and only when asked to."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from camfilter.errors import EngineError
from camfilter.weights.check import check_file, nothing
from camfilter.weights.cutting import cut_by
from camfilter.weights.hub import BrokenConnectionError, open_file, refuse_offline
from camfilter.weights.local import (
    MODELS_DIR,
    Located,
    cache_folder,
    fetch_folder,
    free_bytes,
    locate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from camfilter.weights.catalogue import Model, WeightFile

_CHUNK: Final = 1 << 20
_SPARE: Final = 256 << 20
"""Bytes left free on the disk: a system without any misbehaves."""

_PAUSES_S: Final = (1.0, 2.0, 5.0, 10.0)
_AGAIN: Final = "try again: it continues where it stopped"


class FetchStoppedError(EngineError):
    """The user stopped a download; what has come so far is kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is: bytes of all its files, and the speed since it began.

    While a file that has come is compared with its published hash, `checking` is set.
    """

    file: str
    done: int
    total: int
    bytes_per_s: float
    checking: bool = False


def fetch_model(
    model: Model,
    *,
    report: Callable[[Progress], None] = nothing,
    stop: threading.Event | None = None,
    pauses_s: Sequence[float] = _PAUSES_S,
) -> Located:
    """Get every file of `model` that is not on this machine; those that are stay untouched.

    `report` is called after each piece; setting `stop` ends the download between two pieces.
    `pauses_s` are waited between attempts that brought nothing.

    Raises:
        FetchStoppedError: if `stop` was set.
        EngineError: if a file cannot be had, with what to do about it.
    """
    here = locate(model)
    wanted = [file for file in model.files if file.path not in here.paths]
    if not wanted:
        return here
    refuse_offline()
    folder = fetch_folder(model)
    _require_space(folder, wanted)
    download = _Download(model, folder, wanted, report, stop or threading.Event(), pauses_s)
    for file in wanted:
        download.fetch(file)
    return locate(model)


class _Download:
    """One run of `fetch_model`: what is done so far, over all its files."""

    def __init__(
        self,
        model: Model,
        folder: Path,
        files: Sequence[WeightFile],
        report: Callable[[Progress], None],
        stop: threading.Event,
        pauses_s: Sequence[float],
    ) -> None:
        self._model, self._folder = model, folder
        self._report, self._stop, self._pauses_s = report, stop, pauses_s
        self._total = sum(file.size for file in files)
        self._before = 0
        self._received = 0
        self._began = time.monotonic()

    def fetch(self, file: WeightFile) -> None:
        """Get one file whole and checked, or leave its beginning for the next time."""
        from filelock import FileLock, Timeout

        target = self._folder / file.path
        partial = partial_path(target, file)
        lock = lock_path(file)
        _make_folder(lock.parent)
        _make_folder(target.parent)
        try:
            with FileLock(lock, timeout=0):
                self._fill(file, partial)
                self._accept(file, partial, target)
        except Timeout as error:
            message = f"another process is fetching {self._model.name}"
            raise EngineError(message, "wait until it has finished") from error
        self._before += file.size

    def _fill(self, file: WeightFile, partial: Path) -> None:
        failures = 0
        while (start := _size(partial)) < file.size:
            try:
                self._receive(file, partial, start)
            except BrokenConnectionError as error:
                failures = 0 if _size(partial) > start else failures + 1
                if failures > len(self._pauses_s):
                    raise _unreachable(self._model, error) from error
                self._stop.wait(self._pauses_s[failures - 1] if failures else 0)

    def _receive(self, file: WeightFile, partial: Path, start: int) -> None:
        self._raise_if_stopped()
        response, offset = open_file(self._model, file, start)
        with response, cut_by(self._stop, response):
            try:
                with partial.open("r+b" if start else "wb") as out:
                    out.truncate(offset)
                    out.seek(offset)
                    while out.tell() < file.size and (piece := _read(response)):
                        out.write(piece)
                        self._received += len(piece)
                        self._say(file, out.tell())
                        self._raise_if_stopped()
                    missing = file.size - out.tell()
            except OSError as error:
                raise _unwritable(partial, error) from error
        if missing > 0:
            raise BrokenConnectionError("the connection broke")

    def _accept(self, file: WeightFile, partial: Path, target: Path) -> None:
        self._say(file, file.size, checking=True)
        try:
            check_file(partial, file, self._stop)
        except EngineError as error:
            self._raise_if_stopped()
            partial.unlink(missing_ok=True)
            message = f"{file.path} came damaged: {error.message}"
            raise EngineError(message, "fetch it again; unset HF_ENDPOINT if set") from error
        partial.replace(target)

    def _say(self, file: WeightFile, done: int, *, checking: bool = False) -> None:
        speed = self._received / max(time.monotonic() - self._began, 1e-3)
        self._report(Progress(file.path, self._before + done, self._total, speed, checking))

    def _raise_if_stopped(self) -> None:
        if self._stop.is_set():
            raise FetchStoppedError(f"the download of {self._model.name} was stopped", _AGAIN)


def partial_path(target: Path, file: WeightFile) -> Path:
    """Where the beginning of a file waits; another version of it has another name."""
    return target.with_name(f"{target.name}.{file.sha256[:12]}.partial")


def lock_path(file: WeightFile) -> Path:
    """What whoever writes or deletes `file` holds locked meanwhile, on behalf of all processes."""
    name = partial_path(Path(file.path), file).name
    return cache_folder() / "locks" / f"{name}.lock"


def _read(response: HTTPResponse) -> bytes:
    try:
        # What has come, instead of waiting for a full piece: a slow line can be stopped too.
        return response.read1(_CHUNK)
    except (OSError, HTTPException) as error:
        raise BrokenConnectionError(str(error) or "the connection broke") from error


def _require_space(folder: Path, files: Sequence[WeightFile]) -> None:
    needed = sum(f.size - _size(partial_path(folder / f.path, f)) for f in files) + _SPARE
    free = free_bytes(folder)
    if free < needed:
        message = f"{needed / 1e9:.1f} GB are needed in {folder}, {free / 1e9:.1f} GB are free"
        raise EngineError(message, f"make room, or set {MODELS_DIR} to a folder on another disk")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(path: Path, error: OSError) -> EngineError:
    message = f"cannot write {path}: {error.strerror or error}"
    return EngineError(message, f"make room, or set {MODELS_DIR} to a folder you may write to")


def _unreachable(model: Model, error: BrokenConnectionError) -> EngineError:
    message = f"{model.repository} cannot be reached: {error}"
    return EngineError(message, f"check the network (HTTPS_PROXY behind a proxy), then {_AGAIN}")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

"""What weights take on this machine's disk, and how they are deleted again."""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from camfilter.errors import EngineError
from camfilter.weights.fetch import lock_path, partial_path
from camfilter.weights.local import (
    cache_folder,
    fetch_folder,
    half_folder,
    hub_folder,
    locate,
    models_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camfilter.weights.catalogue import Model


class Place(Enum):
    """Whose folder weights lie in; only what lies in camfilter's own is ever deleted."""

    NOWHERE = "nowhere"
    OWN = "camfilter's folder"
    HUB_CACHE = "the cache of the Hugging Face hub"
    ELSEWHERE = "a folder of the user or of another program"


@dataclass(frozen=True, slots=True)
class Stored:
    """What of a model is on this machine; all sizes are bytes.

    Attributes:
        received: of its files, those of an interrupted download included.
        deletable: what deleting it would free, half-precision copies included.
    """

    model: Model
    complete: bool
    place: Place
    folder: Path
    received: int
    deletable: int


def stored(model: Model) -> Stored:
    """What of `model` is on this machine, and where."""
    here = locate(model)
    found = list(here.paths.values())
    waiting = _partials(model) if not here.complete else []
    return Stored(
        model,
        here.complete,
        _place(model, found),
        here.folder,
        sum(map(_size, [*found, *waiting])),
        sum(map(_size, _deletable(model))),
    )


def delete_model(model: Model) -> int:
    """Delete what camfilter fetched of `model` or made of it; the bytes that are free again.

    Raises:
        EngineError: if there is nothing to delete, another process is fetching it, or a file
            cannot be deleted.
    """
    paths = _deletable(model)
    if not paths:
        raise _nothing_to_delete(model)
    with _locked(model):
        freed = 0
        for path in paths:
            freed += _unlink(path)
    for folder in _own_folders(model):
        _prune(folder)
    return freed


def _own_folders(model: Model) -> list[Path]:
    """Where `camfilter models fetch` puts `model`, with CAMFILTER_MODELS_DIR and without."""
    usual = cache_folder() / "models" / fetch_folder(model).relative_to(models_folder())
    return list(dict.fromkeys([fetch_folder(model), usual]))


def _own_files(model: Model) -> list[Path]:
    places = [folder / file.path for folder in _own_folders(model) for file in model.files]
    return [place for place in places if place.is_file()]


def _partials(model: Model) -> list[Path]:
    places = [
        partial_path(folder / file.path, file)
        for folder in _own_folders(model)
        for file in model.files
    ]
    return [place for place in places if place.is_file()]


def _deletable(model: Model) -> list[Path]:
    fetched = [*_own_files(model), *_partials(model)]
    return [*fetched, *_copies(model)] if fetched else []


def _copies(model: Model) -> list[Path]:
    """The half-precision copies that were made of the published files."""
    return [
        copy
        for file in model.files
        for copy in half_folder().glob(f"*-{file.sha256[:16]}-*.safetensors")
    ]


def _place(model: Model, found: list[Path]) -> Place:
    if not found:
        return Place.NOWHERE
    if set(found) & set(_own_files(model)):
        return Place.OWN
    in_hub = all(path.is_relative_to(hub_folder()) for path in found)
    return Place.HUB_CACHE if in_hub else Place.ELSEWHERE


def _nothing_to_delete(model: Model) -> EngineError:
    here = locate(model)
    if not here.paths:
        return EngineError(f"{model.name} is not here", "see what is: camfilter models list")
    message = f"{model.name} lies in {here.folder}, where camfilter did not put it"
    return EngineError(message, "delete it there yourself if no other program needs it")


@contextlib.contextmanager
def _locked(model: Model) -> Iterator[None]:
    from filelock import FileLock, Timeout

    with ExitStack() as locks:
        try:
            for file in model.files:
                lock = lock_path(file)
                lock.parent.mkdir(parents=True, exist_ok=True)
                locks.enter_context(FileLock(lock, timeout=0))
        except Timeout as error:
            message = f"{model.name} is being fetched"
            raise EngineError(message, "stop the download first") from error
        except OSError as error:
            raise _undeletable(lock, error) from error
        yield


def _unlink(path: Path) -> int:
    size = _size(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _undeletable(path, error) from error
    return size


def _undeletable(path: Path, error: OSError) -> EngineError:
    message = f"cannot delete {path}: {error.strerror or error}"
    return EngineError(message, "close what uses it, or delete it yourself")


def _prune(folder: Path) -> None:
    """Remove `folder` with the owner's folder above it, as far as they are empty."""
    inner = [path for path in folder.rglob("*") if path.is_dir()]
    for path in [*sorted(inner, reverse=True), folder, folder.parent]:
        with contextlib.suppress(OSError):
            path.rmdir()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0

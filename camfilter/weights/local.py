"""Finds weights on this machine; nothing here reaches for the network.

Places, in this order: the folder CAMFILTER_MODELS_DIR names, camfilter's own folder, the folders
that CAMFILTER_MODELS_PATH lists (separated as in PATH), those a host program named with
`look_also_in`, the cache of the Hugging Face hub. A folder may be laid out like the repository on
the hub, with the repository's name or without, or simply hold the files.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from camfilter.weights.catalogue import Model, WeightFile

MODELS_DIR: Final = "CAMFILTER_MODELS_DIR"
MODELS_PATH: Final = "CAMFILTER_MODELS_PATH"
CACHE_DIR: Final = "CAMFILTER_CACHE_DIR"

_NAMELESS: Final = "model.pt"
"""A file name that many models share: alone in a folder it does not say which one it is."""


_named_by_host: list[Path] = []


@dataclass(frozen=True, slots=True)
class Located:
    """Where the files of a model are; `missing` names the required ones that are nowhere."""

    model: Model
    paths: Mapping[str, Path]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every required file is there."""
        return not self.missing

    @property
    def folder(self) -> Path:
        """Where the first file is, or where it would be fetched to."""
        first = next(iter(self.paths.values()), None)
        return first.parent if first else fetch_folder(self.model)


def cache_folder() -> Path:
    """Where camfilter keeps what it can make again: CAMFILTER_CACHE_DIR, or the system's place."""
    chosen = os.environ.get(CACHE_DIR)
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_cache_path("camfilter", appauthor=False)


def models_folder() -> Path:
    """Where weights are fetched to: CAMFILTER_MODELS_DIR, or `models` in camfilter's cache."""
    chosen = os.environ.get(MODELS_DIR)
    return Path(chosen).expanduser() if chosen else cache_folder() / "models"


def half_folder() -> Path:
    """Where half-precision copies of weights are kept; they may go at any time."""
    return cache_folder() / "half"


def fetch_folder(model: Model) -> Path:
    """Where the repository of `model` is copied to."""
    return models_folder() / Path(*model.repository.split("/"))


def free_bytes(folder: Path) -> int:
    """Room on the disk that `folder` is on, or would be made on."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def look_also_in(folder: Path) -> None:
    """From now on find weights in `folder` too: the place where a host program keeps its own."""
    if folder not in _named_by_host:
        _named_by_host.append(folder)


def further_folders() -> list[Path]:
    """The folders of others that are looked into: of CAMFILTER_MODELS_PATH, then of the host."""
    listed = os.environ.get(MODELS_PATH, "").split(os.pathsep)
    return [*(Path(part).expanduser() for part in listed if part), *_named_by_host]


def hub_folder() -> Path:
    """The cache of the Hugging Face hub, by the same variables as its own library reads."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return Path(os.environ[variable]).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "huggingface" / "hub"


def locate(model: Model, folder: Path | None = None) -> Located:
    """Each file of `model` in `folder`, or else where it is found first."""
    paths: dict[str, Path] = {}
    for file in model.files:
        found = next((p for p in _candidates(model, file, folder) if _is_file(p)), None)
        if found is not None:
            paths[file.path] = found
    missing = tuple(f.path for f in model.files if f.required and f.path not in paths)
    return Located(model, paths, missing)


def _candidates(model: Model, file: WeightFile, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield from _in_folder(model, file, folder)
        return
    yield from _in_folder(model, file, models_folder())
    yield from _in_folder(model, file, cache_folder() / "models")
    for further in further_folders():
        yield from _in_folder(model, file, further)
    yield from _in_hub_cache(model, file)


def _in_folder(model: Model, file: WeightFile, folder: Path) -> Iterator[Path]:
    name = Path(file.path).name
    bases = [folder / Path(*model.repository.split("/")), *(folder / n for n in model.folders)]
    for base in bases:
        yield base / file.path
        yield base / name
    if name == _NAMELESS:
        yield from (folder / f"{own}{Path(name).suffix}" for own in model.folders)
        if _size(folder / name) == file.size:
            yield folder / name
        return
    yield folder / file.path
    yield folder / name


def _in_hub_cache(model: Model, file: WeightFile) -> Iterator[Path]:
    snapshots = hub_folder() / f"models--{model.repository.replace('/', '--')}" / "snapshots"
    yield snapshots / model.revision / file.path
    try:
        others = sorted(snapshots.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return
    yield from (snapshot / file.path for snapshot in others)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1

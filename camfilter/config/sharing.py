"""Presets as files that people give to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from camfilter.config.presets import list_presets, name_key, save_preset
from camfilter.config.store import read_toml, write_toml
from camfilter.config.values import checked_values, plain_values
from camfilter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def export_preset(
    path: Path, values: dict[str, Any], name: str = "", description: str = ""
) -> Path:
    """Write `values` into a file that `--preset FILE` takes; where it lies, its name ends in .toml.

    Raises:
        UsageError: if a value is wrong.
        ConfigError: if it cannot be written.
    """
    if path.suffix.lower() != ".toml":
        path = path.with_name(f"{path.name}.toml")
    about = {"name": name.strip() or path.stem, "description": description}
    write_toml(path, about | plain_values(values))
    return path


def import_preset(path: Path) -> str:
    """Take the preset in `path` into the user's own; what it is called there, the name being free.

    Raises:
        ConfigError: if it cannot be read, is no preset, or cannot be kept.
    """
    if not path.is_file():
        raise ConfigError(f"there is no file {path}", "check the path")
    content = read_toml(path)
    values = checked_values(content, str(path))
    if not values:
        remedy = "choose a file that camfilter exported"
        raise ConfigError(f"{path} is no preset: it sets no parameter", remedy)
    name = _free_name(_possible(str(content.get("name") or path.stem)))
    save_preset(name, values, str(content.get("description", "")))
    return name


def _possible(name: str) -> str:
    """`name` without what the name of a preset cannot have."""
    bare = re.sub(r"[^\w -]+", " ", name)
    return re.sub(r"^\W+", "", re.sub(r"\s+", " ", bare))[:56].strip() or "Preset"


def _free_name(name: str) -> str:
    taken = {name_key(info.name) for info in list_presets()}
    return next(candidate for candidate in _candidates(name) if name_key(candidate) not in taken)


def _candidates(name: str) -> Iterable[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1

"""Named sets of values: those that come with camfilter, and the user's own."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from camfilter.config.store import config_folder, read_toml, write_toml
from camfilter.config.values import checked_values, plain_values
from camfilter.errors import ConfigError, UsageError
from camfilter.paths import path_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

_log = logging.getLogger(__name__)

_NAME: Final = re.compile(r"\w[\w -]{0,63}")
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""File names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True)
class PresetInfo:
    """A preset that can be chosen; built-in ones cannot be changed."""

    name: str
    description: str
    builtin: bool


def list_presets() -> list[PresetInfo]:
    """The built-in presets and then the user's, each by name; unreadable ones are reported."""
    mine = _own_files()
    found = [_info(file, slug not in mine) for slug, file in (_builtin_files() | mine).items()]
    known = [info for info in found if info is not None]
    return sorted(known, key=lambda info: (not info.builtin, info.name.casefold()))


def load_preset(name_or_path: str) -> dict[str, Any]:
    """The values that a preset sets, for `FilterSettings.changed`; the others stay as they are.

    In names neither case nor the kind of gap (space, '-', '_') matters; what ends in .toml is a
    file of the user's.

    Raises:
        UsageError: if there is no such preset.
        ConfigError: naming the file and the key that cannot be meant.
    """
    file = _find(name_or_path)
    return checked_values(read_toml(file), str(file))


def save_preset(name: str, values: dict[str, Any], description: str = "") -> None:
    """Keep `values` (by name of parameter) as a preset, in place of the user's own of that name.

    Raises:
        UsageError: if the name cannot be one or is a built-in preset's, or a value is wrong.
        ConfigError: if it cannot be written.
    """
    slug = _slug(name)
    if slug in _builtin_files():
        raise UsageError(f"'{name}' is a built-in preset", "choose another name")
    about = {"name": name.strip(), "description": description}
    write_toml(_own_files().get(slug, _own_folder() / f"{slug}.toml"), about | plain_values(values))


def delete_preset(name: str) -> None:
    """Remove one of the user's own presets.

    Raises:
        UsageError: if there is none of that name.
        ConfigError: if it cannot be removed.
    """
    file = _own_files().get(_slug(name))
    if file is None:
        builtin = _slug(name) in _builtin_files()
        message = f"'{name}' is {'a built-in preset' if builtin else 'no preset'}"
        raise UsageError(message, _choice([info for info in list_presets() if not info.builtin]))
    try:
        file.unlink()
    except OSError as error:
        message = f"cannot remove {file}: {error.strerror or error}"
        raise ConfigError(message, "see who may write to that folder") from error


def name_key(name: str) -> str:
    """What the names that mean one preset have in common."""
    return re.sub(r"[ _-]+", "-", name.strip().casefold())


def _find(name_or_path: str) -> Traversable:
    if name_or_path.lower().endswith(".toml"):
        path = path_of(name_or_path)
        if not path.exists():
            raise UsageError(f"there is no file {path}", "check the path")
        return path
    file = (_builtin_files() | _own_files()).get(_slug(name_or_path))
    if file is None:
        raise UsageError(f"there is no preset '{name_or_path}'", _choice(list_presets()))
    return file


def _choice(infos: list[PresetInfo]) -> str:
    return "choose one of: " + (", ".join(info.name for info in infos) or "none of your own yet")


def _info(file: Traversable, builtin: bool) -> PresetInfo | None:
    try:
        content = read_toml(file)
    except ConfigError as error:
        _log.warning("preset left out: %s", error.message)
        return None
    name = content.get("name") or file.name.removesuffix(".toml")
    return PresetInfo(str(name), str(content.get("description", "")), builtin)


def _slug(name: str) -> str:
    """The name of the preset's file: no path can be made of it."""
    if not _is_name(name):
        remedy = "use letters, digits, spaces, '-' and '_', at most 64 of them"
        raise UsageError(f"'{name}' cannot be the name of a preset", remedy)
    return name_key(name)


def _is_name(name: str) -> bool:
    bare = name.strip()
    return bool(_NAME.fullmatch(bare)) and not _DEVICES.fullmatch(bare.casefold())


def _builtin_files() -> dict[str, Traversable]:
    folder = resources.files("camfilter") / "presets"
    names = {file.name.removesuffix(".toml"): file for file in folder.iterdir()}
    return {name: file for name, file in names.items() if file.name.endswith(".toml")}


def _own_folder() -> Path:
    return config_folder() / "presets"


def _own_files() -> dict[str, Path]:
    files = sorted(_own_folder().glob("*.toml"))
    return {_slug(file.stem): file for file in files if _is_name(file.stem)}

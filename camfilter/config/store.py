"""TOML files of the user's configuration folder: read, brought up to date, written whole."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import platformdirs
import tomli_w

from camfilter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

ENVIRONMENT_PREFIX: Final = "CAMFILTER_"

SCHEMA_VERSION: Final = 1

MIGRATIONS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""By the version it starts from: makes the content of a file that of the next version."""


def config_folder() -> Path:
    """Where settings and presets are kept: CAMFILTER_CONFIG_DIR, or the system's place for them.

    Raises:
        ConfigError: if that is in a home folder that is not known.
    """
    chosen = os.environ.get(f"{ENVIRONMENT_PREFIX}CONFIG_DIR")
    try:
        if chosen:
            return Path(chosen).expanduser()
        return platformdirs.user_config_path("camfilter", appauthor=False)
    except RuntimeError as error:
        remedy = f"set {ENVIRONMENT_PREFIX}CONFIG_DIR to a folder, written in full"
        raise ConfigError(f"the folder of settings is not known: {error}", remedy) from error


def read_toml(file: Traversable) -> dict[str, Any]:
    """Content of `file` in today's schema; empty if there is no such file.

    Raises:
        ConfigError: if it cannot be read, is not TOML, or was written by a newer version.
    """
    try:
        # Editors on Windows put a byte order mark in front.
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not TOML: {error}", "correct it, or move it away") from error
    except RecursionError as error:
        message = f"{file} is not TOML that can be read: it is nested too deeply"
        raise ConfigError(message, "correct it, or move it away") from error
    except OSError as error:
        message = f"cannot read {file}: {error.strerror or error}"
        raise ConfigError(message, "make it a file that you may read, or move it away") from error
    return migrated(content, str(file))


def migrated(
    content: dict[str, Any],
    where: str,
    newest: int = SCHEMA_VERSION,
    migrations: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = MIGRATIONS,
) -> dict[str, Any]:
    """`content` brought to the schema `newest`, one version after the other.

    Raises:
        ConfigError: if its version is none, or newer.
    """
    version = content.get("schema_version", 1)
    if type(version) is not int or version < 1:
        message = f"{where}: schema_version must be a whole number from 1, not {version!r}"
        raise ConfigError(message, f"write schema_version = {newest}")
    if version > newest:
        message = f"{where} was written by a newer camfilter (schema {version}, here {newest})"
        raise ConfigError(message, "update camfilter, or move the file away")
    for old in range(version, newest):
        content = migrations[old](content)
    return content | {"schema_version": newest}


def write_toml(path: Path, content: dict[str, Any]) -> None:
    """Put `content` into `path`; whoever reads it meanwhile sees the old file or the new one.

    Raises:
        ConfigError: if it cannot be written; `path` is then as it was.
    """
    text = tomli_w.dumps({"schema_version": SCHEMA_VERSION} | content)
    try:
        _replace(path.resolve(), text.encode())
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        remedy = f"set {ENVIRONMENT_PREFIX}CONFIG_DIR to a folder that you may write to"
        raise ConfigError(message, remedy) from error


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(".part", path.name, path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise

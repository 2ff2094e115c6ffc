"""The desktop app's own table of the configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from camfilter.config.kept import config_file
from camfilter.config.store import read_toml, write_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = "app"


def load_app_table() -> dict[str, Any]:
    """What `save_app_table` kept; empty if nothing was.

    Raises:
        ConfigError: if the file cannot be read.
    """
    kept = read_toml(config_file()).get(_TABLE)
    return dict(kept) if isinstance(kept, dict) else {}


def save_app_table(values: Mapping[str, Any]) -> None:
    """Keep `values` beside the parameters, in place of what was kept before.

    Raises:
        ConfigError: if the file cannot be read or written; it is then as it was.
    """
    path = config_file()
    write_toml(path, read_toml(path) | {_TABLE: dict(values)})

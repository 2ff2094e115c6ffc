"""The user's own settings: what the file and the environment say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from camfilter.config.store import ENVIRONMENT_PREFIX, config_folder, read_toml, write_toml
from camfilter.config.values import PARAMETERS, checked_values, parsed
from camfilter.errors import ConfigError, UsageError
from camfilter.settings import FilterSettings, settings_from

if TYPE_CHECKING:
    from pathlib import Path


def config_file() -> Path:
    """The file that `save_settings` writes."""
    return config_folder() / "config.toml"


def load_settings() -> FilterSettings:
    """The defaults with the file's values over them and the environment's over those.

    Raises:
        ConfigError: naming the file and the key, or the variable, that cannot be meant.
    """
    path = config_file()
    kept = checked_values(read_toml(path), str(path))
    settings = _combined(FilterSettings(), kept, str(path))
    return _combined(settings, _environment(), "the environment")


def save_settings(settings: FilterSettings) -> None:
    """Keep what differs from the defaults, and whatever else the file holds; comments are lost.

    A value that comes from the environment stays out of the file.

    Raises:
        ConfigError: if the file cannot be read or written; it is then as it was.
    """
    path = config_file()
    before = read_toml(path)
    values, defaults = settings.model_dump(mode="json"), FilterSettings().model_dump(mode="json")
    for name, imposed in _environment().items():
        if values[name] == imposed:
            values[name] = before.get(name, defaults[name])
    content = {key: value for key, value in before.items() if key not in PARAMETERS}
    content |= {name: value for name, value in values.items() if value != defaults[name]}
    write_toml(path, content)


def _environment() -> dict[str, Any]:
    values = {}
    for name in PARAMETERS:
        variable = ENVIRONMENT_PREFIX + name.upper()
        text = os.environ.get(variable, "").strip()
        if text:
            values[name] = parsed(name, text, variable)
    return values


def _combined(below: FilterSettings, values: dict[str, Any], where: str) -> FilterSettings:
    try:
        return settings_from(below.model_dump() | values)
    except UsageError as error:
        raise ConfigError(f"{where}: {error.message}", "correct these values") from error

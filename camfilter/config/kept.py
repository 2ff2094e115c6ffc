"""The user's own settings: what the file and the environment say."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from camfilter.config.store import ENVIRONMENT_PREFIX, config_folder, read_toml, write_toml
from camfilter.config.values import PARAMETERS, checked_values, parsed
from camfilter.errors import ConfigError, UsageError
from camfilter.settings import FilterSettings, settings_from

if TYPE_CHECKING:
    from pathlib import Path


_BOUNDS: Final = frozenset({"near", "far"})
"""The only values that, each right by itself, may not go together."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Values by name of parameter, and the file they come from; '' for the command line."""

    values: dict[str, Any]
    where: str = ""


def config_file() -> Path:
    """The file that `save_settings` writes."""
    return config_folder() / "config.toml"


def load_settings() -> FilterSettings:
    """The defaults with the file's values over them and the environment's over those.

    Raises:
        ConfigError: naming the file and the key, or the variable, that cannot be meant.
    """
    return layered_settings()


def layered_settings(*above: Layer) -> FilterSettings:
    """What `load_settings` finds with the values of `above` over it, the later over the earlier.

    Only the whole has to go together: a value may need another one of a later layer.

    Raises:
        ConfigError: naming the file and the key, or the variable, that cannot be meant.
        UsageError: if the last layer's values do not go with the rest.
    """
    path = config_file()
    kept = Layer(checked_values(read_toml(path), str(path)), str(path))
    layers = [kept, Layer(_environment(), "the environment"), *above]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged |= layer.values
    try:
        return settings_from(merged)
    except UsageError as error:
        where = "" if _is_one_value(error) else _origin_of_bounds(layers)
        if not where:
            raise
        raise ConfigError(f"{where}: {error.message}", "correct these values") from error


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


def _origin_of_bounds(layers: list[Layer]) -> str:
    """Where the last word on the bounds that contradict each other comes from."""
    return [layer.where for layer in layers if _BOUNDS & layer.values.keys()][-1]


def _is_one_value(error: UsageError) -> bool:
    """Whether a single value is wrong: the command line's, the others having been checked."""
    cause = error.__cause__
    return isinstance(cause, ValidationError) and bool(cause.errors()[0]["loc"])

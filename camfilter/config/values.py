"""Checks single values against the parameters they are meant for."""

from __future__ import annotations

import difflib
import logging
from functools import cache
from typing import Annotated, Any, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from camfilter.errors import ConfigError, UsageError
from camfilter.settings import FilterSettings, parameters, settings_from

_log = logging.getLogger(__name__)

PARAMETERS: Final = {parameter.name: parameter for parameter in parameters()}

_OTHERS: Final = frozenset({"schema_version", "name", "description", "app"})
"""Keys beside the parameters: a preset's own, and a table that belongs to the desktop app."""

# Pydantic alone would take the text "0.5" for a number and 1 for a switch.
_TYPES: Final[dict[str, tuple[type, ...]]] = {"bool": (bool,), "int": (int,), "float": (int, float)}
_WORDS: Final = {"bool": "true or false", "int": "a whole number", "float": "a number"}


def checked_values(content: dict[str, Any], where: str) -> dict[str, Any]:
    """The parameters in `content`, as TOML holds them; unknown keys are reported and left out.

    Raises:
        ConfigError: naming `where` and the first key whose value cannot be meant.
    """
    for key in content:
        if key not in PARAMETERS and key not in _OTHERS:
            _log.warning("%s: unknown key '%s' has no effect%s", where, key, _meant(key))
    values = {key: value for key, value in content.items() if key in PARAMETERS}
    try:
        return plain_values(values)
    except UsageError as error:
        raise ConfigError(f"{where}: {error.message}", "correct or remove that line") from error


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """`values` in the types that TOML has, each within the bounds of its parameter.

    Raises:
        UsageError: naming the first one that is unknown or cannot be meant.
    """
    for name, value in values.items():
        if name not in PARAMETERS:
            raise UsageError(f"there is no parameter '{name}'{_meant(name)}", "correct the name")
        if not _is_of_kind(name, value) or not _is_allowed(name, value):
            said = "true" if value is True else "false" if value is False else repr(value)
            raise UsageError(f"{name} must be {_expected(name)}, not {said}", "correct the value")
    if {"near", "far"} <= values.keys():
        settings_from(values)
    return {name: _plain(name, value) for name, value in values.items()}


def parsed(name: str, text: str, where: str) -> Any:
    """The value of the parameter `name` that `text` means, as TOML holds it.

    Raises:
        ConfigError: naming `where`, if it means none.
    """
    if PARAMETERS[name].kind == "choice":
        text = next((c for c in PARAMETERS[name].choices if c == text.lower()), text)
    try:
        return _plain(name, text)
    except ValidationError as error:
        message = f"{where} must be {_expected(name)}, not '{text}'"
        raise ConfigError(message, f"set {where} to such a value, or unset it") from error


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    field = FilterSettings.model_fields[name]
    annotated = Annotated[field.annotation, field]  # type: ignore[name-defined]
    return TypeAdapter(annotated, config=ConfigDict(allow_inf_nan=False))


def _plain(name: str, value: Any) -> Any:
    return _adapter(name).dump_python(_adapter(name).validate_python(value), mode="json")


def _is_of_kind(name: str, value: Any) -> bool:
    kind = PARAMETERS[name].kind
    return isinstance(value, _TYPES.get(kind, (str,))) and (
        kind == "bool" or not isinstance(value, bool)
    )


def _is_allowed(name: str, value: Any) -> bool:
    try:
        _adapter(name).validate_python(value)
    except ValidationError:
        return False
    return True


def _expected(name: str) -> str:
    parameter = PARAMETERS[name]
    if parameter.kind == "choice":
        return "one of " + ", ".join(f'"{choice}"' for choice in parameter.choices)
    if parameter.kind == "text":
        return parameter.help.rstrip(".")
    if parameter.minimum is None or parameter.maximum is None:
        return _WORDS[parameter.kind]
    return f"{_WORDS[parameter.kind]} from {parameter.minimum:g} to {parameter.maximum:g}"


def _meant(key: str) -> str:
    close = difflib.get_close_matches(key, PARAMETERS, 1)
    return f" (did you mean '{close[0]}'?)" if close else ""

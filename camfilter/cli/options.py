"""Command-line options made from the filter's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from camfilter.config import Layer, layered_settings, load_preset
from camfilter.settings import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.settings import FilterSettings, Parameter

    Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def filter_options(function: Decorated) -> Decorated:
    """Add an option for each parameter, and `--preset`, to a command.

    The command gets `preset` and the parameters by name; those not given are None.
    """
    for parameter in reversed(parameters()):
        function = _option(parameter)(function)
    preset = click.option("--preset", metavar="NAME", help="Start from a preset, by name or file.")
    return preset(function)


def chosen_settings(preset: str | None, options: dict[str, Any]) -> FilterSettings:
    """Defaults, then the configuration file, the environment, the preset and the options.

    Raises:
        ConfigError: if a file is wrong.
        UsageError: if the values do not go together.
    """
    given = Layer({name: value for name, value in options.items() if value is not None})
    if preset is None:
        return layered_settings(given)
    return layered_settings(Layer(load_preset(preset), f"preset '{preset}'"), given)


def _option(parameter: Parameter) -> Callable[[Decorated], Decorated]:
    flag = "--" + parameter.name.replace("_", "-")
    if parameter.kind == "bool":
        flag = f"{flag}/--no{flag[1:]}"
    text = f"{parameter.help}  [default: {_shown(parameter.default)}]"
    return click.option(flag, parameter.name, type=_type(parameter), default=None, help=text)


def _type(parameter: Parameter) -> Any:
    low, high = parameter.minimum, parameter.maximum
    if parameter.kind == "choice":
        return click.Choice(parameter.choices, case_sensitive=False)
    if parameter.kind == "int":
        return click.IntRange(_whole(low), _whole(high))
    if parameter.kind == "float":
        return click.FloatRange(low, high)
    return bool if parameter.kind == "bool" else str


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _shown(default: Any) -> str:
    return ("on" if default else "off") if isinstance(default, bool) else str(default)

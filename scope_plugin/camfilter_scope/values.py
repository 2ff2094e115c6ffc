"""Turns whatever the host passes into settings: the host checks neither types nor ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from camfilter.settings import FilterSettings, settings_from
from camfilter_scope.controls import CONTROLS, LIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camfilter.settings import Parameter
    from camfilter_scope.controls import Control

_YES: Final = frozenset({"true", "on", "yes", "1"})
_NO: Final = frozenset({"false", "off", "no", "0"})
_FAR_OVER_NEAR: Final = 1.02
"""A range needs some depth; two sliders can be dragged past each other."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asks for now: `live` keeps up with the source, else every picture is shown."""

    settings: FilterSettings
    live: bool


class Values:
    """The values of all controls, from those given at load and those that come with each call."""

    def __init__(self, loaded: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        self._given = tuple(_value(c, loaded, defaults[c.key]) for c in CONTROLS)
        self._last = self._wishes(self._given)
        self._last_values = self._given

    def read(self, sent: Mapping[str, Any]) -> Wishes:
        """What is asked for in this call; what was not sent is as it was at load. Never raises."""
        values = tuple(_value(c, sent, old) for c, old in zip(CONTROLS, self._given, strict=True))
        if values != self._last_values:
            self._last, self._last_values = self._wishes(values), values
        return self._last

    @staticmethod
    def _wishes(values: tuple[Any, ...]) -> Wishes:
        named = {c.parameter.name: value for c, value in zip(CONTROLS, values, strict=True)}
        live = bool(named.pop(LIVE.name))
        named["far"] = max(named["far"], named["near"] * _FAR_OVER_NEAR)
        return Wishes(settings_from(named), live)


def coerced(parameter: Parameter, value: Any, fallback: Any) -> Any:
    """`value` as what the parameter is, within its bounds, or `fallback` if it cannot be that."""
    try:
        match parameter.kind:
            case "bool":
                return _switch(value, fallback)
            case "choice":
                text = str(getattr(value, "value", value)).strip().lower()
                return text if text in parameter.choices else fallback
            case "int" | "float":
                return _number(parameter, value, fallback)
            case _:
                return value if isinstance(value, str) else fallback
    except Exception:  # noqa: BLE001  the value is a stranger's object, its methods may do anything
        return fallback


def _value(control: Control, sent: Mapping[str, Any], fallback: Any) -> Any:
    for name in control.names:
        if name in sent:
            return coerced(control.parameter, sent[name], fallback)
    return fallback


def _switch(value: Any, fallback: bool) -> bool:
    if isinstance(value, str):
        text = value.strip().lower()
        return text in _YES if text in _YES | _NO else fallback
    number = float(value)
    return fallback if math.isnan(number) else number != 0


def _number(parameter: Parameter, value: Any, fallback: float) -> float:
    number = float(value)
    if math.isnan(number):
        return fallback
    low, high = parameter.minimum, parameter.maximum
    number = max(number, -math.inf if low is None else low)
    number = min(number, math.inf if high is None else high)
    return round(number) if parameter.kind == "int" else number

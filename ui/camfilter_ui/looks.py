"""What of the settings makes a look, to be kept and shared as a preset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from camfilter.settings import RangeMode
from camfilter_ui.settings_model import PARAMETERS

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings

_NOT_LOOKS: Final = {"mirror", "rotation", "output_size", "output_rate", "pace"}
_NOT_LOOKING: Final = {"NDI"}
"""Parameters, and groups of them, of a set-up rather than of a look."""


def look_of(settings: FilterSettings) -> dict[str, Any]:
    """The values that make the picture look as it does, in the types that a preset has.

    They are all kept, defaults too, so that a preset looks the same wherever it is chosen; near
    and far only where they count.
    """
    values = settings.model_dump(mode="json")
    locked = settings.range_mode is RangeMode.LOCKED
    return {
        name: values[name]
        for name, parameter in PARAMETERS.items()
        if not parameter.load_time
        and name not in _NOT_LOOKS
        and parameter.group not in _NOT_LOOKING
        and (locked or name not in ("near", "far"))
    }

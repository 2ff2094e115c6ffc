"""What to go on with when an engine fails in a run that must not end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.errors import DeviceMemoryError
from camfilter.settings import DeviceChoice, EngineChoice

if TYPE_CHECKING:
    from camfilter.errors import EngineError
    from camfilter.settings import FilterSettings

_STEP: Final = 64
_LEAST: Final = 256


def conceded(settings: FilterSettings, error: EngineError) -> FilterSettings | None:
    """Settings that ask for less than those that failed; None if there is nothing to give up.

    Where memory was short that is three quarters of the resolution, and in the end, as for any
    other failure, the embedded engine, first where it likes to run and then on the CPU.
    """
    size = settings.inference_resolution
    if isinstance(error, DeviceMemoryError) and size > _LEAST:
        smaller = max(_LEAST, size * 3 // 4 // _STEP * _STEP)
        return settings.changed(inference_resolution=smaller)
    if settings.engine is EngineChoice.BUILTIN:
        on_cpu = settings.device is DeviceChoice.CPU
        return None if on_cpu else settings.changed(device="cpu", precision="auto")
    return settings.changed(engine="builtin", device="auto", precision="auto")


def in_words(before: FilterSettings, after: FilterSettings) -> str:
    """What was given up from one to the other."""
    if after.engine is not before.engine:
        return "going on with the embedded engine"
    if after.device is not before.device:
        return "going on with the embedded engine on the CPU"
    return f"going on at a resolution of {after.inference_resolution}"

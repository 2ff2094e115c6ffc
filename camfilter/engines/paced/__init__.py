"""A fast engine that sees every frame, and a slow one that refreshes behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.engines.paced.engine import Merger, PacedEngine, Sight, as_it_is
from camfilter.engines.paced.maps import MapMerger
from camfilter.settings import DeviceChoice, EngineChoice, PrecisionChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.engines.base import Engine, EngineInfo
    from camfilter.engines.paced.gate import Gate
    from camfilter.frames import Frame
    from camfilter.settings import FilterSettings

__all__ = ["MapMerger", "Merger", "PacedEngine", "Sight", "open_embedded", "open_paced"]


def open_embedded(settings: FilterSettings) -> Engine:
    """The embedded engine at the resolution of `settings`, on the best device it finds.

    Raises:
        EngineError: if it cannot be loaded.
    """
    from camfilter.engines import builtin

    # Devices and precisions that were asked for are the slow engine's.
    return builtin.open_engine(
        settings.changed(
            engine=EngineChoice.BUILTIN, device=DeviceChoice.AUTO, precision=PrecisionChoice.AUTO
        )
    )


def open_paced(
    settings: FilterSettings,
    info: EngineInfo,
    open_slow: Callable[[], Engine],
    merger: Merger | None = None,
    *,
    prepare: Callable[[Sight], Frame | None] | None = None,
    gate: Gate | None = None,
    abandon: Callable[[], None] | None = None,
) -> PacedEngine:
    """The embedded engine on every frame, and behind it what `open_slow` gives.

    `abandon` ends what `open_slow` gave, or is about to give, when it does not answer.

    Raises:
        EngineError: if the embedded engine cannot be loaded.
    """
    return PacedEngine(
        open_embedded(settings),
        open_slow,
        merger or MapMerger(),
        info,
        settings,
        prepare=prepare or as_it_is,
        gate=gate,
        abandon=abandon,
    )

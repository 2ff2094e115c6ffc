"""SAM 3D Objects behind the embedded engine: the object is made now and then and drawn always."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.engines.apart import Children
from camfilter.engines.base import EngineInfo
from camfilter.engines.moge.device import choose_device, choose_half, device_title
from camfilter.engines.paced import Sight, open_paced
from camfilter.engines.paced.gate import Gate
from camfilter.engines.sam3d.live.apart import (
    ApartOpener,
    load_inside,
    threads_for_child,
    variables_for_child,
    works_apart,
)
from camfilter.engines.sam3d.live.merging import ObjectMerger
from camfilter.engines.sam3d.live.worker import WorkerEngine
from camfilter.engines.sam3d.masks import masked
from camfilter.settings import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from camfilter.engines.base import Engine
    from camfilter.frames import Frame
    from camfilter.settings import FilterSettings

TITLE: Final = "SAM 3D Objects"


def open_live(
    settings: FilterSettings, sam3d: Mapping[str, Path], moge: Path, *, apart: bool | None = None
) -> Engine:
    """The embedded engine on every frame, with objects from these files drawn into it.

    They are made in a process of its own if `apart`; by default where that is of use.

    Raises:
        EngineError: if the device is not there, or the embedded engine cannot be loaded.
    """
    device = choose_device(settings)
    choose_half(settings, device)
    gate = Gate()
    # Objects are followed as the camera sees them.
    seen = settings.changed(projection=Projection.PERSPECTIVE)
    info = EngineInfo("sam3d", TITLE, device_title(device), metric=False)

    def open_here() -> Engine:
        return WorkerEngine.load(seen, sam3d, moge, gate.wait)

    more = threads_for_child(), seen, dict(sam3d), moge
    children = Children(TITLE, gate, load_inside, *more, environment=variables_for_child())
    opener = ApartOpener(children, device, open_here)
    apart = works_apart(device) if apart is None else apart
    return open_paced(
        settings,
        info,
        opener if apart else open_here,
        ObjectMerger(),
        prepare=_prepared,
        gate=gate,
        abandon=opener.abandon if apart else None,
    )


def _prepared(sight: Sight) -> Frame | None:
    return masked(sight.frame, sight.fast, sight.settings, sight.hint)

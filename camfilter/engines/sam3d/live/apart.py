"""SAM 3D Objects in a process of its own, so that starting its kernels holds up no picture."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import torch

from camfilter.engines.apart import Children, StartError
from camfilter.engines.sam3d.live.packing import Landing, packed
from camfilter.engines.sam3d.live.worker import WorkerEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from camfilter.engines.apart import Child
    from camfilter.engines.base import Engine, EngineInfo
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings

_log = logging.getLogger(__name__)

ON_HOST: Final = torch.device("cpu")
_EXPANDABLE: Final = "expandable_segments:True"
_SHARE: Final = 2
"""Of the processor's cores, the child's threads may have one in so many."""


def works_apart(device: torch.device) -> bool:
    """Whether the engine gets a process of its own where it works on `device`.

    On a GPU it does little but start kernels, thousands for each object, for which its thread
    needs Python's lock as often. On a processor it computes, and another process has no more cores.
    """
    return device.type == "cuda"


class ApartEngine:
    """The engine in another process; what it gives lies ready where it is drawn."""

    def __init__(self, child: Child, landing: Landing) -> None:
        self._child = child
        self._landing = landing

    @property
    def info(self) -> EngineInfo:
        """Of the engine."""
        return self._child.info

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, its Gaussians ready to be drawn.

        Raises:
            EngineError: if there is no object, the device fails, it was stopped, or is gone.
        """
        # Without what is known of the frame, which is only of use here.
        return self._landing.landed(self._child.ask("infer", replace(frame)))

    def forget_object(self) -> None:
        """The next frame shows another object."""
        self._child.ask("forget_object")

    def reset(self) -> None:
        """Forget what was kept of the pictures before."""
        self._child.ask("reset")

    def close(self) -> None:
        """End the process, which frees all that it has."""
        self._child.close()


class InnerEngine(WorkerEngine):
    """The engine within the child."""

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, its Gaussians packed."""
        geometry = super().infer(frame)
        return replace(geometry, splats=packed(geometry.splats))


class ApartOpener:
    """Opens the engine in a process of its own, or in this one where there cannot be another."""

    def __init__(
        self, children: Children, device: torch.device, open_here: Callable[[], Engine]
    ) -> None:
        """What is made is drawn on `device`."""
        self._children = children
        self._device = device
        self._open_here = open_here
        self._possible = True

    def __call__(self) -> Engine:
        """The engine.

        Raises:
            EngineError: if it cannot be loaded.
        """
        if self._possible:
            try:
                return ApartEngine(self._children.open(), Landing(self._device))
            except StartError as error:
                self._possible = False
                _log.warning("SAM 3D Objects works in this process, and pictures wait: %s", error)
        return self._open_here()

    def abandon(self) -> None:
        """End what does not answer, from any thread."""
        self._children.abandon()


def variables_for_child() -> dict[str, str]:
    """Of PyTorch's allocator: it then holds a tenth more of the GPU than it uses, not a third."""
    if sys.platform != "linux":
        return {}
    names = ("PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF")
    # Either speaks for both: the second is what versions before 2.9 know.
    return {} if any(name in os.environ for name in names) else dict.fromkeys(names, _EXPANDABLE)


def threads_for_child() -> int:
    """How many threads PyTorch may use in the child."""
    return max(1, min(torch.get_num_threads(), (os.cpu_count() or 1) // _SHARE))


def load_inside(
    stopped: Callable[[], bool],
    threads: int,
    settings: FilterSettings,
    sam3d: Mapping[str, Path],
    moge: Path,
) -> InnerEngine:
    """In the child: the engine, which gives what it makes to the processor.

    Raises:
        EngineError: if it cannot be loaded.
    """
    torch.set_num_threads(threads)
    return InnerEngine.load(settings, sam3d, moge, stopped, shown_on=ON_HOST)

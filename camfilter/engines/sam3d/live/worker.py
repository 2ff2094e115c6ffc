"""SAM 3D Objects on the thread and the GPU stream that work behind the pictures."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import torch

from camfilter.engines.moge.device import choose_device
from camfilter.engines.sam3d.cloud_surface import CloudSurface
from camfilter.engines.sam3d.engine import Sam3dEngine
from camfilter.engines.sam3d.gaussians import Gaussians

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from camfilter.engines.base import EngineInfo
    from camfilter.engines.sam3d.cloud_view import CloudView
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings


class WorkerEngine:
    """The engine on a stream of low priority, and on a second GPU if there is one.

    What it gives lies ready on the first GPU, where it is drawn.
    """

    def __init__(self, engine: Sam3dEngine, place: Place) -> None:
        self._engine = engine
        self._place = place

    @classmethod
    def load(
        cls,
        settings: FilterSettings,
        sam3d: Mapping[str, Path],
        moge: Path,
        stopped: Callable[[], bool],
        *,
        shown_on: torch.device | None = None,
    ) -> Self:
        """The engine, which asks between its steps whether it is `stopped`.

        What it gives lies on `shown_on`, if that is given.

        Raises:
            EngineError: if it cannot be loaded.
        """
        place = Place(choose_device(settings), shown_on)
        with place.work():
            engine = Sam3dEngine.load(settings, sam3d, moge, stopped=stopped)
        return cls(engine, place)

    @property
    def info(self) -> EngineInfo:
        """Of the engine."""
        return self._engine.info

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, its Gaussians ready to be drawn.

        Raises:
            EngineError: if there is no object, the device fails, or it was stopped.
        """
        with self._place.work():
            geometry = self._engine.infer(frame)
            return replace(geometry, splats=self._place.handed_over(geometry.splats))

    def forget_object(self) -> None:
        """The next frame shows another object."""
        self._engine.forget_object()

    def reset(self) -> None:
        """Forget what was kept of the pictures before."""
        self._engine.reset()

    def close(self) -> None:
        """Free the device's memory."""
        with self._place.work():
            self._engine.close()


class Place:
    """A GPU and a stream on it, or just the processor."""

    def __init__(self, device: torch.device, shown_on: torch.device | None = None) -> None:
        self.device = device
        self._shown_on = shown_on or device
        self._index: int | None = None
        self._stream: torch.cuda.Stream | None = None
        if device.type == "cuda":
            self._index = 1 if torch.cuda.device_count() > 1 else torch.cuda.current_device()
            self._shown_on = shown_on or torch.device("cuda", torch.cuda.current_device())
            self._stream = torch.cuda.Stream(self._index, priority=0)  # type: ignore[no-untyped-call]

    def work(self) -> AbstractContextManager[None]:
        """Inside of this, all that is done on a GPU is done here."""
        return nullcontext() if self._stream is None else self._on_stream()

    def handed_over(self, view: CloudView) -> CloudView:
        """An object where it is drawn, finished."""
        if self._stream is None:
            return view
        cloud, surface = view.cloud, view.surface
        values = (cloud.xyz, cloud.scale, cloud.rotation, cloud.opacity, cloud.colour)
        there = Gaussians(*(value.to(self._shown_on) for value in values))
        facing = CloudSurface(*(v.to(self._shown_on) for v in (surface.normals, surface.overlap)))
        self._stream.synchronize()
        return replace(view, cloud=there, surface=facing)

    @contextmanager
    def _on_stream(self) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(torch.cuda.device(self._index))
            stack.enter_context(torch.cuda.stream(self._stream))
            yield

"""The pipelines as the host runs them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final
from weakref import finalize

from camfilter.engines.base import open_engine
from camfilter.frames import Frame
from camfilter.weights.local import look_also_in
from camfilter_scope.engines import Engines, best_engine
from camfilter_scope.faults import Fault
from camfilter_scope.freshness import Freshness
from camfilter_scope.host import TAKES_BYTES, Pipeline, Requirements, get_models_dir
from camfilter_scope.outlets import Outlet
from camfilter_scope.reports import Reports
from camfilter_scope.scenes import SceneWatch
from camfilter_scope.schema import CAMFILTER, MOGE, SAM3D, DepthConfig
from camfilter_scope.studio import Studio
from camfilter_scope.tensors import newest, rgb_of, video_of
from camfilter_scope.values import Values

if TYPE_CHECKING:
    import torch

    from camfilter.engines.base import Engine
    from camfilter.settings import FilterSettings
    from camfilter_scope.values import Wishes

_LOAD_PATIENCE_S: Final = 30.0


class DepthPipeline(Pipeline):
    """Depth and normal pictures of the newest frame, whatever the host passes and when.

    The host makes it on one thread, calls it on another and says nothing when it lets go of it.
    """

    config_class: ClassVar[type[DepthConfig]] = CAMFILTER

    @classmethod
    def get_config_class(cls) -> type[DepthConfig]:
        """Its name, its weights and its controls."""
        return cls.config_class

    @staticmethod
    def open_engine(settings: FilterSettings) -> tuple[Engine, str]:
        """The engine that `settings` name, and why it is this one."""
        return open_engine(settings, live=True)

    @staticmethod
    def best_engine(settings: FilterSettings) -> str:
        """Name of the engine that `auto` means on this machine."""
        return best_engine(settings)

    def __init__(self, **kwargs: Any) -> None:
        """Ready to show: the embedded engine is warm, a better one may still be loading."""
        super().__init__()
        with contextlib.suppress(OSError):
            look_also_in(get_models_dir())
        fields = self.config_class.model_fields
        self._values = Values(kwargs, {name: field.default for name, field in fields.items()})
        self._reports = Reports()
        self._fresh = Freshness()
        self._watch = SceneWatch()
        self._outlet = Outlet()
        self._index = 0
        self._shown: torch.Tensor | None = None
        wishes = self._values.read({})
        self._engines = Engines(self.open_engine, self.best_engine, self._reports, wishes.settings)
        finalize(self, Engines.stop, self._engines)
        self._studio = Studio(self._engines)
        self._engines.wait_loaded(_LOAD_PATIENCE_S)

    def prepare(self, **kwargs: Any) -> Requirements:
        """How many pictures to hand over; the host asks until that many are there."""
        try:
            count = self._fresh.demand() if self._values.read(kwargs).live else 1
        except Exception as error:  # noqa: BLE001  the host would log it 2000 times a second
            self._reports.fault("the queue cannot be reckoned", Fault.of(error))
            count = 1
        return Requirements(input_size=count)

    def __call__(self, **kwargs: Any) -> dict[str, Any]:
        """The picture of the newest frame of `video`; the last one again if that fails."""
        picture = newest(kwargs.get("video"))
        if picture is None:
            return {}
        try:
            wishes = self._values.read(kwargs)
            self._begin(kwargs, picture, wishes)
            self._shown = self._made(picture, wishes)
        except Exception as error:  # noqa: BLE001  the host would freeze or end the stream
            self._reports.fault("a picture was left out", Fault.of(error))
        if self._shown is None:
            return {}
        made: dict[str, Any] = {"video": self._shown}
        stamps = kwargs.get("video_timestamps")
        if isinstance(stamps, list) and stamps:
            made["video_timestamps"] = stamps[-1:]
        return made

    def _begin(self, kwargs: dict[str, Any], picture: torch.Tensor, wishes: Wishes) -> None:
        """Take note of the call, and forget the past if this picture does not belong to it."""
        is_session = bool(kwargs.get("init_cache"))
        if is_session:
            self._fresh.reset()
            self._shown = None
            self._engines.retry(wishes.settings)
        self._fresh.served(len(kwargs["video"]))
        size = tuple(picture.shape[:2])
        if self._watch.changed(kwargs, size, wishes.settings.output) or is_session:
            self._studio.forget()

    def _made(self, picture: torch.Tensor, wishes: Wishes) -> torch.Tensor | None:
        """The finished picture; the last one if there is none, the source's before the first."""
        frame = Frame(rgb_of(picture), time.monotonic_ns(), self._index)
        self._index += 1
        rendering = self._studio.render(frame, wishes, self._fresh.interval_s)
        if rendering is not None:
            self._outlet.publish(rendering)
            return video_of(rendering.picture, picture.device, as_bytes=TAKES_BYTES)
        if self._shown is not None:
            return self._shown
        return video_of(frame.rgb, picture.device, as_bytes=TAKES_BYTES)


class MogePipeline(DepthPipeline):
    """The same, for MoGe: the host fetches its weights before the first start."""

    config_class = MOGE


class Sam3dPipeline(DepthPipeline):
    """The same, for SAM 3D Objects: the host fetches its weights before the first start."""

    config_class = SAM3D


PIPELINES: Final = (DepthPipeline, MogePipeline, Sam3dPipeline)

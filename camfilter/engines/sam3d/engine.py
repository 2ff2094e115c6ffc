"""Runs SAM 3D Objects on frames and looks at what it made from the camera's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import torch

from camfilter.engines.base import EngineInfo
from camfilter.engines.moge.device import choose_device, choose_half, device_title
from camfilter.engines.moge.loading import load_network
from camfilter.engines.moge.network1 import MoGe1
from camfilter.engines.sam3d.choices import gaussians_of, options_of, saves_memory
from camfilter.engines.sam3d.networks import STAGE1_FILE, load_networks
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.point_map import PointMapper
from camfilter.engines.sam3d.request import View
from camfilter.engines.sam3d.residency import Residency, is_out_of_memory, release
from camfilter.engines.sam3d.seen import seen_geometry
from camfilter.engines.sam3d.surroundings import within_scene
from camfilter.errors import DeviceMemoryError, EngineError
from camfilter.settings import Projection, RuntimeChoice
from camfilter.weights.checkpoint import foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from camfilter.engines.sam3d.request import Reconstruction
    from camfilter.frames import Frame, Geometry
    from camfilter.settings import FilterSettings

_OPAQUE: Final = 128


class Reconstructor(Protocol):
    """What makes an object of a view: our own pipeline, or the official one."""

    @property
    def notes(self) -> list[str]:
        """What was given up so far, and why."""

    def reconstruct(self, view: View) -> Reconstruction:
        """The object under the mask of `view`."""

    def forget(self) -> None:
        """Let go of what is kept from one view to the next."""


class Sam3dEngine:
    """Depth, normals and thickness of the object that SAM 3D Objects sees in a frame.

    The object is what the frame's alpha covers, or the whole picture; around it is the scene of
    MoGe's point map, in the same unit and without thickness.
    """

    def __init__(
        self, pipeline: Reconstructor, mapper: PointMapper, device: torch.device, resolution: int
    ) -> None:
        self._pipeline: Reconstructor | None = pipeline
        self._mapper = mapper
        self._device = device
        self._resolution = resolution
        self._projection = Projection.PERSPECTIVE

    @classmethod
    def load(
        cls,
        settings: FilterSettings,
        sam3d: Mapping[str, Path],
        moge: Path,
        *,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Sam3dEngine:
        """All networks from the files of SAM 3D Objects and from that of MoGe 1.

        `stopped` is asked between the steps of a reconstruction whether to give it up.

        Raises:
            EngineError: if they cannot be loaded, or the device is not there or too small.
        """
        device = choose_device(settings)
        half = choose_half(settings, device)
        residency = Residency(device, low_memory=saves_memory(settings, device))
        try:
            pipeline = _pipeline(settings, sam3d, residency, stopped, half=half)
            network = load_network(moge, "moge-1", half=half)
            if not isinstance(network, MoGe1):
                raise foreign(moge, "is not of MoGe 1")
            residency.settle(network)
        except RuntimeError as error:
            raise _refuse(error) from error
        mapper = PointMapper(network, residency, half=half)
        engine = cls(pipeline, mapper, device, settings.inference_resolution)
        engine.adjust(settings)
        return engine

    @property
    def info(self) -> EngineInfo:
        """What is running and where, and what it had to give up."""
        notes = self._pipeline.notes if self._pipeline is not None else []
        title = device_title(self._device)
        return EngineInfo("sam3d", "SAM 3D Objects", title, metric=False, reason="; ".join(notes))

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, its long side at most the inference resolution.

        Raises:
            EngineError: if the engine is closed, there is no object, or the device fails.
        """
        if self._pipeline is None:
            raise EngineError("the SAM 3D engine is closed", "open it again")
        try:
            return self._infer(self._pipeline, frame)
        except (RuntimeError, MemoryError) as error:
            self._pipeline.forget()
            raise _refuse(error) from error

    def adjust(self, settings: FilterSettings) -> None:
        """See the objects that follow in the projection that `settings` ask for."""
        self._projection = settings.projection

    def reset(self) -> None:
        """Forget what was kept of the pictures before."""
        if self._pipeline is not None:
            self._pipeline.forget()

    def forget_object(self) -> None:
        """The next frame shows another object: it is not started from the one before."""
        if isinstance(self._pipeline, Pipeline):
            self._pipeline.forget_object()

    def close(self) -> None:
        """Free the networks and the device's memory."""
        if self._pipeline is not None:
            self._pipeline = None
            del self._mapper
            release(self._device)

    def _infer(self, pipeline: Reconstructor, frame: Frame) -> Geometry:
        points, camera = self._mapper.estimate(frame.rgb)
        made = pipeline.reconstruct(View(frame.rgb, object_mask(frame), points))
        cloud = made.cloud.finite().in_opencv()
        thing = seen_geometry(cloud, camera, frame, self._resolution, self._projection)
        return within_scene(thing, points)


def object_mask(frame: Frame) -> NDArray[np.bool_]:
    """(H, W): what the alpha of `frame` covers by half or more, or everything."""
    if frame.alpha is None:
        return np.ones(frame.size, np.bool_)
    return frame.alpha >= _OPAQUE


def _pipeline(
    settings: FilterSettings,
    paths: Mapping[str, Path],
    residency: Residency,
    stopped: Callable[[], bool],
    *,
    half: bool,
) -> Reconstructor:
    gaussians = gaussians_of(settings, paths)
    if settings.runtime is RuntimeChoice.OFFICIAL:
        from camfilter.engines.upstream import UpstreamPipeline

        folder = paths[STAGE1_FILE].parent
        return UpstreamPipeline.load(folder, options_of(settings), gaussians)
    dtype = torch.float16 if half else torch.float32
    networks = load_networks(paths, gaussians, dtype, residency.settle)
    dino = networks.stage1_condition.settings.dino
    options = options_of(settings, dino.grid * dino.patch)
    return Pipeline(networks, residency, dtype, options, stopped=stopped)


def _refuse(error: RuntimeError | MemoryError) -> EngineError:
    """What a failure of the device means to the user."""
    if is_out_of_memory(error):
        return DeviceMemoryError(
            "SAM 3D does not fit into the memory that is free on this device",
            "close other programs that use it, or use --engine moge",
        )
    reason = next(iter(str(error).strip().splitlines()), "no reason given")
    return EngineError(f"SAM 3D failed on the device: {reason}", "start again, or --device cpu")

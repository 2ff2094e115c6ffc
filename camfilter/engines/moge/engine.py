"""Runs MoGe on frames."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import Tensor

from camfilter.engines.base import EngineInfo
from camfilter.engines.moge.device import choose_device, choose_half, device_title
from camfilter.engines.moge.loading import load_network, refuse
from camfilter.engines.moge.normals import normals_from_points
from camfilter.engines.moge.output import scene_from
from camfilter.errors import EngineError
from camfilter.frames import Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    from pathlib import Path

    from camfilter.engines.moge.output import Network, Prediction
    from camfilter.settings import FilterSettings
    from camfilter.weights.catalogue import Model

_log = logging.getLogger(__name__)

_TOKENS_AT_512: Final = 1200
"""The fewest tokens MoGe was trained with belong to the default resolution, and grow with its
square; below, quality falls quickly.
"""
_FEWEST_TOKENS: Final = 300
_FINEST: Final = 16
"""Pixels per token side in the networks' last features: a larger map would only be smoother."""


class MogeEngine:
    """Depth, normals and camera from MoGe in PyTorch; metric with MoGe 2."""

    def __init__(
        self,
        network: Network,
        info: EngineInfo,
        device: torch.device,
        resolution: int,
        *,
        half: bool,
    ) -> None:
        self._network: Network | None = network
        self._info = info
        self._device = device
        self._resolution = resolution
        self._half = half

    @classmethod
    def load(cls, settings: FilterSettings, model: Model, path: Path) -> MogeEngine:
        """The weights `path` of `model` on the device that `settings` ask for, warm on a GPU.

        Raises:
            EngineError: if they cannot be loaded, or the device is not there or too small.
        """
        device = choose_device(settings)
        half = choose_half(settings, device)
        network = load_network(path, model.name, half=half)
        metric = hasattr(network, "scale_head")
        title = model.title.partition(":")[0]
        info = EngineInfo("moge", title, device_title(device), metric)
        try:
            network = network.to(device)
        except RuntimeError as error:
            raise refuse(error, title) from error
        engine = cls(network, info, device, settings.inference_resolution, half=half)
        if device.type != "cpu":
            # The first run of a size chooses kernels; a user should not see that as a hitch.
            engine.infer(Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0))
        return engine

    @property
    def info(self) -> EngineInfo:
        """What is running and where."""
        return self._info

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame`, as large as the network's finest features or the frame itself.

        Raises:
            EngineError: if the engine is closed, or the device fails or has no memory left.
        """
        if self._network is None:
            raise EngineError("the MoGe engine is closed", "open it again")
        try:
            geometry = self._infer(self._network, frame)
        except RuntimeError as error:
            _give_back(self._device)
            raise refuse(error, self._info.title) from error
        return geometry

    def reset(self) -> None:
        """Nothing to forget: every frame stands alone."""

    def close(self) -> None:
        """Free the network and the device's memory."""
        if self._network is not None:
            self._network = None
            _give_back(self._device)

    @torch.inference_mode()
    def _infer(self, network: Network, frame: Frame) -> Geometry:
        height, width = frame.size
        tokens = token_count(self._resolution, network.token_range[1])
        size = map_size(height, width, tokens)
        pictures = torch.tensor(frame.rgb, device=self._device).permute(2, 0, 1)[None] / 255
        prediction = self._predict(network, pictures, tokens, size)
        scene = scene_from(prediction, width / height)
        normals = scene.normals
        if normals is None:
            normals = normals_from_points(scene.points)
        camera = Intrinsics(float(scene.fx[0]), float(scene.fy[0]))
        return Geometry.checked(
            _host(scene.depth),
            _host(normals),
            frame,
            metric=prediction.scale is not None,
            valid=_host(scene.valid),
            intrinsics=camera if _plausible(camera) else None,
        )

    def _predict(
        self, network: Network, pictures: Tensor, tokens: int, size: tuple[int, int]
    ) -> Prediction:
        if self._half:
            with torch.autocast(self._device.type, torch.float16):
                prediction = network(pictures, tokens, size)
            if bool(prediction.points.isfinite().all() & prediction.mask.isfinite().all()):
                return prediction
            _log.warning("float16 overflows on this picture: going on in float32, which is slower")
            self._go_on_in_float32(network)
        return network(pictures, tokens, size)

    def _go_on_in_float32(self, network: Network) -> None:
        network.float()
        self._half = False
        self._info = replace(self._info, reason="in float32, because float16 overflowed")


def token_count(resolution: int, most: int) -> int:
    """Number of ViT tokens for an inference resolution, at most as many as trained with."""
    wanted = round(_TOKENS_AT_512 * (resolution / 512) ** 2)
    return min(max(wanted, _FEWEST_TOKENS), most)


def map_size(height: int, width: int, tokens: int) -> tuple[int, int]:
    """Height and width of the maps for a picture: its shape, never larger than itself."""
    scale = min(1.0, _FINEST * (tokens / (height * width)) ** 0.5)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _plausible(camera: Intrinsics) -> bool:
    return all(np.isfinite(f) and f > 0 for f in (camera.fx, camera.fy))


def _host(values: Tensor) -> Any:
    return values[0].cpu().numpy()


def _give_back(device: torch.device) -> None:
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()

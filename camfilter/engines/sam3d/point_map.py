"""The point map that a reconstruction starts from, by MoGe 1."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from camfilter.engines.moge.output import Prediction, Scene, scene_from
from camfilter.engines.sam3d.kernels import tuned_convolutions
from camfilter.engines.sam3d.pose import to_opencv
from camfilter.engines.sam3d.recording import Recording
from camfilter.engines.sam3d.residency import release
from camfilter.frames import Intrinsics

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from camfilter.engines.moge.network1 import MoGe1
    from camfilter.engines.sam3d.residency import Residency

_log = logging.getLogger(__name__)

_LEAST_FOCAL: Final = 0.05
_MOST_FOCAL: Final = 50.0
"""Of the picture's width: what lies beyond is no camera but a picture without a scene in it."""

_USUAL_FOV_DEG: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of one picture: points (3, H, W), what they are from, and fx, fy, whether all is finite."""

    points: Tensor
    prediction: Prediction
    facts: Tensor


class PointMapper:
    """Camera-space points and the camera of one picture after the other.

    On CUDA all that is done for pictures of one size is recorded as a graph, if that works.
    """

    def __init__(
        self, network: MoGe1, residency: Residency, *, half: bool, graphs: bool = True
    ) -> None:
        self._network = network
        self._residency = residency
        self._half = half
        self._graphs = graphs and residency.device.type == "cuda"
        self._picture: Tensor | None = None
        self._recording: Recording[_Seen] | None = None

    @torch.inference_mode()
    def estimate(self, rgb: NDArray[np.uint8]) -> tuple[Tensor, Intrinsics]:
        """Points (3, H, W) in PyTorch3D's axes, NaN where unknown, and the camera."""
        picture = torch.from_numpy(np.ascontiguousarray(rgb)).to(self._residency.device)
        with self._residency.active(self._network), tuned_convolutions():
            seen = self._look(picture)
            fx, fy, finite = seen.facts.tolist()
            if self._half and not finite:
                self._go_on_in_float32()
                seen = self._look(picture)
                fx, fy, _ = seen.facts.tolist()
        points = seen.points
        if not _LEAST_FOCAL < fx < _MOST_FOCAL:
            _log.warning("no camera fits what MoGe sees: taking one of %g degrees", _USUAL_FOV_DEG)
            scene = scene_from(seen.prediction, rgb.shape[1] / rgb.shape[0], _USUAL_FOV_DEG)
            points, fx, fy = _points_of(scene), float(scene.fx[0]), float(scene.fy[0])
        return points.clone(), Intrinsics(fx, fy)

    def _look(self, picture: Tensor) -> _Seen:
        if self._residency.low_memory or not self._graphs:
            self._recording = None
            return self._seen(picture)
        try:
            return self._replayed(picture)
        except RuntimeError as error:
            _log.warning("MoGe could not be recorded as a CUDA graph (%s): going on without", error)
            self._recording, self._graphs = None, False
        release(self._residency.device)
        return self._seen(picture)

    def _replayed(self, picture: Tensor) -> _Seen:
        if self._recording is None or self._picture is None or self._picture.shape != picture.shape:
            self._recording = None
            given = picture.clone()
            self._picture = given
            self._recording = Recording(lambda: self._seen(given))
        self._picture.copy_(picture)
        return self._recording.replay()

    def _seen(self, picture: Tensor) -> _Seen:
        pictures = picture.permute(2, 0, 1)[None] / 255
        tokens = self._network.token_range[1]
        with torch.autocast(
            picture.device.type, torch.float16, enabled=self._half, cache_enabled=False
        ):
            prediction: Prediction = self._network(pictures, tokens)
        scene = scene_from(prediction, picture.shape[1] / picture.shape[0])
        finite = prediction.points.isfinite().all() & prediction.mask.isfinite().all()
        facts = torch.stack([scene.fx[0], scene.fy[0], finite.to(scene.fx.dtype)])
        return _Seen(_points_of(scene), prediction, facts)

    def _go_on_in_float32(self) -> None:
        _log.warning("MoGe overflows in float16 on this picture: going on in float32")
        self._network.float()
        self._half = False
        self._recording = None


def _points_of(scene: Scene) -> Tensor:
    known = scene.valid & scene.points.isfinite().all(-1)
    points = torch.where(known[..., None], scene.points, torch.nan)[0]
    return to_opencv(points).permute(2, 0, 1)

"""Runs an embedded net on frames."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.base import EngineInfo
from camfilter.engines.builtin.session import open_session
from camfilter.engines.builtin.views import View, mean_of
from camfilter.engines.builtin.weights import weights_for
from camfilter.errors import DeviceMemoryError, EngineError
from camfilter.frames import Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    import onnxruntime as ort
    from numpy.typing import NDArray

    from camfilter.engines.builtin.weights import Weights
    from camfilter.settings import DeviceChoice, FilterSettings

_STRIDE: Final = 32
_SMALLEST: Final = 64
_LONGEST: Final = 2
"""Long sides of a 4:3 picture: no picture gets longer than that."""

_LONG_SIDE_SHARE: Final = 0.75
"""The nets learnt from pictures of about 384 and 576 pixels and are most accurate there."""

_SEEN_TWICE_UP_TO: Final = 768
"""Larger ones are too far from what the nets learnt from for a second look to be worth it."""

_OFFSET: Final = 0.05
_FLOOR: Final = 0.01
"""Inverse depth comes as about 0 (far) to 1 (near): offset and floor keep distances finite."""

_SURE: Final = 0.5


class BuiltinEngine:
    """Relative depth, normals, people and sky from one small net in ONNX Runtime."""

    def __init__(
        self,
        session: ort.InferenceSession,
        device: DeviceChoice,
        resolution: int,
        weights: Weights,
    ) -> None:
        self._session: ort.InferenceSession | None = session
        self._resolution = resolution
        self._weights = weights
        self._info = EngineInfo("builtin", "Embedded depth and normals", str(device), metric=False)

    @classmethod
    def load(cls, settings: FilterSettings) -> BuiltinEngine:
        """The net, loaded and warm.

        Raises:
            EngineError: if it cannot be loaded as asked for.
        """
        weights = weights_for(settings)
        session, device = open_session(weights, settings.device)
        engine = cls(session, device, settings.inference_resolution, weights)
        # The first run of a size plans its memory; a user should not see that as a hitch.
        engine.infer(Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0))
        return engine

    @property
    def info(self) -> EngineInfo:
        """What is running and where."""
        return self._info

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame` at about three quarters of the inference resolution.

        The sky is not valid, and so is shown farther than all else.

        Raises:
            EngineError: if the engine is closed, or the runtime fails.
        """
        return _geometry(self._view(frame, _LONG_SIDE_SHARE), frame)

    def infer_still(self, frame: Frame) -> Geometry:
        """Geometry of a single picture, seen at two sizes.

        The nets are better at rooms in small pictures and at streets in large ones, and the mean is
        better than either.

        Raises:
            EngineError: as `infer`.
        """
        views = [self._view(frame, _LONG_SIDE_SHARE)]
        if self._resolution <= _SEEN_TWICE_UP_TO:
            views.append(self._view(frame, 1.0))
        return _geometry(mean_of(views), frame)

    def _view(self, frame: Frame, share: float) -> View:
        if self._session is None:
            raise EngineError("the embedded engine is closed", "open it again")
        picture = _fit(frame.rgb, self._resolution, share)
        try:
            said = self._session.run(None, {"rgb": picture[None]})
        except Exception as error:  # ONNX Runtime raises its own unrelated classes per cause
            kind = DeviceMemoryError if "allocate" in str(error) else EngineError
            raise kind(f"the embedded net failed: {error}", "use --device cpu") from error
        inverse, normals, person, valid, focal = (value[0] for value in said)
        return View(
            inverse, normals, person, valid, self._weights.focal(float(focal), inverse.size)
        )

    def reset(self) -> None:
        """Nothing to forget: every frame stands alone."""

    def close(self) -> None:
        """Free the net."""
        self._session = None


def working_size(
    height: int, width: int, resolution: int, share: float = _LONG_SIDE_SHARE
) -> tuple[int, int]:
    """Height and width the net works at for a picture: its shape, in steps of 32 pixels.

    Every shape gets about as many pixels as a 4:3 picture with a `share` of the resolution
    on its long side: a fixed long side leaves a panorama too few rows.
    """
    long_side = resolution * share
    scale = long_side * math.sqrt(0.75 / (height * width))
    scale = min(scale, _LONGEST * long_side / max(height, width))
    steps = (max(_SMALLEST, round(side * scale / _STRIDE) * _STRIDE) for side in (height, width))
    rows, columns = steps
    return rows, columns


def _depth(inverse: NDArray[np.float32]) -> NDArray[np.float32]:
    """The distances, made in the memory of `inverse`."""
    inverse += _OFFSET
    np.maximum(inverse, _FLOOR, out=inverse)
    return np.reciprocal(inverse, out=inverse)


def _geometry(view: View, frame: Frame) -> Geometry:
    """What is seen, with square pixels."""
    height, width = frame.size
    return Geometry.checked(
        _depth(view.inverse),
        view.normals,
        frame,
        metric=False,
        valid=view.valid > _SURE,
        intrinsics=Intrinsics(view.focal, view.focal * width / height),
        person=view.person,
    )


def _fit(rgb: NDArray[np.uint8], resolution: int, share: float) -> NDArray[np.uint8]:
    height, width = working_size(rgb.shape[0], rgb.shape[1], resolution, share)
    shrinking = rgb.shape[0] > height and rgb.shape[1] > width
    how = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=how), np.uint8)

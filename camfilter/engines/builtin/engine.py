"""Runs the embedded net on frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.base import EngineInfo
from camfilter.engines.builtin.session import open_session
from camfilter.errors import EngineError
from camfilter.frames import Frame, Geometry

if TYPE_CHECKING:
    import onnxruntime as ort
    from numpy.typing import NDArray

    from camfilter.settings import DeviceChoice, FilterSettings

_STRIDE: Final = 32
_SMALLEST: Final = 64
_LONG_SIDE_SHARE: Final = 0.75
"""The net learnt from 320x240 pictures and is most accurate at 384 for a resolution of 512."""

_OFFSET: Final = 0.05
_FLOOR: Final = 0.01
"""Inverse depth comes as about 0 (sky) to 1 (near): offset and floor keep distances finite."""


class BuiltinEngine:
    """Relative depth, normals and people from one small net in ONNX Runtime."""

    def __init__(
        self, session: ort.InferenceSession, device: DeviceChoice, resolution: int
    ) -> None:
        self._session: ort.InferenceSession | None = session
        self._resolution = resolution
        self._info = EngineInfo("builtin", "Embedded depth and normals", str(device), metric=False)

    @classmethod
    def load(cls, settings: FilterSettings) -> BuiltinEngine:
        """The net, loaded and warm.

        Raises:
            EngineError: if it cannot be loaded as asked for.
        """
        session, device = open_session(settings)
        engine = cls(session, device, settings.inference_resolution)
        # The first run of a size plans its memory; a user should not see that as a hitch.
        engine.infer(Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0))
        return engine

    @property
    def info(self) -> EngineInfo:
        """What is running and where."""
        return self._info

    def infer(self, frame: Frame) -> Geometry:
        """Geometry of `frame` at about three quarters of the inference resolution.

        Raises:
            EngineError: if the engine is closed, or the runtime fails.
        """
        if self._session is None:
            raise EngineError("the embedded engine is closed", "open it again")
        picture = _fit(frame.rgb, self._resolution)
        try:
            inverse, normals, person = self._session.run(None, {"rgb": picture[None]})
        except Exception as error:  # ONNX Runtime raises its own unrelated classes per cause
            raise EngineError(f"the embedded net failed: {error}", "use --device cpu") from error
        depth = 1.0 / np.maximum(inverse[0] + _OFFSET, _FLOOR)
        return Geometry.checked(depth, normals[0], frame, metric=False, person=person[0])

    def reset(self) -> None:
        """Nothing to forget: every frame stands alone."""

    def close(self) -> None:
        """Free the net."""
        self._session = None


def working_size(height: int, width: int, resolution: int) -> tuple[int, int]:
    """Height and width the net works at for a picture: its shape, in steps of 32 pixels."""
    scale = resolution * _LONG_SIDE_SHARE / max(height, width)
    steps = (max(_SMALLEST, round(side * scale / _STRIDE) * _STRIDE) for side in (height, width))
    rows, columns = steps
    return rows, columns


def _fit(rgb: NDArray[np.uint8], resolution: int) -> NDArray[np.uint8]:
    height, width = working_size(rgb.shape[0], rgb.shape[1], resolution)
    shrinking = rgb.shape[0] > height and rgb.shape[1] > width
    how = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=how), np.uint8)

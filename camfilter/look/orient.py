"""The source picture turned and mirrored as the settings ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.settings import RotationAngle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Frame
    from camfilter.settings import FilterSettings

_TURNS: Final = {
    RotationAngle.CLOCKWISE: cv2.ROTATE_90_CLOCKWISE,
    RotationAngle.HALF: cv2.ROTATE_180,
    RotationAngle.COUNTERCLOCKWISE: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def orient(frame: Frame, settings: FilterSettings) -> Frame:
    """The frame rotated, then mirrored; the same frame where neither is asked for."""
    if settings.rotation is RotationAngle.NONE and not settings.mirror:
        return frame
    alpha = None if frame.alpha is None else _oriented(frame.alpha, settings)
    return replace(frame, rgb=_oriented(frame.rgb, settings), alpha=alpha)


def _oriented(picture: NDArray[Any], settings: FilterSettings) -> NDArray[Any]:
    if settings.rotation is not RotationAngle.NONE:
        picture = cv2.rotate(picture, _TURNS[settings.rotation])
    if settings.mirror:
        picture = cv2.flip(picture, 1)
    return np.ascontiguousarray(picture)

"""Turns RGB pictures into the bytes that each virtual camera takes without another conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Alpha = NDArray[np.uint8] | None

# pyvirtualcam converts and writes in one call without letting other threads run; OpenCV lets them.


def to_i420(rgb: Picture, alpha: Alpha = None) -> Picture:
    """(H * 3 / 2, W): Y, then U and V at half size, BT.601 limited range."""
    return _bytes(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420))


def to_nv12(rgb: Picture, alpha: Alpha = None) -> Picture:
    """(H * 3 / 2, W): Y, then U and V at half size side by side, BT.601 limited range."""
    planes = to_i420(rgb)
    height, width = rgb.shape[:2]
    quarter = height * width // 4
    chroma = planes[height:].reshape(2, quarter)
    paired = cv2.merge([chroma[0], chroma[1]])
    planes[height:] = _bytes(paired).reshape(height // 2, width)
    return planes


def to_uyvy(rgb: Picture, alpha: Alpha = None) -> Picture:
    """(H, W, 2): U Y V Y for each two pixels, BT.601 limited range."""
    return _bytes(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_UYVY))


def to_rgba(rgb: Picture, alpha: Alpha = None) -> Picture:
    """(H, W, 4): RGB and coverage, full where there is no alpha."""
    rgba = _bytes(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA))
    if alpha is not None:
        cv2.insertChannel(alpha, rgba, 3)
    return rgba


LAYOUTS: Final[dict[str, Callable[[Picture, Alpha], Picture]]] = {
    "I420": to_i420,
    "NV12": to_nv12,
    "UYVY": to_uyvy,
    "RGBA": to_rgba,
}
"""Conversion to each of pyvirtualcam's pixel formats that is used; sides must be even."""


def _bytes(array: Any) -> Picture:
    return np.ascontiguousarray(array, np.uint8)

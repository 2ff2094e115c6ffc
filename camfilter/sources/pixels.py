"""Whatever a decoder or a driver hands over, as the RGB that frames carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from camfilter.errors import SourceError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def to_rgb(
    array: NDArray[Any], *, bgr: bool = False
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """(H, W, 3) uint8 RGB, C-contiguous, and (H, W) uint8 coverage where there is any.

    Takes grey, grey with alpha, colour and colour with alpha (in the order blue, green, red if
    `bgr`), as uint8, uint16, bool or float in 0..1, of any size from 1x1.

    Raises:
        SourceError: if it has no pixels or is no such picture.
    """
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim != 3 or not 1 <= array.shape[2] <= 4:
        raise _unusable(f"an array of shape {array.shape} is not a picture")
    if array.size == 0:
        raise _unusable(f"the picture is empty ({array.shape[1]}x{array.shape[0]} pixels)")
    pixels = _to_uint8(array)
    channels = pixels.shape[2]
    alpha = np.ascontiguousarray(pixels[..., -1]) if channels in (2, 4) else None
    return _colour(pixels, bgr=bgr), alpha


def _to_uint8(array: NDArray[Any]) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.uint16:
        return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if np.issubdtype(array.dtype, np.floating):
        known = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=1.0, neginf=0.0)
        return np.rint(np.clip(known, 0, 1) * 255).astype(np.uint8)
    raise _unusable(f"pictures of type {array.dtype} are not understood")


def _colour(pixels: NDArray[np.uint8], *, bgr: bool) -> NDArray[np.uint8]:
    channels = pixels.shape[2]
    if channels <= 2:
        return np.repeat(pixels[..., :1], 3, axis=2)
    if not bgr:
        return np.ascontiguousarray(pixels[..., :3])
    code = cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGB
    rgb = cv2.cvtColor(np.ascontiguousarray(pixels), code)
    return np.asarray(rgb, np.uint8)


def _unusable(message: str) -> SourceError:
    return SourceError(message, "give an 8-bit or 16-bit grey, RGB or RGBA picture")

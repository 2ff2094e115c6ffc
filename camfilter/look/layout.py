"""How pictures are put together into the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.guide import resized
from camfilter.settings import OutputMode

if TYPE_CHECKING:
    from camfilter.look.arrays import Bytes
    from camfilter.settings import FilterSettings

PANELS: Final = {
    OutputMode.DEPTH: ("depth",),
    OutputMode.NORMALS: ("normals",),
    OutputMode.BOTH: ("depth", "normals"),
    OutputMode.BOTH_WIDE: ("depth", "normals"),
    OutputMode.SIDE_BY_SIDE: ("source", "depth"),
    OutputMode.SOURCE: ("source",),
    OutputMode.PERSON: ("person",),
    OutputMode.THICKNESS: ("thickness",),
    OutputMode.BACK: ("back",),
    OutputMode.ORBIT: ("orbit",),
}
"""What each picture is put together of."""


_DIMMED: Final = 0.25
_TEXT: Final = (235, 235, 235)


def halves(left: Bytes, right: Bytes) -> Bytes:
    """Both pictures in the size of one: the middle half of each, unscaled and undistorted."""
    width = left.shape[1]
    if width < 2:
        return left
    first = width // 2
    joined = np.empty_like(left)
    joined[:, :first] = _middle(left, first)
    joined[:, first:] = _middle(right, width - first)
    return joined


def beside(left: Bytes, right: Bytes) -> Bytes:
    """Both pictures whole, side by side in double width."""
    return np.hstack([left, right])


def fitted(picture: Bytes, size: tuple[int, int] | None) -> Bytes:
    """The whole picture, undistorted, in the middle of a black one of `size` (height, width)."""
    if size is None or picture.shape[:2] == size:
        return picture
    scale = min(size[0] / picture.shape[0], size[1] / picture.shape[1])
    height = min(size[0], max(1, round(picture.shape[0] * scale)))
    width = min(size[1], max(1, round(picture.shape[1] * scale)))
    inner = resized(picture, (height, width))
    if (height, width) == size:
        return inner
    canvas = np.zeros((*size, 3), np.uint8)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    canvas[top : top + height, left : left + width] = inner
    return canvas


def output_size(height: int, width: int, settings: FilterSettings) -> tuple[int, int]:
    """Height and width of what comes of a frame of `height` x `width`."""
    doubled = width * 2 if settings.output is OutputMode.BOTH_WIDE else width
    return settings.target_size or (height, doubled)


def notice(source: Bytes, text: str) -> Bytes:
    """The source dimmed, with `text` across its middle: what was asked for cannot be shown."""
    card = np.asarray(cv2.convertScaleAbs(source, alpha=_DIMMED), np.uint8)
    font, thickness = cv2.FONT_HERSHEY_SIMPLEX, max(1, card.shape[1] // 500)
    (width, height), _ = cv2.getTextSize(text, font, 1.0, thickness)
    scale = 0.8 * card.shape[1] / width
    at = (int(0.1 * card.shape[1]), int(card.shape[0] / 2 + height * scale / 2))
    return np.asarray(cv2.putText(card, text, at, font, scale, _TEXT, thickness, cv2.LINE_AA))


def _middle(picture: Bytes, width: int) -> Bytes:
    start = (picture.shape[1] - width) // 2
    return picture[:, start : start + width]

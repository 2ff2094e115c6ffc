"""Fits pictures into the one size that a video has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def even_size(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Height and width of `picture`, each rounded up to even, as 4:2:0 colour needs them."""
    height, width = picture.shape[:2]
    return height + height % 2, width + width % 2


def fitted(picture: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """(height, width, 3): `picture` as it is, an odd side's last line doubled, or letterboxed."""
    if picture.shape[:2] == (height, width):
        return picture
    if even_size(picture) != (height, width):
        return _letterboxed(picture, height, width)
    below, right = height - picture.shape[0], width - picture.shape[1]
    padded = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)


def _letterboxed(picture: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    scale = min(height / picture.shape[0], width / picture.shape[1])
    inner_height = max(1, round(picture.shape[0] * scale))
    inner_width = max(1, round(picture.shape[1] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    top, left = (height - inner_height) // 2, (width - inner_width) // 2
    boxed = np.zeros((height, width, 3), np.uint8)
    boxed[top : top + inner_height, left : left + inner_width] = cv2.resize(
        picture, (inner_width, inner_height), interpolation=method
    )
    return boxed

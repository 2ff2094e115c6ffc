"""Maps of the engine's size brought to the frame's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from camfilter.look.guide import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map
    from camfilter.look.edges import Edges


def upsampled(values: Map, size: tuple[int, int], edges: Edges | None) -> Map:
    """(h, w[, C]) brought to `size`; its steps run where `edges` says, if they are given."""
    if edges is None:
        return resized(values, size)
    jump = edges.jump(values)
    side: Map = edges.side
    alpha = edges.alpha(size)
    if values.ndim == 3:
        side, alpha = (np.asarray(cv2.merge([item] * values.shape[2])) for item in (side, alpha))
    base = resized(values - jump * side, size)
    rise = cv2.multiply(resized(jump, size), alpha, scale=1 / 255, dtype=cv2.CV_32F)
    return np.asarray(cv2.add(base, rise))


def upsampled_bytes(
    shown: Map, size: tuple[int, int], edges: Edges | None, *, own: bool = False
) -> NDArray[np.uint8]:
    """(h, w) of 0..1 as 0..255 at `size`, in eight bits throughout: what the colours need.

    `own` says that it is the map in which the edges were found.
    """
    if edges is None:
        return to_bytes(resized(shown, size))
    jump = edges.own_jump() if own else edges.jump(shown)
    base = jump * edges.side
    np.subtract(shown, base, out=base)
    np.clip(base, 0, 1, out=base)
    rise = to_bytes(resized(np.clip(jump, 0, 1, out=jump), size))
    cv2.multiply(rise, edges.alpha(size), dst=rise, scale=1 / 255)
    return np.asarray(cv2.add(to_bytes(resized(base, size)), rise, dst=rise))


def to_bytes(values: Map) -> NDArray[np.uint8]:
    """Values of 0 and above, with 1 as 255, rounded to the nearest and saturated."""
    return np.asarray(cv2.convertScaleAbs(values, alpha=255.0))

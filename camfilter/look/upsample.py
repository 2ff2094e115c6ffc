"""Maps of the engine's size brought to the frame's size."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.bands import bands, share
from camfilter.look.guide import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map
    from camfilter.look.bands import Band
    from camfilter.look.edges import Edges

_UNSEEN: Final = 0.5 / 255
_BANDS: Final = 4
"""In each band only the columns that have steps in them are looked at."""


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
    np.clip(jump, 0, 1, out=jump)
    score = edges.score
    if min(size[0] - max(shown.shape[0], score.shape[0]), size[1] - shown.shape[1]) < 0:
        base, jump, score = resized(base, size), resized(jump, size), resized(score, size)
    made = np.empty(size, np.uint8)
    seen = jump > _UNSEEN
    share(partial(_fill, made, base, jump, score, seen), bands(size, base, score, least=_BANDS))
    return made


def to_bytes(values: Map, into: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Values of 0 and above, with 1 as 255, rounded to the nearest and saturated."""
    return np.asarray(cv2.convertScaleAbs(values, into, alpha=255.0))


def _fill(made: NDArray[np.uint8], base: Map, jump: Map, score: Map, seen: Map, band: Band) -> None:
    """One band of `base`, and where it is `seen` the `jump` on the near side of steps."""
    here = made[band.rows]
    to_bytes(band.enlarged(base), here)
    span = band.span(seen, score)
    if span is None:
        return
    rise = to_bytes(band.enlarged(jump, span))
    cv2.multiply(rise, to_bytes(band.enlarged(score, span)), dst=rise, scale=1 / 255)
    columns = here.shape[1] // span[0]
    part = here[:, span[1] * columns : span[2] * columns]
    cv2.add(part, rise, dst=part)

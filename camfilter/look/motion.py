"""What moved between two pictures: dense flow at low resolution, and cuts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from camfilter.look.arrays import Bytes, Map


_SMALLEST: Final = 32
_FINE_SCALE: Final = 1
_FINE_ROUNDS: Final = 2
_CUT_HISTOGRAM: Final = 0.45
_CUT_CORRELATION: Final = 0.2


def flow_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Height and width with the shape of `size` and a longest side of at most `longest`."""
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


class Flow:
    """Dense inverse search flow (Kroeger et al. 2016): where each pixel was in another picture."""

    def __init__(self, *, fine: bool = False) -> None:
        """`fine` flow is off by half as much, and takes three times as long."""
        self._fine = fine
        self._search = self._created()
        self._shape: tuple[int, ...] = ()

    def between(self, now: Bytes, then: Bytes, guess: Map | None = None) -> Map:
        """(h, w, 2): `then` at x + flow(x) shows what `now` shows at x; in pixels."""
        if min(now.shape) < _SMALLEST:
            return np.zeros((*now.shape, 2), np.float32)
        if now.shape != self._shape:
            # OpenCV keeps its buffers, and with a guess crashes on those of another size.
            self._search, self._shape = self._created(), now.shape
        now, then = np.ascontiguousarray(now), np.ascontiguousarray(then)
        start = guess.copy() if guess is not None and guess.shape[:2] == now.shape else None
        return np.asarray(self._search.calc(now, then, start), np.float32)  # type: ignore[arg-type]

    def _created(self) -> cv2.DISOpticalFlow:
        search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        if self._fine:
            search.setFinestScale(_FINE_SCALE)
            search.setVariationalRefinementIterations(_FINE_ROUNDS)
        return search


def places(flow: Map, size: tuple[int, int]) -> Map:
    """(h, w, 2) column and row at which to look in a map of `size` for each pixel of it."""
    height, width = flow.shape[:2]
    if (height, width) == tuple(size):
        return np.asarray(cv2.add(flow, _grid(size)))
    x, y = size[1] / width, size[0] / height
    if x == y:
        where = cv2.resize(flow, size[::-1])
        return np.asarray(cv2.scaleAdd(where, x, _grid(size), dst=where))
    where = cv2.resize(flow * np.array([x, y], np.float32), size[::-1])
    return np.asarray(cv2.add(where, _grid(size), dst=where))


@lru_cache(maxsize=8)
def _grid(size: tuple[int, int]) -> Map:
    """(h, w, 2) column and row of each pixel."""
    rows, columns = np.indices(size, np.float32)
    grid = np.stack([columns, rows], axis=-1)
    grid.setflags(write=False)
    return grid


def moved(values: Map, where: Map, method: int = cv2.INTER_LINEAR) -> Map:
    """`values` looked up at `where`; the border goes on outside."""
    return np.asarray(cv2.remap(values, where, None, method, borderMode=cv2.BORDER_REPLICATE))  # type: ignore[call-overload]


def length(vectors: Map) -> Map:
    """(h, w) of (h, w, 2)."""
    return np.asarray(cv2.magnitude(*cv2.split(vectors)))


def strayed(backward: Map, forward: Map) -> Map:
    """(h, w) how many pixels off each place comes back when it goes `backward`, then `forward`.

    Where something was covered or laid bare that is far.
    """
    there = moved(forward, places(backward, (backward.shape[0], backward.shape[1])))
    return length(cv2.add(there, backward, dst=there))


def is_cut(now: Bytes, then: Bytes) -> bool:
    """Whether two pictures of one size show different scenes."""
    a, b = (
        np.asarray(cv2.resize(item, (32, 18), interpolation=cv2.INTER_AREA), np.uint8)
        for item in (now, then)
    )
    histograms = [np.bincount(item.ravel() >> 4, minlength=16) / item.size for item in (a, b)]
    distance = 0.5 * float(np.abs(histograms[0] - histograms[1]).sum())
    if distance > _CUT_HISTOGRAM:
        return True
    x, y = a.astype(np.float32) - a.mean(), b.astype(np.float32) - b.mean()
    spread = float(np.sqrt((x * x).sum() * (y * y).sum()))
    correlation = float((x * y).sum()) / spread if spread > a.size * 16.0 else 1.0
    return correlation < _CUT_CORRELATION

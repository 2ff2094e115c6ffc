"""Smaller versions of a frame, made once and shared by the steps that look at its edges."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, TypeVar, cast

import cv2
import numpy as np

from camfilter.look.bands import bands, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from camfilter.frames import Frame
    from camfilter.look.arrays import Map
    from camfilter.look.bands import Band

T = TypeVar("T")

FINE_SIDE: Final = 512
"""Longest side of the picture that decides where an edge runs."""


def halved(values: Map) -> Map:
    """(H, W[, C]) at half its size, every pixel the mean of a 2x2 block; no odd rest."""
    height, width = (max(1, side // 2) for side in values.shape[:2])
    whole = values[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))


def halved_together(values: Map) -> Map:
    """The same, made with all who help this thread."""
    height, width = (max(1, side // 2) for side in values.shape[:2])
    made = np.empty((height, width, *values.shape[2:]), values.dtype)

    def fill(band: Band) -> None:
        made[band.rows] = halved(values[2 * band.rows.start : 2 * band.rows.stop])

    share(fill, bands((height, width)))
    return made


def resized(values: Map, shape: tuple[int, ...]) -> Map:
    """(H, W[, C]) at the height and width of `shape`, without aliasing where it shrinks.

    OpenCV's own INTER_AREA takes many times longer where the factor is not whole.
    """
    while values.shape[0] >= 2 * shape[0] and values.shape[1] >= 2 * shape[1]:
        values = halved(values)
    if values.shape[:2] == tuple(shape[:2]):
        return values
    return np.asarray(cv2.resize(values, (shape[1], shape[0])))


def guide_of(frame: Frame) -> Guide:
    """The pyramid over the picture of `frame`, the same one for everybody who asks."""
    known = frame.known.get("guide") or frame.known.setdefault("guide", Guide(frame.rgb))
    assert isinstance(known, Guide)
    return known


class Guide:
    """A pyramid over one picture; any thread may ask, levels are made when they first are."""

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        self._levels = [rgb]
        self._greys: dict[tuple[int, int], NDArray[np.uint8]] = {}
        self._lock = threading.Lock()
        self._made: dict[object, object] = {}
        self._making = threading.Lock()

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture itself."""
        return self._levels[0].shape[0], self._levels[0].shape[1]

    def begin(self) -> None:
        """Make the first level, which takes the longest, with all who help this thread."""
        if len(self._levels) > 1:
            return
        # Not under the lock: whoever helps may wait for that.
        made = halved_together(self._levels[0])
        with self._lock:
            if len(self._levels) == 1:
                self._levels.append(made)

    def at(self, height: int, width: int) -> NDArray[np.uint8]:
        """(height, width, 3) uint8: the picture brought to that size without aliasing."""
        level = 0
        while self._fits(level + 1, height, width):
            level += 1
        return np.asarray(resized(self._level(level), (height, width)), np.uint8)

    def grey(self, height: int, width: int) -> NDArray[np.uint8]:
        """(height, width) uint8 luma, made once; nobody writes to it."""
        known = self._greys.get((height, width))
        if known is None:
            known = np.asarray(cv2.cvtColor(self.at(height, width), cv2.COLOR_RGB2GRAY), np.uint8)
            self._greys[height, width] = known
        return known

    def once(self, name: object, make: Callable[[Guide], T]) -> T:
        """What `make` makes of this picture; the same object whenever that `name` is asked for."""
        with self._making:
            if name not in self._made:
                self._made[name] = make(self)
            return cast("T", self._made[name])

    def fine(self) -> NDArray[np.uint8]:
        """The picture, or where that is larger, at a longest side of `FINE_SIDE`."""
        factor = min(1.0, FINE_SIDE / max(self.size))
        height, width = (max(1, round(side * factor)) for side in self.size)
        return self.at(height, width)

    def _fits(self, level: int, height: int, width: int) -> bool:
        return self.size[0] >> level >= height and self.size[1] >> level >= width

    def _level(self, number: int) -> NDArray[np.uint8]:
        with self._lock:
            while len(self._levels) <= number:
                self._levels.append(halved(self._levels[-1]))
            return self._levels[number]

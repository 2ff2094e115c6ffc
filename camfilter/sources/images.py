"""Picture files: how they are read, and one that stands as a source."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.errors import SourceError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo
from camfilter.sources.clock import SYSTEM_CLOCK, Beat, Clock, Stamps
from camfilter.sources.files import check_file
from camfilter.sources.pixels import to_rgb

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = tuple[NDArray[np.uint8], NDArray[np.uint8] | None]

_LOG = logging.getLogger(__name__)

RATE: Final = 30.0
"""Pictures a second of sources that have no rate of their own."""


def read_picture(path: Path) -> Pixels:
    """(H, W, 3) uint8 RGB and (H, W) coverage or None, turned as its EXIF data say.

    Raises:
        SourceError: if it is missing, empty or no picture.
    """
    check_file(path)
    array = _decode(np.fromfile(path, np.uint8))
    if array is None:
        raise SourceError(
            f"'{path}' is not a picture that can be read, or it is cut short",
            "open it in a picture viewer to check it, or save it as PNG or JPEG",
        )
    try:
        return to_rgb(array, bgr=True)
    except SourceError as error:
        raise SourceError(f"'{path}' cannot be used: {error.message}", error.remedy) from error


def _decode(data: NDArray[np.uint8]) -> NDArray[Any] | None:
    try:
        # Only IMREAD_UNCHANGED keeps alpha, and only the other modes turn the picture upright.
        whole = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        if whole is None or (whole.ndim == 3 and whole.shape[2] == 4):
            return whole
        return cv2.imdecode(data, cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR)
    except cv2.error as error:
        _LOG.debug("OpenCV cannot decode the picture: %s", error)
        return None


class StillSource:
    """One picture: standing like a camera's in real time, otherwise once (for ever if looped)."""

    def __init__(
        self,
        path: Path,
        *,
        realtime: bool = True,
        loop: bool = False,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._path = path
        self._realtime = realtime
        self._loop = loop
        self._clock = clock
        self._stamps = Stamps()
        self._pixels: Pixels | None = None
        self._beat = Beat(clock, RATE)
        self._done = False

    @property
    def info(self) -> SourceInfo:
        """30 pictures a second in real time; one picture in all otherwise."""
        count = None if self._realtime or self._loop else 1
        return SourceInfo(self._path.name, self._realtime, RATE, count)

    def open(self) -> None:
        """Decode the picture.

        Raises:
            SourceError: if it is missing, empty or no picture.
        """
        self._pixels = read_picture(self._path)
        self._beat = Beat(self._clock, RATE)
        self._done = False

    def read(self, timeout_s: float) -> Frame | None:
        """The picture, at most 30 times a second in real time."""
        if self._pixels is None:
            raise SourceError(f"'{self._path}' is not open", "open the source before reading it")
        if self._done:
            raise EOFError(str(self._path))
        skipped = self._beat.wait(timeout_s) if self._realtime else 0
        if skipped is None:
            return None
        self._done = not (self._realtime or self._loop)
        index, time_ns = self._stamps.stamp(self._clock.now_ns(), skipped)
        rgb, alpha = self._pixels
        return Frame(rgb, time_ns, index, alpha)

    def close(self) -> None:
        """Forget the picture."""
        self._pixels = None

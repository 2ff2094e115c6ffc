"""The sink behind the preview: makes small pictures on its own thread, the newest wins."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.sinks.base import SinkInfo
from camfilter_ui.histogram import histogram_of
from camfilter_ui.preview.places import Size

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from camfilter.sinks.base import Output
    from camfilter_ui.histogram import DepthHistogram

_HISTOGRAM_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the window has room for.

    Attributes:
        room: of the whole preview, in the screen's own pixels.
        output, source: whether it shows the finished picture, and that of the source.
        beside: whether both share the room, each with half of the width.
    """

    room: Size
    output: bool = True
    source: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture ready to paint.

    Attributes:
        picture, source: (h, w, 4) uint8 BGRX, exactly as large as they are painted, or None.
        output: what they were made from.
        histogram: of the depth, now and then.
    """

    picture: NDArray[np.uint8] | None
    source: NDArray[np.uint8] | None
    output: Output
    histogram: DepthHistogram | None = None


class PreviewSink:
    """Shrinks pictures to what the window wants; does nothing while it wants none.

    `wake` is called, on the sink's thread, when a picture lies there and none did before.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self.info = SinkInfo("preview", live=True)
        self.latest: Output | None = None
        self._wake = wake
        self._lock = threading.Lock()
        self._wanted: Wanted | None = None
        self._waiting: Shown | None = None
        self._histogram_at = 0.0

    def ask(self, wanted: Wanted | None) -> None:
        """Have pictures made like that from now on; None while nobody sees them."""
        with self._lock:
            self._wanted = wanted
            if wanted is None:
                self._waiting = None

    def take(self) -> Shown | None:
        """The newest picture, once."""
        with self._lock:
            shown, self._waiting = self._waiting, None
        return shown

    def open(self, rate: float) -> None:
        """Nothing to make ready."""

    def write(self, output: Output) -> None:
        """Make the small pictures and leave them for the window."""
        self.latest = output
        with self._lock:
            wanted = self._wanted
        if wanted is None:
            return
        shown = self._made(output, wanted)
        with self._lock:
            first = self._waiting is None
            self._waiting = shown if self._wanted is not None else None
        if first:
            self._wake()

    def viewers(self) -> int | None:
        """One while the preview is to be seen, so that the engine rests when it is not."""
        return 0 if self._wanted is None else 1

    def close(self) -> None:
        """Let go of the last picture."""
        self.latest = None

    def _made(self, output: Output, wanted: Wanted) -> Shown:
        room = wanted.room
        if wanted.beside:
            room = Size(max(1, room.width // 2), room.height)
        picture = source = None
        if wanted.output:
            picture = _fitted(output.picture, room)
        if wanted.source:
            source = _fitted(output.frame.rgb, room)
        return Shown(picture, source, output, self._histogram(output))

    def _histogram(self, output: Output) -> DepthHistogram | None:
        now, geometry = time.monotonic(), output.geometry
        if geometry is None or now - self._histogram_at < _HISTOGRAM_S:
            return None
        self._histogram_at = now
        near, far = output.depth_range()
        return histogram_of(geometry.depth, geometry.valid, near, far, geometry.metric)


def _fitted(rgb: NDArray[np.uint8], room: Size) -> NDArray[np.uint8]:
    """`rgb` in its shape and as large as it fits, in the byte order that Qt paints fastest."""
    size = Size(rgb.shape[1], rgb.shape[0]).fitting(room)
    small = cv2.resize(_halved(rgb, size), (size.width, size.height))
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2BGRA), np.uint8)


def _halved(rgb: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """`rgb` halved as often as it stays as large as `size`; area averages cost little only so."""
    height, width = rgb.shape[:2]
    while width >= 2 * size.width and height >= 2 * size.height:
        height, width = height // 2, width // 2
        even = rgb[: height * 2, : width * 2]
        rgb = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return rgb

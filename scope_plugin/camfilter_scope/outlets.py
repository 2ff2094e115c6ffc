"""Hands what is behind a picture from the pipeline to the nodes that the picture comes to.

The host carries 8-bit pictures from node to node and nothing else; 16-bit depth cannot come along.
A node recognises the picture it is fed by its pixels, and takes the depth from here.
"""

from __future__ import annotations

import threading
import zlib
from collections import deque
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from camfilter.sinks.base import Output

_KEPT: Final = 8
_STEP: Final = 7

_lock = threading.Lock()
_outlets: WeakSet[Outlet] = WeakSet()
_readers: WeakSet[object] = WeakSet()


class Outlet:
    """The newest outputs of one pipeline, kept only while a node reads them."""

    def __init__(self) -> None:
        self._newest: deque[tuple[int, Output]] = deque(maxlen=_KEPT)
        with _lock:
            _outlets.add(self)

    def publish(self, output: Output) -> None:
        """Let nodes find `output` by its picture."""
        if _readers:
            self._newest.append((_mark(output.picture), output))
        else:
            self._newest.clear()

    def find(self, mark: int) -> Output | None:
        """The newest output whose picture has that mark."""
        return next(
            (output for other, output in reversed(tuple(self._newest)) if other == mark), None
        )


def read_outputs(reader: object) -> None:
    """From now on, and for as long as `reader` lives, outputs are kept for it."""
    _readers.add(reader)


def stop_reading(reader: object) -> None:
    """`reader` needs them no more."""
    _readers.discard(reader)


def output_of(picture: NDArray[np.uint8]) -> Output | None:
    """The output of one of this process' pipelines that shows exactly `picture`."""
    mark = _mark(picture)
    with _lock:
        outlets = list(_outlets)
    found = (outlet.find(mark) for outlet in outlets)
    return next((output for output in found if output is not None), None)


def _mark(picture: NDArray[np.uint8]) -> int:
    sample = picture[::_STEP, ::_STEP]
    return zlib.crc32(sample.tobytes(), picture.shape[0] * picture.shape[1])

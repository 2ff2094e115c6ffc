"""Messages between a process and its child: small things by pipes, arrays by common memory."""

from __future__ import annotations

import pickle
import struct
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    import mmap

    from numpy.typing import NDArray

GATE_BYTES: Final = 64
"""At the beginning of the memory, for `Gate.show_in`."""
MEMORY_BYTES: Final = GATE_BYTES + 256 * 2**20
"""Enough for the arrays of an object of 3.7 million Gaussians; what is more goes by the pipe."""

_ALIGNED: Final = 64
_LENGTH: Final = struct.Struct("<Q")


class Reader(Protocol):
    """The end of a pipe that can be read."""

    def read(self, size: int, /) -> bytes:
        """`size` bytes, or fewer if that was all."""


class Writer(Protocol):
    """The end of a pipe that can be written to."""

    def write(self, data: bytes, /) -> int:
        """Write all of `data`."""

    def flush(self) -> None:
        """Send it."""


class Channel:
    """Sends and receives anything that can be pickled, to and from a process of our own.

    Arrays of both ways lie in the same place: no message with arrays may be sent before the answer
    to the last one was received.
    """

    def __init__(self, reader: Reader, writer: Writer, memory: mmap.mmap) -> None:
        self._reader = reader
        self._writer = writer
        self._room = np.frombuffer(memory, np.uint8)[GATE_BYTES:]
        self._sending = threading.Lock()

    def send(self, message: object) -> None:
        """Send `message`; from any thread.

        Raises:
            OSError: if nobody is there to receive it.
        """
        with self._sending:
            placed = _Placed(self._room)
            body = pickle.dumps(message, 5, buffer_callback=placed.refuses)
            whole = pickle.dumps((placed.parts, body), 5)
            self._writer.write(_LENGTH.pack(len(whole)) + whole)
            self._writer.flush()

    def receive(self, *, borrowed: bool = False) -> Any:
        """The next message; arrays that are `borrowed` are good until the next one is sent.

        Raises:
            EOFError: if there will be none any more.
        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        parts, body = pickle.loads(self._read(length))
        views = [self._room[start:end] for start, end in parts]
        # NumPy copies without holding up the other threads of Python.
        return pickle.loads(body, buffers=views if borrowed else [view.copy() for view in views])

    def _read(self, size: int) -> bytes:
        data = self._reader.read(size)
        if len(data) < size:
            raise EOFError
        return data


class _Placed:
    """Arrays of one message, each where there is still room."""

    def __init__(self, room: NDArray[np.uint8]) -> None:
        self.parts: list[tuple[int, int]] = []
        self._room = room
        self._free = 0

    def refuses(self, buffer: pickle.PickleBuffer) -> bool:
        """Whether there is no room for `buffer`, which else is copied there."""
        data = np.frombuffer(buffer.raw(), np.uint8)
        end = self._free + data.size
        if not data.size or end > self._room.size:
            return True
        self._room[self._free : end] = data
        self.parts.append((self._free, end))
        self._free = -(-end // _ALIGNED) * _ALIGNED
        return False

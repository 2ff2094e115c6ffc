"""Whether anybody reads a v4l2loopback device."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from camfilter.video4linux import VideoDevices

_SUBSCRIBE: Final = 0x4020565A
_NEXT_EVENT: Final = 0x80885659
_CLIENT_USAGE: Final = 0x08000000 + 0x08E00000 + 1
_SEND_INITIAL: Final = 1
_SUBSCRIPTION: Final = struct.Struct("3I20x")
_EVENT: Final = struct.Struct("I4xI124x")


class ViewerWatch:
    """Hears from the driver, 0.13 or later, when readers come and go."""

    def __init__(self, path: str, devices: VideoDevices) -> None:
        self._descriptor: int | None = None
        self._watched = False
        # The driver tells its state as an attribute since the version that tells of readers.
        if devices.attribute(path, "state") is not None:
            self._subscribe(path)

    @property
    def viewers(self) -> int | None:
        """1 while somebody reads it, 0 if nobody does, None where the driver does not say."""
        if self._descriptor is None:
            return None
        self._hear(self._descriptor)
        return int(self._watched)

    def close(self) -> None:
        """Hear no more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _subscribe(self, path: str) -> None:
        import fcntl

        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return
        try:
            request = _SUBSCRIPTION.pack(_CLIENT_USAGE, 0, _SEND_INITIAL)
            fcntl.ioctl(descriptor, _SUBSCRIBE, request)
        except OSError:
            os.close(descriptor)
            return
        self._descriptor = descriptor

    def _hear(self, descriptor: int) -> None:
        import fcntl

        event = bytearray(_EVENT.size)
        try:
            while True:
                fcntl.ioctl(descriptor, _NEXT_EVENT, event)
                kind, count = _EVENT.unpack(event)
                if kind == _CLIENT_USAGE:
                    self._watched = count > 0
        except OSError:
            return

"""Opening a camera with OpenCV in the size, rate and format that are wanted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, Protocol

from camfilter.sources.camera_request import wanted_properties
from camfilter.sources.platforms import this_platform

if TYPE_CHECKING:
    from camfilter.sources.camera_devices import CameraDevice
    from camfilter.sources.camera_request import CameraRequest

_LOG = logging.getLogger(__name__)

_FOURCC: Final = 6
"""OpenCV's CAP_PROP_FOURCC."""


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, Any]: ...

    def get(self, property_: int, /) -> float: ...

    def release(self) -> None: ...


class Opener(Protocol):
    """Opens a device as `open_capture` does."""

    def __call__(self, device: CameraDevice, request: CameraRequest, /) -> Capture: ...


def open_capture(device: CameraDevice, request: CameraRequest) -> Capture:
    """An OpenCV capture of `device`, which may not have opened; the caller releases it."""
    import cv2

    fixed_at_open = this_platform().fixed_at_open
    backend = getattr(cv2, device.backend)
    properties = [
        (getattr(cv2, name), value)
        for name, value in wanted_properties(request, device.backend, fixed_at_open)
    ]
    if device.backend in fixed_at_open:
        flat = [round(number) for pair in properties for number in pair]
        capture = cv2.VideoCapture(device.address, backend, flat)
        if capture.isOpened():
            return capture
        capture.release()
    capture = cv2.VideoCapture(device.address, backend)
    if capture.isOpened():
        for number, value in properties:
            if not capture.set(number, value):
                _LOG.debug("%s keeps its own property %d", device.name, number)
    return capture


def sent_fourcc(capture: Capture) -> str | None:
    """The format that the driver says it sends, None where it says nothing sensible."""
    code = capture.get(_FOURCC)
    if not 0 < code < 2**32:
        return None
    letters = int(code).to_bytes(4, "little")
    return letters.decode("ascii") if letters.isalnum() else None

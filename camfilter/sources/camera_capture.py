"""Opening a camera with OpenCV in the size, rate and format that are wanted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from camfilter.sources.platforms import this_platform

if TYPE_CHECKING:
    from camfilter.sources.camera_devices import CameraDevice

_LOG = logging.getLogger(__name__)

_RAW_PIXELS_PER_SECOND: Final = 10_000_000
"""What USB 2 carries uncompressed with a margin: 640x480 at 30; beyond it cameras need MJPG."""


@dataclass(frozen=True, slots=True)
class CameraRequest:
    """What is asked of a camera; it gives what it can that is nearest."""

    width: int = 1280
    height: int = 720
    rate: float = 30.0


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, Any]: ...

    def release(self) -> None: ...


class Opener(Protocol):
    """Opens a device as `open_capture` does."""

    def __call__(self, device: CameraDevice, request: CameraRequest, /) -> Capture: ...


def wanted_properties(
    request: CameraRequest, backend: str, fixed_at_open: frozenset[str]
) -> list[tuple[str, float]]:
    """OpenCV's property names and values in the order in which this back end wants them."""
    size = [
        ("CAP_PROP_FRAME_WIDTH", float(request.width)),
        ("CAP_PROP_FRAME_HEIGHT", float(request.height)),
        ("CAP_PROP_FPS", request.rate),
    ]
    if request.width * request.height * request.rate <= _RAW_PIXELS_PER_SECOND:
        return size
    fourcc = [("CAP_PROP_FOURCC", float(int.from_bytes(b"MJPG", "little")))]
    # A size change makes DirectShow forget the format; elsewhere the format limits the sizes.
    return size + fourcc if backend in fixed_at_open else fourcc + size


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

"""What is asked of a camera, and in which ways that is tried."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

from camfilter.errors import UsageError

_RAW_PIXELS_PER_SECOND: Final = 10_000_000
"""What USB 2 carries uncompressed with a margin: 640x480 at 30; beyond it cameras need MJPG."""

_ENOUGH: Final = 0.8
"""Share of the wanted rate that is good enough not to try another format."""

GRAMMAR: Final = "camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&rate=60&format=mjpg]"
_SIDES: Final = (16, 16_384)
_FASTEST: Final = 1000.0


class PixelFormat(StrEnum):
    """How pictures come over the wire."""

    AUTO = "auto"
    MJPG = "mjpg"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class CameraRequest:
    """What is asked of a camera; it gives what it can that is nearest.

    Attributes:
        format: compressed (motion JPEG), as it is, or whichever the size and rate need.
        format_turned: ask for the format in the unusual order, for drivers that forget it.
    """

    width: int = 1280
    height: int = 720
    rate: float = 30.0
    format: PixelFormat = PixelFormat.AUTO
    format_turned: bool = False

    @property
    def compressed(self) -> bool:
        """Whether pictures are asked for as motion JPEG."""
        if self.format is not PixelFormat.AUTO:
            return self.format is PixelFormat.MJPG
        return self.width * self.height * self.rate > _RAW_PIXELS_PER_SECOND


def parse_camera(text: str | None) -> tuple[str | None, CameraRequest]:
    """The camera and what is asked of it, from `[TARGET][?size=WxH&rate=N&format=F]`.

    Raises:
        UsageError: if an option is unknown or cannot be meant.
    """
    target, _, options = (text or "").partition("?")
    request = CameraRequest()
    for name, value in parse_qsl(options, keep_blank_values=True):
        request = _with(request, name, value)
    return target.strip() or None, request


def attempts(request: CameraRequest) -> list[CameraRequest]:
    """The ways to ask for the same size and rate, the likeliest first."""
    if request.compressed:
        return [request, replace(request, format_turned=True)]
    if request.format is PixelFormat.RAW:
        return [request]
    return [request, replace(request, format=PixelFormat.MJPG)]


def good_enough(request: CameraRequest, rate: float, fourcc: str | None) -> bool:
    """Whether a camera that was asked and measured need not be asked in another way.

    A camera that does send motion JPEG, or will not say what it sends, is as fast as it gets:
    it may just be dark.
    """
    if rate >= _ENOUGH * request.rate:
        return True
    return request.compressed and fourcc in (None, "MJPG")


def wanted_properties(
    request: CameraRequest, backend: str, fixed_at_open: frozenset[str]
) -> list[tuple[str, float]]:
    """OpenCV's property names and values in the order in which this back end wants them."""
    size = [
        ("CAP_PROP_FRAME_WIDTH", float(request.width)),
        ("CAP_PROP_FRAME_HEIGHT", float(request.height)),
        ("CAP_PROP_FPS", request.rate),
    ]
    if not request.compressed:
        return size
    fourcc = [("CAP_PROP_FOURCC", float(int.from_bytes(b"MJPG", "little")))]
    # A size change makes DirectShow forget the format; elsewhere the format limits the sizes.
    last = (backend in fixed_at_open) != request.format_turned
    return size + fourcc if last else fourcc + size


def _with(request: CameraRequest, name: str, value: str) -> CameraRequest:
    if name == "size":
        match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", value)
        sides = [int(side) for side in match.groups()] if match else [0]
        if not all(_SIDES[0] <= side <= _SIDES[1] for side in sides):
            raise _unclear(f"'{value}' is no camera size such as 1920x1080")
        return replace(request, width=sides[0], height=sides[1])
    if name == "rate":
        if not re.fullmatch(r"\d+(\.\d+)?", value) or not 1 <= float(value) <= _FASTEST:
            raise _unclear(f"'{value}' is no camera rate such as 60")
        return replace(request, rate=float(value))
    if name == "format":
        if value.lower() not in list(PixelFormat):
            raise _unclear(f"'{value}' is no camera format; there are {', '.join(PixelFormat)}")
        return replace(request, format=PixelFormat(value.lower()))
    raise _unclear(f"'{name}' is no option of a camera")


def _unclear(message: str) -> UsageError:
    return UsageError(message, f"use {GRAMMAR}")

"""What each of the NDI sources of one sink carries, made from a finished output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.frames import Intrinsics
from camfilter.ndi.metadata import DepthInfo, FrameInfo
from camfilter.ndi.pixels import (
    DEPTH8,
    DEPTH16,
    DEPTH_ALPHA,
    DepthCode,
    Layout,
    encode_depth,
    evened,
    paint,
    sent_size,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from camfilter.ndi.pixels import Canvas, Pixels
    from camfilter.sinks.base import Output

    Maker = Callable[[Output, Canvas, int], tuple[Pixels, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sources: its name is the sink's with `suffix`.

    `make(output, canvas, timecode)` gives the pixels, on the canvas, and their metadata.
    """

    suffix: str
    make: Maker


def _picture(output: Output, canvas: Canvas, timecode: int) -> tuple[Pixels, str]:
    return paint(output.picture, canvas), FrameInfo(output.frame.index, timecode).to_xml()


def _normals(output: Output, canvas: Canvas, timecode: int) -> tuple[Pixels, str]:
    return paint(output.normals(), canvas), FrameInfo(output.frame.index, timecode).to_xml()


def _depth16(output: Output, canvas: Canvas, timecode: int) -> tuple[Pixels, str]:
    depth = output.depth()
    pixels = canvas.take(Layout.P216, sent_size(*depth.shape))
    _encode(output, depth, DEPTH16, pixels.luma16)
    return pixels, _depth_info(output, timecode, DEPTH16, 16)


def _depth8(output: Output, canvas: Canvas, timecode: int) -> tuple[Pixels, str]:
    depth = output.depth()
    pixels = canvas.take(Layout.UYVY, sent_size(*depth.shape))
    _insert(output, depth, DEPTH8, pixels, channel=1)
    return pixels, _depth_info(output, timecode, DEPTH8, 8)


def _colour(output: Output, canvas: Canvas, timecode: int) -> tuple[Pixels, str]:
    pixels = paint(output.frame.rgb, canvas, Layout.RGBA)
    _insert(output, output.depth(), DEPTH_ALPHA, pixels, channel=3)
    return pixels, _depth_info(output, timecode, DEPTH_ALPHA, 8)


PARTS: Final = {
    "picture": Part("", _picture),
    "depth": Part(" depth", _depth16),
    "depth8": Part(" depth", _depth8),
    "normals": Part(" normals", _normals),
    "colour": Part(" colour", _colour),
}


def _insert(
    output: Output, depth: NDArray[np.float32], code: DepthCode, pixels: Pixels, channel: int
) -> None:
    codes = np.empty((pixels.height, pixels.width), np.uint8)
    _encode(output, depth, code, codes)
    cv2.insertChannel(codes, pixels.channels, channel)


def _encode(
    output: Output,
    depth: NDArray[np.float32],
    code: DepthCode,
    out: NDArray[np.uint16] | NDArray[np.uint8],
) -> None:
    if output.geometry is None:
        out[:] = 0
    else:
        encode_depth(evened(depth), output.depth_range(), code, out)


def _depth_info(output: Output, timecode: int, code: DepthCode, bits: int) -> str:
    geometry, (near, far) = output.geometry, output.depth_range()
    info = DepthInfo(
        output.frame.index,
        timecode,
        near,
        far,
        metric=geometry is not None and geometry.metric,
        bits=bits,
        black=code.black,
        white=code.white,
        valid=geometry is not None,
        intrinsics=_sent_camera(output),
    )
    return info.to_xml()


def _sent_camera(output: Output) -> Intrinsics | None:
    """The camera of the picture as it is sent, which may lack an odd last line or column."""
    camera = output.geometry.intrinsics if output.geometry is not None else None
    height, width = output.frame.size
    sent = sent_size(height, width)
    if camera is None or sent == (height, width):
        return camera
    x, y = width / sent[1], height / sent[0]
    return Intrinsics(camera.fx * x, camera.fy * y, camera.cx * x, camera.cy * y)

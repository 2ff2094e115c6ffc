"""Decoded video pictures as upright RGB in the right colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter

from camfilter.sources.pixels import to_rgb

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

_MATRICES: Final = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: 9,
    10: 9,
}
"""What swscale calls the colour spaces of FFmpeg's frames (ITU-T H.273); 9 is BT.2020."""

_HD_HEIGHT: Final = 720
"""From this height on, players take colours that name no standard for BT.709."""


class VideoConverter:
    """Turns the pictures of one video into RGB; their size and format may change on the way."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def rgb(self, frame: VideoFrame) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
        """(H, W, 3) uint8 RGB and, if the video has it, (H, W) coverage, turned upright."""
        wanted = "rgba" if _has_alpha(frame) else "rgb24"
        # PyAV before 17 does not take these from the frame, and heeds them only where source and
        # destination differ; the destination has no matrix, being RGB.
        converted = self._reformatter.reformat(
            frame,
            format=wanted,
            src_colorspace=_matrix(frame),
            dst_colorspace=None if frame.format.is_rgb else int(Colorspace.ITU601),
            src_color_range=int(frame.color_range) or None,
        )
        upright = np.rot90(converted.to_ndarray(), frame.rotation // 90 % 4)
        return to_rgb(upright)


def _has_alpha(frame: VideoFrame) -> bool:
    return any(component.is_alpha for component in frame.format.components)


def _matrix(frame: VideoFrame) -> int | None:
    if frame.format.is_rgb:
        return None
    high_definition = min(frame.height, frame.width) >= _HD_HEIGHT
    usual = Colorspace.ITU709 if high_definition else Colorspace.ITU601
    return int(_MATRICES.get(int(frame.colorspace), usual))

"""Writes pictures as the H.264 file that the package ships."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorRange, Colorspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

RATE = 30


def encode(frames: Iterator[NDArray[np.uint8]], path: Path, crf: int) -> None:
    """H.264 yuv420p, BT.709 limited range, index at the front of the file."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = (
            1280,
            720,
            "yuv420p",
            Fraction(1, RATE),
        )
        # One key frame for the whole loop: each further one would refresh the noise visibly.
        stream.options = {
            "crf": str(crf),
            "preset": "veryslow",
            "profile": "high",
            "g": "300",
            "x264-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv",
        }
        for picture in frames:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

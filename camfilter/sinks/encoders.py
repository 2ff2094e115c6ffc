"""Video encoders, the best first, and how one is opened for a file."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

import av
from av.codec.codec import UnknownCodecError

from camfilter.errors import SinkError

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import OutputContainer
    from av.video.stream import VideoStream

_log = logging.getLogger(__name__)

_BT709: Final = 1
_LIMITED: Final = 1
_MOST_THREADS: Final = 4
_BITS_PER_PIXEL: Final = 0.15
_USUAL_RATE: Final = 30.0
_FFMPEG_8: Final = (62, 0, 0)
"""The first libavformat that turns the fragments into an ordinary file at the end."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder of FFmpeg; without a quality among its options it is given a bit rate."""

    name: str
    title: str
    options: dict[str, str] = field(default_factory=dict)
    by_quality: bool = False
    ticks: int = 90_000
    longest_side: int = 16_384


ENCODERS: Final = (
    Encoder(
        "libx264",
        "H.264",
        {"preset": "superfast", "crf": "18", "forced-idr": "1"},
        by_quality=True,
    ),
    Encoder("h264_videotoolbox", "H.264 by macOS"),
    Encoder("h264_mf", "H.264 by Windows"),
    Encoder("h264_nvenc", "H.264 by NVIDIA", {"forced-idr": "1"}),
    # This one opens at any size and fails with the first picture.
    Encoder("libopenh264", "H.264 by Cisco", longest_side=3840),
    # The only one here that every build of FFmpeg has; its clock cannot count finer than 16 bit.
    Encoder("mpeg4", "MPEG-4", ticks=60_000),
)


def available_encoder() -> Encoder | None:
    """The best encoder that this build of FFmpeg has; whether the hardware is there shows later."""
    return next((encoder for encoder in ENCODERS if _is_built_in(encoder)), None)


def open_video(
    path: Path,
    size: tuple[int, int],
    rate: float,
    encoders: tuple[Encoder, ...] = ENCODERS,
) -> tuple[OutputContainer, VideoStream]:
    """A file of BT.709 limited-range pictures of `size` (height, width), both even.

    Closed, it is an ordinary MP4; until then it is a fragmented one, readable up to the last
    whole fragment. Nothing is on disk before the first packet.

    Raises:
        SinkError: if no encoder takes pictures of this size.
    """
    refusals = []
    kind = "mov" if path.suffix.lower() == ".mov" else "mp4"
    usual = rate if 1 <= rate <= 1000 else _USUAL_RATE
    for encoder in (fit for fit in encoders if max(size) <= fit.longest_side):
        container = av.open(f"file:{path}", "w", format=kind, options=_container_options())
        try:
            return container, _add_stream(container, encoder, size, usual)
        except (UnknownCodecError, av.FFmpegError) as error:
            container.close()
            _log.debug("%s refused: %s", encoder.name, error)
            refusals.append(f"{encoder.name} ({getattr(error, 'strerror', None) or 'not there'})")
    raise SinkError(
        f"no video encoder takes pictures of {size[1]}x{size[0]}"
        + "".join(f", {refusal}" for refusal in refusals),
        "choose another --output-size, or write pictures to FOLDER/",
    )


def _add_stream(
    container: OutputContainer, encoder: Encoder, size: tuple[int, int], rate: float
) -> VideoStream:
    # Without B pictures, time stamps come out as they went in and nothing waits for its successor.
    options = encoder.options | {"bf": "0"}
    stream = cast("VideoStream", container.add_stream(encoder.name, options=options))
    context = stream.codec_context
    context.height, context.width = size
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(rate).limit_denominator(1001)
    context.time_base = stream.time_base = Fraction(1, encoder.ticks)
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    context.gop_size = 600
    context.thread_count = min(_MOST_THREADS, os.cpu_count() or 1)
    if not encoder.by_quality:
        context.bit_rate = int(size[0] * size[1] * rate * _BITS_PER_PIXEL)
    context.open()
    return stream


def _container_options() -> dict[str, str]:
    flags = "frag_keyframe+empty_moov+default_base_moof"
    if av.library_versions["libavformat"] >= _FFMPEG_8:
        flags += "+hybrid_fragmented"
    return {"movflags": flags, "flush_packets": "1"}


def _is_built_in(encoder: Encoder) -> bool:
    try:
        av.Codec(encoder.name, "w")
    except UnknownCodecError:
        return False
    return True

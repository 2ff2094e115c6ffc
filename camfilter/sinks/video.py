"""A sink that writes a video file."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

import av
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from camfilter.errors import SinkError
from camfilter.sinks.base import SinkInfo
from camfilter.sinks.encoders import open_video
from camfilter.sinks.failures import sink_error
from camfilter.sinks.fitting import even_size, fitted
from camfilter.sinks.places import free_name, leave_readable, try_writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from camfilter.sinks.base import Output

_log = logging.getLogger(__name__)

_KEYFRAME_S: Final = 1.0
"""Longest stretch, of video and of work, that is lost when the process is killed."""


class VideoSink:
    """Writes an MP4 with the time stamps of the frames, their size that of the first picture.

    A file of that name is replaced when the first picture comes. Opened again after it wrote, the
    sink goes on in NAME-2.mp4 and so on, so that nothing it wrote is lost.
    """

    def __init__(self, path: Path, now_s: Callable[[], float] = time.monotonic) -> None:
        self.info = SinkInfo(str(path), live=False)
        self._path = path
        self._now_s = now_s
        self._wrote = False
        self._rate = 0.0
        self._file: Path | None = None
        self._recording: _Recording | None = None

    def open(self, rate: float) -> None:
        """See that the file can be written; it is begun with the first picture.

        Raises:
            SinkError: if it cannot.
        """
        self.close()
        file = free_name(self._path) if self._wrote else self._path
        try:
            try_writing(file)
        except OSError as error:
            raise sink_error(file, error) from error
        self._file, self._rate = file, rate

    def write(self, output: Output) -> None:
        """Add one picture.

        Raises:
            SinkError: if it could not be written; the file is complete up to then.
        """
        if self._file is None:
            raise SinkError(f"{self._path} is not open", "open the sink before writing to it")
        try:
            if self._recording is None:
                self._recording = _Recording(self._file, output.picture, self._rate, self._now_s)
            self._recording.add(output.picture, output.frame.time_ns)
        except (OSError, av.FFmpegError, SinkError) as error:
            raise self._abandoned(error) from error
        self._wrote = True

    def viewers(self) -> int | None:
        """Unknown: a file is looked at later."""
        return None

    def close(self) -> None:
        """Complete the file.

        Raises:
            SinkError: if its end could not be written; the rest of it is readable.
        """
        try:
            if self._recording is not None:
                self._recording.finish()
        except (OSError, av.FFmpegError) as error:
            raise self._abandoned(error) from error
        self._file = self._recording = None

    def _abandoned(self, error: Exception) -> SinkError:
        file, recording = self._file or self._path, self._recording
        self._file = self._recording = None
        if recording is not None:
            recording.abandon()
            leave_readable(file)
        self._wrote = file.is_file()
        return error if isinstance(error, SinkError) else sink_error(file, error)


class _Recording:
    """One video file being written."""

    def __init__(
        self, path: Path, first: NDArray[np.uint8], rate: float, now_s: Callable[[], float]
    ) -> None:
        self._size = even_size(first)
        self._container: OutputContainer
        self._stream: VideoStream
        self._container, self._stream = open_video(path, self._size, rate)
        self._reformatter = VideoReformatter()
        self._begin_ns: int | None = None
        self._last = -1
        self._keyframe_due = 0
        self._now_s = now_s
        self._keyframe_due_s = 0.0

    def add(self, picture: NDArray[np.uint8], time_ns: int) -> None:
        rgb = VideoFrame.from_ndarray(fitted(picture, *self._size), format="rgb24")
        frame = self._reformatter.reformat(
            rgb,
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        frame.time_base = self._stream.codec_context.time_base
        frame.pts = self._tick(time_ns)
        # By the clock too: a slow run fills a second of video in minutes.
        if frame.pts >= self._keyframe_due or self._now_s() >= self._keyframe_due_s:
            frame.pict_type = PictureType.I
            self._keyframe_due = frame.pts + round(_KEYFRAME_S / frame.time_base)
            self._keyframe_due_s = self._now_s() + _KEYFRAME_S
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def abandon(self) -> None:
        """Let go of the file; its end cannot be written any more."""
        try:
            self._container.close()
        except (OSError, av.FFmpegError) as error:
            _log.debug("closing a broken video: %s", error)

    def _tick(self, time_ns: int) -> int:
        if self._begin_ns is None:
            self._begin_ns = time_ns
        ticks = self._stream.codec_context.time_base.denominator
        # A source that starts over may repeat a time; a file cannot.
        self._last = max(self._last + 1, round((time_ns - self._begin_ns) * ticks / 1e9))
        return self._last

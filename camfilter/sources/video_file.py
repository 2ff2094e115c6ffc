"""A video file's pictures with their exact times, decoded by PyAV."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
from av.error import FFmpegError

from camfilter.errors import SourceError
from camfilter.sources.files import check_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_LOG = logging.getLogger(__name__)

_USUAL_RATE = 25.0
"""For streams that do not say theirs."""

_WHOLE = 0.9
"""A file that yields less than this share of what it announces is reported as cut short."""


@dataclass(frozen=True, slots=True)
class TimedPicture:
    """A decoded picture and when it is shown, in nanoseconds after the first one."""

    time_ns: int
    frame: VideoFrame


class VideoFile:
    """One pass through the pictures of a video file, in the order in which they are shown."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            SourceError: if it is missing, is not a video or has no pictures.
        """
        self.path = path
        self._container = _open(path)
        try:
            self._stream = _picture_stream(self._container, path)
        except SourceError:
            self._container.close()
            raise
        self._stream.thread_type = "AUTO"
        self.rate = float(self._stream.average_rate or self._stream.guessed_rate or _USUAL_RATE)
        self.count = self._stream.frames or None
        self.damaged = 0
        self._times = _Times(self._stream, self.rate)
        self._yielded = self._packets_read = self._last_stamp = 0

    @property
    def length_ns(self) -> int:
        """When the last picture that came so far gives way to the next."""
        return self._times.end_ns

    def pictures(self) -> Iterator[TimedPicture]:
        """Every picture that can be decoded; damaged parts are left out.

        Raises:
            SourceError: if there is not a single one.
        """
        for packet in self._packets():
            for frame in self._decoded(packet):
                self._yielded += 1
                yield TimedPicture(self._times.of(frame), frame)
        if self._yielded == 0:
            raise SourceError(
                f"nothing in '{self.path}' can be decoded",
                "the file is damaged: copy it again, or convert it to MP4 with H.264",
            )

    @property
    def cut_short(self) -> bool:
        """Once all was read: whether much of what the file announces is not there."""
        return min(self._share_of_count(), self._share_of_duration()) < _WHOLE

    def damage(self) -> str:
        """Once all was read: in words, what is not there of a file that is not whole."""
        what = "cut short" if self.cut_short else "damaged"
        read = f"{self._yielded} pictures could be read, to {self.length_ns / 1e9:.2f} s"
        return f"'{self.path}' is {what}: {read}"

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._container.close()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        try:
            for packet in self._container.demux(self._stream):
                self._packets_read += packet.size > 0
                self._last_stamp = max(self._last_stamp, (packet.pts or 0) + (packet.duration or 0))
                yield packet
        except FFmpegError as error:
            _LOG.debug("reading %s stopped: %s", self.path, error)
            self.damaged += 1

    def _decoded(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        try:
            return packet.decode()
        except FFmpegError as error:
            _LOG.debug("a packet of %s cannot be decoded: %s", self.path, error)
            self.damaged += 1
            return []

    def _share_of_count(self) -> float:
        # Packets, because damaged ones are there though nothing comes of them.
        return self._packets_read / self.count if self.count else 1.0

    def _share_of_duration(self) -> float:
        duration, base = self._stream.duration, self._stream.time_base
        if self.count or not duration or not base:
            return 1.0
        # Some formats count the duration from the first picture, others from zero.
        read_ns = max(self.length_ns, self._last_stamp * float(base) * 1e9)
        return read_ns / (float(duration * base) * 1e9)


class _Times:
    """Times from a stream's time stamps, made to increase where the stream's do not."""

    def __init__(self, stream: VideoStream, rate: float) -> None:
        self._base = stream.time_base
        self._period_ns = round(1e9 / rate)
        self._origin_ns: int | None = None
        self._last_ns = -self._period_ns
        self.end_ns = 0

    def of(self, frame: VideoFrame) -> int:
        stamp_ns = self._in_ns(frame.pts)
        follows_ns = self._last_ns + self._period_ns
        if self._origin_ns is None:
            self._origin_ns = stamp_ns or 0
        shown_ns = follows_ns if stamp_ns is None else stamp_ns - self._origin_ns
        if shown_ns <= self._last_ns:
            # Joined recordings start their time stamps again: go on from where the first ended.
            self._origin_ns -= follows_ns - shown_ns
            shown_ns = follows_ns
        self._last_ns = shown_ns
        self.end_ns = shown_ns + (self._in_ns(frame.duration or None) or self._period_ns)
        return shown_ns

    def _in_ns(self, ticks: int | None) -> int | None:
        if ticks is None or self._base is None:
            return None
        return round(ticks * self._base * 1_000_000_000)


def _open(path: Path) -> InputContainer:
    check_file(path)
    try:
        return av.open(f"file:{path}")
    except (FFmpegError, OSError, ValueError) as error:
        raise SourceError(
            f"'{path}' is not a video that can be read, or it is cut short",
            "play it in a media player to check it, or copy or download it again",
        ) from error


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    covers = av.stream.Disposition.attached_pic
    streams = [stream for stream in container.streams.video if not stream.disposition & covers]
    if streams:
        with suppress(AttributeError):  # a stream whose decoder is missing has no codec context
            if streams[0].codec_context.codec.is_decoder:
                return streams[0]
        raise SourceError(
            f"no decoder for the pictures of '{path}' is available",
            "convert it to MP4 with H.264",
        )
    raise SourceError(
        f"'{path}' holds no pictures, only sound or data", "name a file with a video track"
    )

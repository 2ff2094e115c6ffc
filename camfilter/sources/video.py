"""A video file as a source: in its own time, or as fast as it can be read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from camfilter.errors import SourceError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo
from camfilter.sources.clock import SYSTEM_CLOCK, Clock, Stamps, wait_until
from camfilter.sources.video_file import TimedPicture, VideoFile
from camfilter.sources.video_pixels import VideoConverter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOG = logging.getLogger(__name__)

_MOST_LAG_NS = 500_000_000
"""Later than this, playback slips instead of chasing pictures it cannot decode in time."""


class VideoSource:
    """The pictures of a video file, with time stamps as exact as the file's own.

    In real time the file plays like a camera: each picture comes when it is due, late ones are
    skipped. Otherwise every picture comes exactly once, as soon as it is asked for.
    """

    def __init__(
        self,
        path: Path,
        *,
        realtime: bool = True,
        loop: bool = False,
        clock: Clock = SYSTEM_CLOCK,
        name: str = "",
        stamps: Stamps | None = None,
    ) -> None:
        self._path = path
        self._realtime = realtime
        self._loop = loop
        self._clock = clock
        self._stamps = stamps or Stamps()
        self._converter = VideoConverter()
        self._file: VideoFile | None = None
        self._pictures: Iterator[TimedPicture] = iter(())
        self._upcoming: TimedPicture | None = None
        self._start_ns: int | None = None
        self._failure: SourceError | None = None
        self._info = SourceInfo(name or path.name, live=realtime, rate=0.0)

    @property
    def info(self) -> SourceInfo:
        """Rate and number of pictures as the file declares them."""
        return self._info

    def open(self) -> None:
        """Open the file and decode its first picture.

        Raises:
            SourceError: if it is missing, no video, without pictures or damaged from the start.
        """
        self.close()
        self._file = VideoFile(self._path)
        self._pictures = self._played(self._file)
        if self._peek() is None and self._failure is not None:
            failure = self._failure
            self.close()
            raise failure
        count = None if self._loop else self._file.count
        self._info = SourceInfo(self._info.name, self._realtime, self._file.rate, count)

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture or, in real time, the one that is due; None if none is in time.

        Raises:
            EOFError: after the last picture.
            SourceError: in place of that, if the file is cut short or gone.
        """
        if self._file is None:
            raise SourceError(f"'{self._path}' is not open", "open the source before reading it")
        upcoming = self._peek()
        if upcoming is None:
            if self._failure is not None:
                raise self._failure
            raise EOFError(str(self._path))
        if self._start_ns is None:
            self._start_ns = max(self._clock.now_ns(), self._stamps.earliest_ns)
        if not self._realtime:
            return self._frame(self._take(upcoming), 0)
        deadline_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        if not wait_until(self._clock, self._due_ns(upcoming), timeout_s):
            return None
        return self._frame(*self._newest(upcoming, deadline_ns))

    def close(self) -> None:
        """Let go of the file; the next `open` plays it from the start."""
        self._pictures = iter(())
        self._upcoming = None
        self._start_ns = None
        self._failure = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _played(self, file: VideoFile) -> Iterator[TimedPicture]:
        """All pictures in turn, the file opened anew for each pass of a loop."""
        offset_ns = 0
        while True:
            for picture in file.pictures():
                yield TimedPicture(offset_ns + picture.time_ns, picture.frame)
            if file.cut_short and not self._loop:
                raise SourceError(file.damage(), "copy or download the file again")
            if offset_ns == 0 and (file.damaged or file.cut_short):
                _LOG.warning("%s", file.damage())
            if not self._loop:
                return
            offset_ns += file.length_ns
            file.close()
            file = self._file = VideoFile(self._path)

    def _peek(self) -> TimedPicture | None:
        """The next picture; None at the end, be it the whole film's or a failure's."""
        if self._upcoming is None:
            try:
                self._upcoming = next(self._pictures, None)
            except SourceError as error:
                self._failure = error
        return self._upcoming

    def _take(self, picture: TimedPicture) -> TimedPicture:
        self._upcoming = None
        return picture

    def _due_ns(self, picture: TimedPicture) -> int:
        return (self._start_ns or 0) + picture.time_ns

    def _newest(self, picture: TimedPicture, deadline_ns: int) -> tuple[TimedPicture, int]:
        """The last picture that is due by now, and how many were skipped to get to it."""
        self._take(picture)
        skipped = 0
        # A picture is decoded to be skipped only once it must be late, so that the picture that
        # is in time never waits for the one after it.
        while self._lag_ns(picture) > 1e9 / self._info.rate and self._clock.now_ns() < deadline_ns:
            following = self._peek()
            if following is None or self._lag_ns(following) < 0:
                break
            picture = self._take(following)
            skipped += 1
        lag_ns = self._lag_ns(picture)
        if lag_ns > _MOST_LAG_NS and self._start_ns is not None:
            self._start_ns += lag_ns
        return picture, skipped

    def _lag_ns(self, picture: TimedPicture) -> int:
        return self._clock.now_ns() - self._due_ns(picture)

    def _frame(self, picture: TimedPicture, skipped: int) -> Frame:
        index, time_ns = self._stamps.stamp(self._due_ns(picture), skipped)
        rgb, alpha = self._converter.rgb(picture.frame)
        return Frame(rgb, time_ns, index, alpha)

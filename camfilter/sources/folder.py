"""A folder of still pictures as a source, one after the other."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from camfilter.errors import SourceError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo
from camfilter.sources.clock import SYSTEM_CLOCK, Beat, Clock, Stamps
from camfilter.sources.images import RATE, read_picture
from camfilter.sources.suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from camfilter.sources.images import Pixels

_LOG = logging.getLogger(__name__)


class FolderSource:
    """The pictures of a folder in their natural order, each exactly once a pass.

    Nothing is skipped: in real time they come at most 30 times a second, and wait for the reader.
    """

    def __init__(
        self,
        folder: Path,
        *,
        realtime: bool = True,
        loop: bool = False,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._folder = folder
        self._realtime = realtime
        self._loop = loop
        self._clock = clock
        self._stamps = Stamps()
        self._beat = Beat(clock, RATE)
        self._paths: list[Path] = []
        self._position = 0
        self._readable = 0
        self._upcoming: Pixels | None = None
        self._first_ns: int | None = None
        self._given = 0

    @property
    def info(self) -> SourceInfo:
        """How many files look like pictures; the unreadable ones among them are left out."""
        count = None if self._loop or not self._paths else len(self._paths)
        return SourceInfo(self._folder.name or str(self._folder), False, RATE, count)

    def open(self) -> None:
        """List the folder.

        Raises:
            SourceError: if it is missing or holds no pictures.
        """
        self.close()
        self._paths = pictures_in(self._folder)
        self._beat = Beat(self._clock, RATE)

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture that can be read; those that cannot are logged and left out."""
        if not self._paths:
            raise SourceError(f"'{self._folder}' is not open", "open the source before reading it")
        if self._upcoming is None:
            self._upcoming = self._next_readable()
        if self._realtime and self._beat.wait(timeout_s) is None:
            return None
        (rgb, alpha), self._upcoming = self._upcoming, None
        index, time_ns = self._stamps.stamp(self._taken_ns())
        return Frame(rgb, time_ns, index, alpha)

    def close(self) -> None:
        """Forget the listing; the next `open` starts with the first picture."""
        self._paths = []
        self._position = 0
        self._readable = 0
        self._upcoming = None

    def _taken_ns(self) -> int:
        """Now in real time; otherwise as if each picture stood for a thirtieth of a second."""
        if self._realtime or self._first_ns is None:
            self._first_ns = self._clock.now_ns()
            self._given = 0
        self._given += 1
        return self._first_ns + round((self._given - 1) * 1e9 / RATE)

    def _next_readable(self) -> Pixels:
        while True:
            if self._position == len(self._paths):
                self._end_pass()
            path = self._paths[self._position]
            self._position += 1
            try:
                pixels = read_picture(path)
            except SourceError as error:
                _LOG.warning("left out: %s", error.message)
                continue
            self._readable += 1
            return pixels

    def _end_pass(self) -> None:
        if self._readable == 0:
            raise SourceError(
                f"none of the pictures in '{self._folder}' can be read",
                "open one in a picture viewer to check it",
            )
        if not self._loop:
            raise EOFError(str(self._folder))
        self._position = 0
        self._readable = 0


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of `folder`, 'img2' before 'img10'.

    Raises:
        SourceError: if it is missing, not ours to list, or holds none.
    """
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise SourceError(
            f"the folder '{folder}' cannot be listed: {error.strerror}",
            "check the path and your permission to read it",
        ) from error
    visible = (path for path in entries if not path.name.startswith("."))
    found = [path for path in visible if path.suffix.lower() in IMAGE_SUFFIXES and path.is_file()]
    if not found:
        raise SourceError(
            f"there are no pictures in '{folder}'",
            "put PNG or JPEG files into it, or name a video file instead of a folder",
        )
    return sorted(found, key=lambda path: natural_key(path.name))


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Sorts names the way people count: runs of digits by their value."""
    parts = [part for part in re.split(r"(\d+)", name.casefold()) if part]
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts], name

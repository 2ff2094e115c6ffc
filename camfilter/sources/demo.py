"""The clip that comes with the package, playing round and round."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from camfilter.errors import SourceError
from camfilter.sources.base import SourceInfo, SourceListing
from camfilter.sources.clock import SYSTEM_CLOCK, Clock, Stamps
from camfilter.sources.video import VideoSource

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from camfilter.frames import Frame

_NAME = "Demo"


def demo_clip() -> Traversable:
    """The clip inside the installed package, whether or not it is there."""
    return files("camfilter.sources") / "demo.mp4"


class DemoSource:
    """The demo clip as a video source that never ends."""

    def __init__(
        self,
        *,
        realtime: bool = True,
        clock: Clock = SYSTEM_CLOCK,
        clip: Traversable | None = None,
    ) -> None:
        self._realtime = realtime
        self._clock = clock
        self._clip = demo_clip() if clip is None else clip
        self._stamps = Stamps()
        self._taken = ExitStack()
        self._video: VideoSource | None = None

    @property
    def info(self) -> SourceInfo:
        """The clip's rate; there is no end to it."""
        if self._video is None:
            return SourceInfo(_NAME, self._realtime, 0.0)
        return self._video.info

    def open(self) -> None:
        """Open the clip.

        Raises:
            SourceError: if the installation lacks it or it is damaged.
        """
        self.close()
        if not self._clip.is_file():
            raise SourceError(
                "the demo clip is missing from this installation",
                "install camfilter again, or name a video file of your own",
            )
        try:
            self._open_clip()
        except BaseException:
            self.close()
            raise

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture of the clip, or in real time the one that is due."""
        if self._video is None:
            raise SourceError("the demo is not open", "open the source before reading it")
        return self._video.read(timeout_s)

    def close(self) -> None:
        """Let go of the clip; the next `open` plays it from the start."""
        self._taken.close()

    def _open_clip(self) -> None:
        # A package inside a zip file has no path of its own: the copy lives until `close`.
        path = self._taken.enter_context(as_file(self._clip))
        self._video = VideoSource(
            path,
            realtime=self._realtime,
            loop=True,
            clock=self._clock,
            name=_NAME,
            stamps=self._stamps,
        )
        self._taken.callback(self._video.close)
        self._video.open()


def demo_listing() -> SourceListing:
    """The demo as something to choose."""
    if demo_clip().is_file():
        return SourceListing("demo", _NAME, "demo", "the clip that comes with camfilter")
    return SourceListing("demo", _NAME, "demo", "not installed", False, "install camfilter again")

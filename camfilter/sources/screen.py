"""What a screen shows, as a live source."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import mss
import numpy as np
from mss.exception import ScreenShotError

from camfilter.errors import SourceError, SourceLostError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo, SourceListing
from camfilter.sources.clock import SYSTEM_CLOCK, Beat, Clock, Stamps
from camfilter.sources.pixels import to_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 30.0
"""Pictures a second; a screen has no rate of its own to follow."""

# Once the X server is gone, mss fails on an assertion of its own.
_FAULTS = (ScreenShotError, OSError, AssertionError)

_REMEDY = (
    "run it inside a desktop session (on Linux an X11 one, with DISPLAY set); "
    "on macOS allow screen recording in System Settings > Privacy & Security"
)


class ScreenSource:
    """Pictures of one screen, or with number 0 of all of them side by side."""

    def __init__(self, number: int | None = None, *, clock: Clock = SYSTEM_CLOCK) -> None:
        """`number` counts from 1; None is the first screen."""
        self._number = 1 if number is None else number
        self._clock = clock
        self._stamps = Stamps()
        self._beat = Beat(clock, RATE)
        self._grabber: Any = None
        self._area: Any = None

    @property
    def info(self) -> SourceInfo:
        """30 pictures a second at most."""
        name = f"Screen {self._number}" if self._number else "All screens"
        return SourceInfo(name, live=True, rate=RATE)

    def open(self) -> None:
        """Reach the screen and take a first picture of it, to know that this is allowed.

        Raises:
            SourceError: if there is no display, no such screen or no permission.
        """
        self.close()
        try:
            self._grabber = _grabber()
            self._area = _area(self._grabber, self._number)
            self._grabber.grab(self._area)
        except _FAULTS as error:
            self.close()
            raise SourceError(
                f"the screen cannot be captured: {_first_line(error)}", _REMEDY
            ) from error
        except SourceError:
            self.close()
            raise
        self._beat = Beat(self._clock, RATE)

    def read(self, timeout_s: float) -> Frame | None:
        """What the screen shows at the next beat; None if that is not within `timeout_s`."""
        if self._grabber is None:
            raise SourceError("the screen is not open", "open the source before reading it")
        missed = self._beat.wait(timeout_s)
        if missed is None:
            return None
        index, time_ns = self._stamps.stamp(self._clock.now_ns(), missed)
        try:
            shot = self._grabber.grab(self._area)
        except _FAULTS as error:
            raise SourceLostError(
                f"the screen can no longer be captured: {_first_line(error)}",
                "wait for the screen to come back, or start again if its size changed",
            ) from error
        return Frame(_rgb(shot), time_ns, index)

    def close(self) -> None:
        """Let go of the display."""
        grabber, self._grabber = self._grabber, None
        if grabber is not None:
            with suppress(*_FAULTS):  # of a display that is gone already
                grabber.close()


def list_screens() -> list[SourceListing]:
    """Every screen, or one entry that says why there is none."""
    try:
        with _grabber() as grabber:
            areas = list(grabber.monitors)[1:]
    except _FAULTS as error:
        detail = _first_line(error)
        return [SourceListing("screen", "Screen", "screen", detail, False, _REMEDY)]
    return [
        SourceListing(
            f"screen:{number}", f"Screen {number}", "screen", f"{area['width']}x{area['height']}"
        )
        for number, area in enumerate(areas, 1)
    ]


def _grabber() -> Any:
    # mss 10.2 renamed its factory and warns about the old name, which is all that mss 9 has.
    factory = getattr(mss, "MSS", None) or mss.mss
    return factory()


def _area(grabber: Any, number: int) -> Any:
    areas = grabber.monitors
    if number < len(areas):
        return areas[number]
    known = ", ".join(f"screen:{known}" for known in range(1, len(areas))) or "none"
    raise SourceError(f"there is no screen {number}", f"use one of those that there are: {known}")


def _rgb(shot: Any) -> NDArray[np.uint8]:
    bgra = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)
    return to_rgb(bgra, bgr=True)[0]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__

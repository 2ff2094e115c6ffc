"""The thread that has a camera: it alone opens, reads and releases it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from camfilter.errors import SourceError, SourceLostError
from camfilter.sources.camera_negotiation import Negotiation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sources.camera_capture import Opener
    from camfilter.sources.camera_devices import CameraDevice
    from camfilter.sources.camera_request import CameraRequest
    from camfilter.sources.clock import Clock
    from camfilter.sources.platforms import Platform

_RETRY_S: Final = 0.05
_FAILURES_WHEN_NEW: Final = 40
"""Some cameras deliver nothing for their first second or two."""
_FAILURES: Final = 5


@dataclass(frozen=True, slots=True)
class RawPicture:
    """What the driver delivered, in OpenCV's order of colours."""

    bgr: Any
    time_ns: int
    index: int


class CameraWorker:
    """Keeps the newest picture of one camera until it is taken.

    Drivers bind a capture to the thread that opened it, and crash if it is released while it is
    read; so one thread does all three. It cannot be stopped while a driver holds it: `stop` then
    gives up waiting, and the thread releases the camera by itself once the driver comes back.
    """

    def __init__(
        self,
        devices: Sequence[CameraDevice],
        request: CameraRequest,
        opener: Opener,
        platform: Platform,
        clock: Clock,
    ) -> None:
        self._negotiation = Negotiation(devices, request, opener, platform)
        self._clock = clock
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._newest: RawPicture | None = None
        self._error: SourceError | None = None
        self._ended = False
        self._interrupted = False
        self._count = 0
        self._thread = threading.Thread(target=self._run, name="camera")
        self._thread.start()

    @property
    def count(self) -> int:
        """How many pictures the camera delivered."""
        return self._count

    @property
    def rate(self) -> float:
        """Pictures a second as they came; drivers often declare another. 0 if unknown."""
        with self._changed:
            return self._negotiation.rate

    def wait_ready(self, timeout_s: float) -> bool:
        """Whether a first picture came within `timeout_s`.

        Raises:
            SourceError: if the camera does not open or delivers nothing.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._count or self._over, timeout_s)
            if self._count == 0 and self._error is not None:
                raise self._error
            return self._count > 0

    def wait_measured(self, timeout_s: float) -> None:
        """Wait until format and rate are settled, or `timeout_s` at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._negotiation.settled or self._over, timeout_s)

    def take(self, timeout_s: float) -> RawPicture | None:
        """The newest picture that was not taken yet; None if none came within `timeout_s`.

        Raises:
            SourceLostError: if the camera stopped delivering.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._over, timeout_s)
            picture, self._newest = self._newest, None
            if picture is None and self._error is not None:
                raise self._error
            return picture

    def interrupt(self) -> None:
        """Let whoever waits for the camera wait no longer; may be called from any thread."""
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def stop(self, timeout_s: float) -> bool:
        """Ask the thread to let the camera go; whether it did within `timeout_s`."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def _over(self) -> bool:
        return self._ended or self._interrupted

    def _run(self) -> None:
        error = SourceError("the camera failed", "run 'camfilter devices'")
        try:
            self._negotiation.open()
            error = self._read_until_lost()
        except SourceError as known:
            error = known
        finally:
            self._negotiation.close()
            with self._changed:
                self._error = error
                self._ended = True
                self._changed.notify_all()

    def _read_until_lost(self) -> SourceError:
        failures = 0
        while not self._stopping.is_set():
            delivered, picture = self._negotiation.capture.read()
            if delivered and picture is not None and picture.size:
                failures = 0
                self._offer(picture)
                self._negotiation.reconsider()
                continue
            failures += 1
            if failures >= (_FAILURES_WHEN_NEW if self._negotiation.new else _FAILURES):
                if not (self._negotiation.new and self._negotiation.fall_back()):
                    break
                failures = 0
            self._stopping.wait(_RETRY_S)
        if self._count == 0:
            return self._negotiation.refusal()
        return SourceLostError(
            f"the camera '{self._negotiation.device.name}' has stopped delivering pictures",
            "plug it in again, or close the program that took it",
        )

    def _offer(self, picture: Any) -> None:
        with self._changed:
            now_ns = self._clock.now_ns()
            self._newest = RawPicture(picture, now_ns, self._count)
            self._count += 1
            self._negotiation.came(now_ns)
            self._changed.notify_all()

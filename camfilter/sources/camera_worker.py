"""The thread that has a camera: it alone opens, reads and releases it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from camfilter.errors import SourceError, SourceLostError
from camfilter.sources.camera_devices import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sources.camera_capture import CameraRequest, Capture, Opener
    from camfilter.sources.camera_devices import CameraDevice
    from camfilter.sources.clock import Clock
    from camfilter.sources.platforms import Platform

_LOG = logging.getLogger(__name__)

_RETRY_S: Final = 0.05
_FAILURES_WHEN_NEW: Final = 40
"""Some cameras deliver nothing for their first second or two."""
_FAILURES: Final = 5
_MEASURED_NS: Final = 1_000_000_000


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
        self._devices = devices
        self._request = request
        self._opener = opener
        self._platform = platform
        self._clock = clock
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._newest: RawPicture | None = None
        self._error: SourceError | None = None
        self._ended = False
        self._count = 0
        self._first_ns = 0
        self._last_ns = 0
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
            span_ns = self._last_ns - self._first_ns
            return (self._count - 1) * 1e9 / span_ns if span_ns > 0 else 0.0

    def wait_ready(self, timeout_s: float) -> bool:
        """Whether a first picture came within `timeout_s`.

        Raises:
            SourceError: if the camera does not open or delivers nothing.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._count or self._ended, timeout_s)
            if self._count == 0 and self._error is not None:
                raise self._error
            return self._count > 0

    def wait_measured(self, timeout_s: float) -> None:
        """Wait until the rate was measured over a second, or `timeout_s` at most."""
        with self._changed:
            self._changed.wait_for(self._measured, timeout_s)

    def take(self, timeout_s: float) -> RawPicture | None:
        """The newest picture that was not taken yet; None if none came within `timeout_s`.

        Raises:
            SourceLostError: if the camera stopped delivering.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._ended, timeout_s)
            picture, self._newest = self._newest, None
            if picture is None and self._error is not None:
                raise self._error
            return picture

    def stop(self, timeout_s: float) -> bool:
        """Ask the thread to let the camera go; whether it did within `timeout_s`."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _measured(self) -> bool:
        return self._ended or self._last_ns - self._first_ns >= _MEASURED_NS

    def _run(self) -> None:
        error = SourceError("the camera failed", "run 'camfilter devices'")
        try:
            capture, device = self._opened()
            try:
                error = self._read_until_lost(capture, device)
            finally:
                capture.release()
        except SourceError as known:
            error = known
        finally:
            with self._changed:
                self._error = error
                self._ended = True
                self._changed.notify_all()

    def _opened(self) -> tuple[Capture, CameraDevice]:
        for device in self._devices:
            capture = self._opener(device, self._request)
            if capture.isOpened():
                return capture, device
            capture.release()
        raise refusal(self._devices[0], self._platform)

    def _read_until_lost(self, capture: Capture, device: CameraDevice) -> SourceError:
        failures = 0
        while not self._stopping.is_set():
            delivered, picture = capture.read()
            if delivered and picture is not None and picture.size:
                failures = 0
                self._offer(picture)
                continue
            failures += 1
            if failures >= (_FAILURES if self._count else _FAILURES_WHEN_NEW):
                break
            self._stopping.wait(_RETRY_S)
        if self._count == 0:
            return refusal(device, self._platform)
        return SourceLostError(
            f"the camera '{device.name}' has stopped delivering pictures",
            "plug it in again, or close the program that took it",
        )

    def _offer(self, picture: Any) -> None:
        with self._changed:
            now_ns = self._clock.now_ns()
            if self._count == 0:
                self._first_ns = now_ns
            self._newest = RawPicture(picture, now_ns, self._count)
            self._last_ns = now_ns
            self._count += 1
            self._changed.notify_all()

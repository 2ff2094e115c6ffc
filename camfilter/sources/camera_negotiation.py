"""Finds the back end and the format in which a camera really delivers the wanted rate."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from camfilter.errors import SourceError
from camfilter.sources.camera_capture import sent_fourcc
from camfilter.sources.camera_devices import refusal
from camfilter.sources.camera_request import attempts, good_enough

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sources.camera_capture import Capture, Opener
    from camfilter.sources.camera_devices import CameraDevice
    from camfilter.sources.camera_request import CameraRequest
    from camfilter.sources.platforms import Platform

_LOG = logging.getLogger(__name__)

_MEASURED_NS: Final = 1_000_000_000


class Negotiation:
    """One camera's capture, opened in another way while that makes it faster.

    What a driver declares is not believed: pictures are counted over a second. Everything but
    `rate` and `settled` belongs to the thread that opened it.
    """

    def __init__(
        self,
        devices: Sequence[CameraDevice],
        request: CameraRequest,
        opener: Opener,
        platform: Platform,
    ) -> None:
        self.device = devices[0]
        self.settled = False
        self._devices = devices
        self._opener = opener
        self._platform = platform
        self._left = attempts(request)
        self._request = self._left.pop(0)
        self._best: tuple[float, CameraRequest] | None = None
        self._final = False
        self._capture: Capture | None = None
        self._begin()

    @property
    def capture(self) -> Capture:
        """The open capture."""
        assert self._capture is not None
        return self._capture

    @property
    def new(self) -> bool:
        """Whether nothing came since it was opened this way."""
        return self._count == 0

    @property
    def rate(self) -> float:
        """Pictures a second as they came since it was opened this way; 0 if unknown."""
        span_ns = self._last_ns - self._first_ns
        return (self._count - 1) * 1e9 / span_ns if span_ns > 0 else 0.0

    def open(self) -> None:
        """Open the camera in the first back end that does.

        Raises:
            SourceError: if none does.
        """
        for device in self._devices:
            capture = self._opener(device, self._request)
            if capture.isOpened():
                self._capture, self.device = capture, device
                self._begin()
                return
            capture.release()
        raise self.refusal()

    def came(self, now_ns: int) -> None:
        """Count a picture."""
        if self._count == 0:
            self._first_ns = now_ns
        self._last_ns = now_ns
        self._count += 1
        if not self.settled and self._measured and self._no_better():
            self.settled = True

    def reconsider(self) -> None:
        """Once it was measured, open it in another way if it is too slow in this one.

        Raises:
            SourceError: if it does not open again.
        """
        if self.settled or not self._measured:
            return
        _LOG.info("%s gives %.1f pictures a second", self.device.name, self.rate)
        if self._best is None or self.rate > self._best[0]:
            self._best = self.rate, self._request
        if not self._left:
            self.fall_back()
            return
        self._request = self._left.pop(0)
        self.close()
        try:
            self.open()
        except SourceError:
            self.fall_back()

    def fall_back(self) -> bool:
        """Open it as it was best, for good; False if it was never seen to work otherwise.

        Raises:
            SourceError: if it does not open again.
        """
        if self._final or self._best is None:
            return False
        self._final = True
        self._request = self._best[1]
        self.close()
        self.open()
        return True

    def refusal(self) -> SourceError:
        """Why the camera does not open or delivers nothing."""
        return refusal(self.device, self._platform)

    def close(self) -> None:
        """Release the capture; may be called twice."""
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()

    @property
    def _measured(self) -> bool:
        return self._last_ns - self._first_ns >= _MEASURED_NS

    def _no_better(self) -> bool:
        if self._final or good_enough(self._request, self.rate, sent_fourcc(self.capture)):
            return True
        return not self._left and (self._best is None or self.rate >= self._best[0])

    def _begin(self) -> None:
        self._count = 0
        self._first_ns = 0
        self._last_ns = 0

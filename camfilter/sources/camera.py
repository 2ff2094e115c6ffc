"""A camera as a live source, through OpenCV."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from camfilter.errors import SourceError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo
from camfilter.sources.camera_capture import CameraRequest, Opener, open_capture
from camfilter.sources.camera_devices import CameraDevice, choose, list_cameras
from camfilter.sources.camera_worker import CameraWorker
from camfilter.sources.clock import SYSTEM_CLOCK, Clock, Stamps
from camfilter.sources.pixels import to_rgb
from camfilter.sources.platforms import READ_STALL_S, Platform, this_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG = logging.getLogger(__name__)

_MEASURING_S: Final = 1.5
_LETTING_GO_S: Final = READ_STALL_S + 1.0


class CameraSource:
    """The newest picture of a camera; what passes between two reads is dropped and counted.

    A driver that never comes back from opening cannot be interrupted. `open` then ends with its
    time-out, `close` after a few seconds, and a later `open` waits for the old attempt to end
    before it starts another. The interpreter waits for the thread when it exits; a second
    Ctrl-C ends that.
    """

    def __init__(
        self,
        target: str | None = None,
        *,
        request: CameraRequest | None = None,
        clock: Clock = SYSTEM_CLOCK,
        platform: Platform | None = None,
        cameras: Callable[[], Sequence[CameraDevice]] | None = None,
        opener: Opener = open_capture,
        letting_go_s: float = _LETTING_GO_S,
    ) -> None:
        """`target` is a name or a part of one, an index, a device path, or None for the first."""
        self._target = target
        self._request = request or CameraRequest()
        self._clock = clock
        self._platform = platform or this_platform()
        self._cameras = cameras or (lambda: list_cameras(self._platform))
        self._opener = opener
        self._letting_go_s = letting_go_s
        self._stamps = Stamps()
        self._worker: CameraWorker | None = None
        self._open = False
        self._next_raw_index = 0
        self._info = SourceInfo(target or "Camera", live=True, rate=0.0)

    @property
    def info(self) -> SourceInfo:
        """The camera's name, and its rate as measured over the first second."""
        return self._info

    def open(self) -> None:
        """Open the camera and see pictures come.

        Raises:
            SourceError: if it is unknown, in use, not allowed, silent, or takes too long.
        """
        self.close()
        devices = choose(self._target, self._cameras(), self._platform)
        self._wait_for_old_worker(devices[0])
        worker = self._worker = CameraWorker(
            devices, self._request, self._opener, self._platform, self._clock
        )
        try:
            ready = worker.wait_ready(self._platform.open_timeout_s)
            if ready:
                worker.wait_measured(_MEASURING_S)
        except BaseException:
            self.close()
            raise
        if not ready:
            self.close()
            raise self._too_slow(devices[0])
        self._open = True
        self._next_raw_index = 0
        self._info = SourceInfo(devices[0].name, live=True, rate=worker.rate)

    def read(self, timeout_s: float) -> Frame | None:
        """The newest picture that was not read yet; None if none came within `timeout_s`."""
        if not self._open or self._worker is None:
            raise SourceError("the camera is not open", "open the source before reading it")
        raw = self._worker.take(timeout_s)
        if raw is None:
            return None
        rgb, alpha = to_rgb(raw.bgr, bgr=True)
        index, time_ns = self._stamps.stamp(raw.time_ns, raw.index - self._next_raw_index)
        self._next_raw_index = raw.index + 1
        return Frame(rgb, time_ns, index, alpha)

    def close(self) -> None:
        """Let go of the camera; at most a few seconds, even if its driver hangs."""
        self._open = False
        worker = self._worker
        if worker is None:
            return
        if worker.stop(self._letting_go_s):
            self._worker = None
        else:
            _LOG.warning("the driver of the camera '%s' does not let go", self._info.name)

    def _wait_for_old_worker(self, device: CameraDevice) -> None:
        if self._worker is None:
            return
        if not self._worker.stop(self._platform.open_timeout_s):
            raise self._too_slow(device)
        self._worker = None

    def _too_slow(self, device: CameraDevice) -> SourceError:
        return SourceError(
            f"the camera '{device.name}' did not answer within {self._platform.open_timeout_s:g} s",
            "close other programs that use it, plug it in again, then try once more",
        )

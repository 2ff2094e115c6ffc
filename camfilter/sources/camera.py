"""A camera as a live source, through OpenCV."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from camfilter.claims import Role, claim, release
from camfilter.errors import SourceError, SourceLostError
from camfilter.frames import Frame
from camfilter.sources.base import SourceInfo
from camfilter.sources.camera_capture import Opener, open_capture
from camfilter.sources.camera_choice import choose, other_ways
from camfilter.sources.camera_devices import CameraDevice, list_cameras
from camfilter.sources.camera_identity import Identity, found_again
from camfilter.sources.camera_request import CameraRequest
from camfilter.sources.camera_worker import CameraWorker
from camfilter.sources.clock import SYSTEM_CLOCK, Clock, Stamps
from camfilter.sources.pixels import to_rgb
from camfilter.sources.platforms import READ_STALL_S, Platform, this_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG = logging.getLogger(__name__)

_MEASURING_S: Final = 5.0
"""A camera that is too slow is asked in up to three ways, and each is measured for a second."""
_SLICE_S: Final = 0.1
_LETTING_GO_S: Final = READ_STALL_S + 1.0


class CameraSource:
    """The newest picture of a camera; what passes between two reads is dropped and counted.

    Once it was open, the same camera is opened again, wherever it is plugged in by then and
    whatever number it has; never another one.

    A driver that never comes back from opening cannot be interrupted. `open` then ends with its
    time-out, `close` after a few seconds, and a later `open` waits for the old attempt to end
    before it starts another. The interpreter waits for the thread when it exits; a second
    Ctrl-C ends that.
    """

    def __init__(
        self,
        target: str | None = None,
        request: CameraRequest | None = None,
        *,
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
        self._interrupted = threading.Event()
        self._known: CameraDevice | None = None
        self._others: list[Identity] = []
        self._claimed: str | None = None
        self._next_raw_index = 0
        self._info = SourceInfo(target or "Camera", live=True, rate=0.0)

    @property
    def info(self) -> SourceInfo:
        """The camera's name, and its rate as measured over a second."""
        return self._info

    def open(self) -> None:
        """Open the camera and see pictures come.

        Raises:
            SourceLostError: if it was open before and is not plugged in now.
            SourceError: if it is unknown, in use, not allowed, silent, or takes too long.
        """
        self._let_go()
        cameras = self._cameras()
        devices = self._chosen(cameras)
        self._wait_for_old_worker(devices[0])
        worker = self._worker = CameraWorker(
            devices, self._request, self._opener, self._platform, self._clock
        )
        if self._interrupted.is_set():
            worker.interrupt()
        try:
            self._wait_until_open(worker, devices[0])
        except BaseException:
            self._let_go()
            raise
        self._remember(devices[0], cameras)
        self._next_raw_index = 0
        self._info = SourceInfo(devices[0].name, live=True, rate=worker.rate)

    def read(self, timeout_s: float) -> Frame | None:
        """The newest picture that was not read yet; None if none came within `timeout_s`."""
        if self._claimed is None or self._worker is None:
            raise SourceError("the camera is not open", "open the source before reading it")
        raw = self._worker.take(timeout_s)
        if raw is None:
            return None
        rgb, alpha = to_rgb(raw.bgr, bgr=True)
        index, time_ns = self._stamps.stamp(raw.time_ns, raw.index - self._next_raw_index)
        self._next_raw_index = raw.index + 1
        return Frame(rgb, time_ns, index, alpha)

    def interrupt(self) -> None:
        """End an `open` or `read` that waits, now or next; from any thread, undone by `close`."""
        self._interrupted.set()
        worker = self._worker
        if worker is not None:
            worker.interrupt()

    def close(self) -> None:
        """Let go of the camera; at most a few seconds, even if its driver hangs."""
        self._let_go()
        self._interrupted.clear()

    def _let_go(self) -> None:
        if self._claimed is not None:
            release(self._claimed, Role.READ)
            self._claimed = None
        worker = self._worker
        if worker is None:
            return
        patience_s = 0.0 if self._interrupted.is_set() else self._letting_go_s
        if worker.stop(patience_s):
            self._worker = None
        elif patience_s:
            _LOG.warning("the driver of the camera '%s' does not let go", self._info.name)

    def _chosen(self, cameras: Sequence[CameraDevice]) -> list[CameraDevice]:
        known = self._known
        if known is None:
            return choose(self._target, cameras, self._platform)
        again = found_again(known, cameras, self._others)
        if again is None:
            raise SourceLostError(
                f"the camera '{known.name}' is not plugged in",
                "plug it in again: it is found at any port",
            )
        return [again, *other_ways(again, cameras)]

    def _remember(self, device: CameraDevice, cameras: Sequence[CameraDevice]) -> None:
        self._claimed = str(device.address) if self._platform.device_paths else device.name
        claim(self._claimed, Role.READ)
        # A camera that is not listed can only be opened as it was named.
        self._known = device if device in cameras else None
        self._others = [camera.identity for camera in cameras if camera is not device]

    def _wait_until_open(self, worker: CameraWorker, device: CameraDevice) -> None:
        ready = worker.wait_ready(self._platform.open_timeout_s)
        if ready:
            worker.wait_measured(_MEASURING_S)
        self._refuse_if_interrupted(device)
        if not ready:
            raise self._too_slow(device)

    def _wait_for_old_worker(self, device: CameraDevice) -> None:
        patience_s = self._platform.open_timeout_s
        while self._worker is not None and not self._worker.stop(min(_SLICE_S, patience_s)):
            self._refuse_if_interrupted(device)
            patience_s -= _SLICE_S
            if patience_s <= 0:
                raise self._too_slow(device)
        self._worker = None

    def _refuse_if_interrupted(self, device: CameraDevice) -> None:
        if self._interrupted.is_set():
            raise SourceError(
                f"opening the camera '{device.name}' was interrupted", "choose it again"
            )

    def _too_slow(self, device: CameraDevice) -> SourceError:
        return SourceError(
            f"the camera '{device.name}' did not answer within {self._platform.open_timeout_s:g} s",
            "close other programs that use it, plug it in again, then try once more",
        )

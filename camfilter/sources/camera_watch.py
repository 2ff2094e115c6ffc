"""Tells when cameras come and go."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from camfilter.sources.camera_devices import camera_listings, list_cameras
from camfilter.sources.platforms import this_platform
from camfilter.video4linux import VideoDevices

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from camfilter.sources.base import SourceListing

_LOG = logging.getLogger(__name__)

_INTERVAL_S: Final = 1.0


def camera_state() -> Hashable:
    """Differs from what it was before when a camera came or went; cheap enough for each second."""
    if this_platform().device_paths:
        return VideoDevices().snapshot()
    return tuple(list_cameras())


class CameraWatch:
    """Looks once a second on a thread of its own, from `start` to `stop`."""

    def __init__(
        self,
        on_change: Callable[[list[SourceListing]], Any],
        *,
        interval_s: float = _INTERVAL_S,
        state: Callable[[], Hashable] = camera_state,
        listings: Callable[[], list[SourceListing]] = camera_listings,
    ) -> None:
        """`on_change` is called on that thread with what can be chosen from then on."""
        self._on_change = on_change
        self._interval_s = interval_s
        self._state = state
        self._listings = listings
        self._seen: Hashable = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> list[SourceListing]:
        """Begin to watch; returns what can be chosen now."""
        self.stop()
        self._stopping.clear()
        self._seen = self._state()
        self._thread = threading.Thread(target=self._run, name="camera-watch")
        self._thread.start()
        return self._listings()

    def stop(self) -> None:
        """End the watch; may be called twice, but not from `on_change`."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._interval_s):
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  one failed look must not end the watch
                _LOG.debug("cameras could not be watched: %r", error)

    def _look(self) -> None:
        state = self._state()
        if state == self._seen:
            return
        self._on_change(self._listings())
        self._seen = state

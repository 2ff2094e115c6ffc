"""Which cameras there are."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camfilter.claims import Role, claimed
from camfilter.errors import SourceError
from camfilter.sources.base import SourceListing
from camfilter.sources.camera_identity import (
    UNKNOWN,
    VIRTUAL_CAMERAS,
    Identity,
    linux_identity,
    listed_identity,
)
from camfilter.sources.platforms import this_platform
from camfilter.video4linux import VideoDevices

if TYPE_CHECKING:
    from camfilter.sources.platforms import Platform

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera as one back end knows it; `address` means nothing to another back end.

    Attributes:
        name: what the maker calls it.
        backend: name of OpenCV's constant.
        address: path or index, whichever this back end opens.
        index: number of the camera in this back end, None if unknown.
        identity: what tells it from others after it was unplugged.
        virtual: whether a program writes what it shows.
    """

    name: str
    backend: str
    address: str | int
    index: int | None = None
    identity: Identity = UNKNOWN
    virtual: bool = False

    @property
    def own(self) -> bool:
        """Whether this process writes what it shows, so that its pictures would come round."""
        return any(claimed(str(name), Role.WRITTEN) for name in (self.address, self.name))


def list_cameras(platform: Platform | None = None) -> list[CameraDevice]:
    """Every camera once for each back end that knows it; the best back end first."""
    platform = platform or this_platform()
    found: list[CameraDevice] = []
    for backend in platform.backends:
        found += _enumerated(backend, by_path=platform.device_paths)
    return found


def _enumerated(backend: str, *, by_path: bool) -> list[CameraDevice]:
    try:
        import cv2
        from cv2_enumerate_cameras import enumerate_cameras

        cameras = enumerate_cameras(getattr(cv2, backend))
    except (ImportError, NotImplementedError, OSError) as error:
        _LOG.warning("cameras cannot be listed by name: %s", error)
        return []
    devices = VideoDevices()
    cameras = sorted(cameras, key=lambda camera: int(camera.index))
    return [_device(camera, backend, by_path, devices) for camera in cameras]


def _device(camera: Any, backend: str, by_path: bool, devices: VideoDevices) -> CameraDevice:
    name = camera.name or f"Camera {camera.index}"
    if not (by_path and camera.path):
        identity = listed_identity(camera)
        return CameraDevice(
            name, backend, camera.index, camera.index, identity, name in VIRTUAL_CAMERAS
        )
    path = camera.path
    virtual = devices.is_loopback(path)
    return CameraDevice(name, backend, path, camera.index, linux_identity(path, devices), virtual)


def refusal(device: CameraDevice, platform: Platform) -> SourceError:
    """Why `device`, which did not open, did not: as precise as the system lets us know."""
    path = device.address
    if isinstance(path, str) and not os.path.exists(path):  # noqa: PTH110 - no Path elsewhere here
        return SourceError(f"there is no camera at {path}", "run 'camfilter devices'")
    if isinstance(path, str) and not may_open(path):
        return SourceError(f"access to the camera {path} is denied", platform.denied)
    return SourceError(
        f"the camera '{device.name}' does not open: it is in use or delivers no pictures",
        "close other programs that use the camera"
        + ("" if platform.device_paths else f", or {platform.denied}"),
    )


def may_open(path: str) -> bool:
    """Whether this user may read from and write to the device at `path`."""
    return os.access(path, os.R_OK | os.W_OK)


def camera_listings(platform: Platform | None = None) -> list[SourceListing]:
    """What a user can choose among, or one entry that says why there is nothing."""
    platform = platform or this_platform()
    cameras = [camera for camera in list_cameras(platform) if not camera.own]
    best = [camera for camera in cameras if camera.backend == platform.backends[0]]
    if not best:
        return [SourceListing("camera", "Camera", "camera", "none found", False, platform.absent)]
    names = [camera.name for camera in best]
    return [_listing(camera, names.count(camera.name) == 1, platform) for camera in best]


def _listing(camera: CameraDevice, unique: bool, platform: Platform) -> SourceListing:
    path = camera.address if isinstance(camera.address, str) else None
    target = path or (camera.name if unique else str(camera.index))
    allowed = path is None or may_open(path)
    return SourceListing(
        f"camera:{target}",
        camera.name,
        "camera",
        camera.backend.removeprefix("CAP_") + (", virtual" if camera.virtual else ""),
        allowed,
        "" if allowed else platform.denied,
    )

"""Which cameras there are, and which of them is meant."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.errors import SourceError
from camfilter.sources.base import SourceListing
from camfilter.sources.platforms import this_platform

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """

    name: str
    backend: str
    address: str | int
    index: int | None = None


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
    return [
        CameraDevice(
            camera.name or f"Camera {camera.index}",
            backend,
            camera.path if by_path and camera.path else camera.index,
            camera.index,
        )
        for camera in sorted(cameras, key=lambda camera: int(camera.index))
    ]


def choose(
    target: str | None, cameras: Sequence[CameraDevice], platform: Platform
) -> list[CameraDevice]:
    """The camera that `target` (name, index, path; None for the first) means, the best way first.

    Several are returned only where several back ends can open the same camera.

    Raises:
        SourceError: if there is none, no such one, or the name fits several.
    """
    if target is not None and platform.device_paths and target.startswith("/"):
        return [_at_path(target, cameras, platform)]
    if target is not None and target.isdecimal():
        return _at_index(int(target), cameras, platform)
    if not cameras:
        raise SourceError("no camera was found", platform.absent)
    first = cameras[0] if target is None else _named(target, cameras)
    return [first, *_other_ways(first, cameras)]


def _at_path(path: str, cameras: Sequence[CameraDevice], platform: Platform) -> CameraDevice:
    real = os.path.realpath(path)  # /dev/v4l/by-id/... are links to the devices that are listed
    listed = next((camera for camera in cameras if camera.address == real), None)
    return listed or CameraDevice(path, platform.backends[0], path)


def _at_index(
    index: int, cameras: Sequence[CameraDevice], platform: Platform
) -> list[CameraDevice]:
    best = platform.backends[0]
    listed = next((c for c in cameras if c.index == index and c.backend == best), None)
    if listed is not None:
        return [listed, *_other_ways(listed, cameras)]
    if any(camera.backend == best for camera in cameras):
        raise SourceError(f"there is no camera {index}", _known(cameras))
    # Nothing is listed where names cannot be had: the number may still be right.
    address: str | int = f"/dev/video{index}" if platform.device_paths else index
    return [CameraDevice(f"Camera {index}", best, address, index)]


def _named(target: str, cameras: Sequence[CameraDevice]) -> CameraDevice:
    wanted = target.casefold()
    exact = [camera for camera in cameras if camera.name.casefold() == wanted]
    partly = [camera for camera in cameras if wanted in camera.name.casefold()]
    matches = exact or partly
    if not matches:
        raise SourceError(f"there is no camera '{target}'", _known(cameras))
    best = [camera for camera in matches if camera.backend == matches[0].backend]
    if len(best) > 1:
        raise SourceError(f"'{target}' fits {len(best)} cameras", _known(best))
    return best[0]


def _other_ways(chosen: CameraDevice, cameras: Sequence[CameraDevice]) -> list[CameraDevice]:
    """The same camera in other back ends, where its name leaves no doubt."""
    same = [camera for camera in cameras if camera.name == chosen.name]
    ways = [camera for camera in same if camera.backend != chosen.backend]
    return [way for way in ways if sum(other.backend == way.backend for other in same) == 1]


def _known(cameras: Sequence[CameraDevice]) -> str:
    best = cameras[0].backend
    names = [
        f"{camera.address if isinstance(camera.address, str) else camera.index} ({camera.name})"
        for camera in cameras
        if camera.backend == best
    ]
    return "use camera: with one of " + ", ".join(names)


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
    best = [c for c in list_cameras(platform) if c.backend == platform.backends[0]]
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
        camera.backend.removeprefix("CAP_"),
        allowed,
        "" if allowed else platform.denied,
    )

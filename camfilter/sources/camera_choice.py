"""Which camera a user means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from camfilter.errors import SourceError
from camfilter.sources.camera_devices import CameraDevice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sources.platforms import Platform


def choose(
    target: str | None, cameras: Sequence[CameraDevice], platform: Platform
) -> list[CameraDevice]:
    """The camera that `target` (name, index, path; None for the first) means, the best way first.

    Several are returned only where several back ends can open the same camera. A virtual camera
    has to be named, and one that this process writes to is refused.

    Raises:
        SourceError: if there is none, no such one, or the name fits several.
    """
    chosen = _meant(target, cameras, platform)
    if chosen[0].own:
        raise SourceError(
            f"'{chosen[0].name}' is the virtual camera that camfilter itself writes to",
            _known(others) if (others := _foreign(cameras)) else platform.absent,
        )
    return chosen


def other_ways(chosen: CameraDevice, cameras: Sequence[CameraDevice]) -> list[CameraDevice]:
    """The same camera in other back ends, where its name leaves no doubt."""
    same = [camera for camera in cameras if camera.name == chosen.name]
    ways = [camera for camera in same if camera.backend != chosen.backend]
    return [way for way in ways if sum(other.backend == way.backend for other in same) == 1]


def _meant(
    target: str | None, cameras: Sequence[CameraDevice], platform: Platform
) -> list[CameraDevice]:
    if target is not None and platform.device_paths and target.startswith("/"):
        return [_at_path(target, cameras, platform)]
    if target is not None and target.isdecimal():
        return _at_index(int(target), cameras, platform)
    if not cameras:
        raise SourceError("no camera was found", platform.absent)
    first = _first(cameras) if target is None else _named(target, cameras)
    return [first, *other_ways(first, cameras)]


def _first(cameras: Sequence[CameraDevice]) -> CameraDevice:
    real = next((camera for camera in cameras if not camera.virtual), None)
    if real is None:
        raise SourceError("only virtual cameras were found", _known(cameras))
    return real


def _foreign(cameras: Sequence[CameraDevice]) -> list[CameraDevice]:
    return [camera for camera in cameras if not camera.virtual and not camera.own]


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
        return [listed, *other_ways(listed, cameras)]
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


def _known(cameras: Sequence[CameraDevice]) -> str:
    best = cameras[0].backend
    names = [
        f"{camera.address if isinstance(camera.address, str) else camera.index} ({camera.name})"
        for camera in cameras
        if camera.backend == best
    ]
    return "use camera: with one of " + ", ".join(names)

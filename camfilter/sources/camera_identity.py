"""What of a camera stays the same while it is unplugged, and how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.sources.camera_devices import CameraDevice
    from camfilter.video4linux import VideoDevices

VIRTUAL_CAMERAS: Final = ("OBS Virtual Camera", "Unity Video Capture", "camfilter")
"""What programs call the devices that camfilter can write to."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Marks of a camera; each is None where the system does not tell it.

    Attributes:
        serial: maker, product and serial number.
        port: where it is plugged in.
        part: which of the picture streams of one camera it is.
    """

    serial: str | None = None
    port: str | None = None
    part: str | None = None


UNKNOWN: Final = Identity()
"""Of a camera that tells nothing of itself."""


def linux_identity(path: str, devices: VideoDevices) -> Identity:
    """The marks of the camera at `path`."""
    usb = [devices.usb_attribute(path, name) for name in ("idVendor", "idProduct", "serial")]
    serial = ":".join(mark for mark in usb if mark) if all(usb) else None
    return Identity(serial, devices.port(path), devices.attribute(path, "index"))


def listed_identity(camera: Any) -> Identity:
    """The marks of a camera as `cv2_enumerate_cameras` lists it on Windows and macOS."""
    return Identity(port=camera.path or None)


def found_again(
    known: CameraDevice, cameras: Sequence[CameraDevice], others: Sequence[Identity] = ()
) -> CameraDevice | None:
    """The camera that `known` was, wherever it is now; None while it is away.

    A camera moved to another port is known by its serial number or, if it has none, by being the
    only one of its name that was not there before as one of the `others`.
    """
    mine = known.identity
    alike = [camera for camera in cameras if _is_like(camera, known)]
    here = [camera for camera in alike if camera.identity.port == mine.port]
    if len(here) == 1:
        return here[0]
    moved = [camera for camera in alike if camera.identity not in others]
    return moved[0] if len(moved) == 1 else None


def _is_like(camera: CameraDevice, known: CameraDevice) -> bool:
    theirs, mine = camera.identity, known.identity
    return (camera.backend, camera.name) == (known.backend, known.name) and (
        theirs.serial,
        theirs.part,
    ) == (mine.serial, mine.part)

"""What Linux says of the video devices in /dev; elsewhere there are none."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CAN_CAPTURE: Final = 0x1
_CAN_OUTPUT: Final = 0x2
_QUERYCAP: Final = 0x80685600
_CAPABILITY: Final = struct.Struct("16s32s32s6I")
_DEVICE_CAPS: Final = 5
_LOOPBACK_DRIVER: Final = b"v4l2 loopback"


@dataclass(frozen=True, slots=True)
class Loopback:
    """A device of v4l2loopback: what one program writes, others read as a camera."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a device says it can do now, and whether v4l2loopback is its driver."""

    loopback: bool
    capture: bool
    output: bool


class VideoDevices:
    """The devices of this machine, or of folders that look like its own."""

    def __init__(
        self, sysfs: Path = Path("/sys/class/video4linux"), dev: Path = Path("/dev")
    ) -> None:
        self._sysfs = sysfs
        self._dev = dev

    def loopbacks(self) -> list[Loopback]:
        """Every v4l2loopback device, in the order of their numbers."""
        found = [node.name for node in self._sysfs.glob("video*") if self.is_loopback(node.name)]
        return [
            Loopback(str(self._dev / name), self.attribute(name, "name") or name)
            for name in sorted(found, key=lambda name: (len(name), name))
        ]

    def is_loopback(self, device: str) -> bool:
        """Whether `device` (a path in /dev or its last part) belongs to v4l2loopback."""
        return (self._node(device) / "max_openers").exists()

    def attribute(self, device: str, name: str) -> str | None:
        """One line that the driver tells of `device`, None if it does not."""
        return _line(self._node(device) / name)

    def usb_attribute(self, device: str, name: str) -> str | None:
        """One line of the USB device that `device` is a part of; None for what is none."""
        return _line((self._node(device) / "device").resolve().parent / name)

    def port(self, device: str) -> str | None:
        """Where `device` is plugged in: the same after it was unplugged and is back."""
        place = self._node(device) / "device"
        return str(place.resolve()) if place.exists() else None

    def identity(self, path: str) -> tuple[int, int]:
        """Tells the device at `path` from any other that there ever was.

        Raises:
            OSError: if there is none.
        """
        status = os.stat(path)  # noqa: PTH116 - a path is a name here
        return status.st_rdev, status.st_ino

    def snapshot(self) -> frozenset[tuple[str, str]]:
        """Changes when a device comes or goes; costs next to nothing."""
        nodes = self._sysfs.glob("video*")
        return frozenset((node.name, os.path.realpath(node)) for node in nodes)

    def abilities(self, path: str) -> Abilities:
        """What the device at `path` can do; opens and closes it.

        Raises:
            OSError: if it cannot be opened or is no video device.
        """
        import fcntl

        answer = bytearray(_CAPABILITY.size)
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.ioctl(descriptor, _QUERYCAP, answer)
        finally:
            os.close(descriptor)
        fields = _CAPABILITY.unpack(answer)
        caps = fields[_DEVICE_CAPS]
        driver = fields[0].rstrip(b"\0")
        return Abilities(
            driver == _LOOPBACK_DRIVER, bool(caps & _CAN_CAPTURE), bool(caps & _CAN_OUTPUT)
        )

    def _node(self, device: str) -> Path:
        return self._sysfs / Path(device).name


def _line(file: Path) -> str | None:
    try:
        return file.read_text(errors="replace").strip() or None
    except OSError:
        return None

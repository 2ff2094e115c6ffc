"""A back end that keeps what it is sent, and a machine with video devices made of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from camfilter.sinks.virtualcam.host import Host
from camfilter.video4linux import Abilities, VideoDevices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WRITABLE = Abilities(loopback=True, capture=False, output=True)


class Recording:
    """What pyvirtualcam sends to; `refusal` is raised by the next one that opens."""

    made: list[Recording]
    refusal: Exception | None

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: Any) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.size = (height, width)
        self.fps = fps
        self.fourcc = fourcc
        self.sent: list[bytes] = []
        self.closed = 0
        self._device = device
        self.made.append(self)

    def send(self, frame: Any) -> None:
        self.sent.append(frame.tobytes())

    def close(self) -> None:
        self.closed += 1

    def device(self) -> str:
        return self._device or "OBS Virtual Camera"

    def native_fourcc(self) -> None:
        return None


@pytest.fixture
def backend() -> Iterator[type[Recording]]:
    """The recording back end in place of every one that pyvirtualcam has."""
    pyvirtualcam = pytest.importorskip("pyvirtualcam", reason="pyvirtualcam is not installed")
    registered = pyvirtualcam.camera.BACKENDS
    before = dict(registered)
    recording = type("Recording", (Recording,), {"made": [], "refusal": None})
    for name in ("v4l2loopback", "obs", "unitycapture"):
        pyvirtualcam.register_backend(name, recording)
    yield recording
    registered.clear()
    registered.update(before)


class FileDevices(VideoDevices):
    """Video devices that are files; what they can do is the test's to say."""

    def __init__(self, folder: Path) -> None:
        self.sysfs, self.dev = folder / "sys", folder / "dev"
        for made in (self.sysfs, self.dev):
            made.mkdir()
        super().__init__(self.sysfs, self.dev)
        self.can: dict[str, Abilities | OSError] = {}

    def add_loopback(self, number: int, name: str = "camfilter") -> str:
        node = self.sysfs / f"video{number}"
        node.mkdir()
        (node / "name").write_text(f"{name}\n")
        (node / "max_openers").write_text("10\n")
        (node / "format").write_text("")
        device = self.dev / node.name
        device.touch()
        self.can[str(device)] = WRITABLE
        return str(device)

    def abilities(self, path: str) -> Abilities:
        can = self.can.get(path, FileNotFoundError(2, "No such file or directory"))
        if isinstance(can, OSError):
            raise can
        return can


@pytest.fixture
def devices(tmp_path: Path) -> FileDevices:
    return FileDevices(tmp_path)


@pytest.fixture
def make_host(devices: FileDevices) -> Callable[[str], Host]:
    return lambda system: Host(system, devices)

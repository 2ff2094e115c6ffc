"""Which virtual cameras each operating system has, and which of them a user means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from camfilter.claims import Role, claimed
from camfilter.errors import SinkError
from camfilter.sinks.virtualcam import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.video4linux import Loopback


@dataclass(frozen=True, slots=True)
class Backend:
    """A back end of pyvirtualcam.

    Attributes:
        name: what pyvirtualcam calls it.
        layout: the pixel format that it passes on unchanged.
        device: what programs call its camera, where that is always the same.
        aliases: what else a user may call it.
        several: whether it may have more than one device.
    """

    name: str
    layout: str
    device: str
    aliases: tuple[str, ...] = ()
    several: bool = False


BACKENDS: Final = {
    "Linux": (Backend("v4l2loopback", "I420", "/dev/video*", several=True),),
    "Windows": (
        Backend("obs", "NV12", "OBS Virtual Camera", ("obs",)),
        Backend(
            "unitycapture",
            "RGBA",
            "Unity Video Capture",
            ("unitycapture", "unity", "unity capture"),
            several=True,
        ),
    ),
    "Darwin": (Backend("obs", "UYVY", "OBS Virtual Camera", ("obs",)),),
}
"""The back ends of each `platform.system`, the best first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device to try: `device` is what pyvirtualcam takes, None for the back end's own choice."""

    backend: Backend
    device: str | None

    @property
    def label(self) -> str:
        """What a user would call it."""
        return self.device or self.backend.device


def candidates(
    target: str | None,
    system: str,
    devices: Sequence[Loopback] = (),
) -> list[Candidate]:
    """The devices that `target` (None for any) may mean, the best first.

    `devices` are the loopbacks that there are on Linux.

    Raises:
        SinkError: if there is none.
    """
    backends = BACKENDS.get(system)
    if backends is None:
        raise faults.no_such_system(system)
    if system == "Linux":
        return _on_linux(backends[0], target, devices)
    if target is None:
        return [Candidate(backend, None) for backend in backends]
    wanted = target.casefold()
    for backend in backends:
        if wanted in {backend.device.casefold(), *backend.aliases}:
            return [Candidate(backend, None)]
    for backend in backends:
        if backend.several:
            return [Candidate(backend, target)]
    only = backends[0].device
    raise SinkError(
        f"there is no virtual camera '{target}' on this system",
        f"write to 'vcam', which is '{only}'",
    )


def _on_linux(backend: Backend, target: str | None, devices: Sequence[Loopback]) -> list[Candidate]:
    if target is None:
        free = [device for device in devices if not claimed(device.path, Role.READ)]
        if not free:
            raise faults.no_loopback()
        return [Candidate(backend, device.path) for device in free]
    if target.isdecimal():
        target = f"/dev/video{target}"
    if target.startswith("/"):
        return [Candidate(backend, target)]
    named = [device for device in devices if device.name.casefold() == target.casefold()]
    if not named:
        raise _unknown(target, devices)
    return [Candidate(backend, device.path) for device in named]


def _unknown(target: str, devices: Sequence[Loopback]) -> SinkError:
    if not devices:
        return faults.no_loopback()
    known = ", ".join(f"vcam:{device.path} ({device.name})" for device in devices)
    return SinkError(f"there is no virtual camera '{target}'", f"write to one of {known}")

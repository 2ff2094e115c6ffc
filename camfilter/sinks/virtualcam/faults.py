"""Why a virtual camera cannot be had, each with what cures it."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from camfilter.errors import SinkError

_OPTIONS: Final = "v4l2loopback exclusive_caps=1 card_label=camfilter"
_LOAD: Final = f"sudo modprobe {_OPTIONS}"
_RELOAD: Final = (
    "close every program that uses the virtual camera, then run "
    f"'sudo modprobe -r v4l2loopback && {_LOAD}'"
)
_OTHER_WRITER: Final = "stop the other program that writes to it, or name another vcam:DEVICE"
_OBS_FIRST: Final = (
    "install OBS Studio 30 or later, press 'Start Virtual Camera' in it once, stop it, "
    "and close OBS"
)
_MAC_APPROVAL: Final = (
    "install OBS 30 or later, press 'Start Virtual Camera' in it once, allow its camera extension "
    "in System Settings (General > Login Items & Extensions > Camera Extensions, or Privacy & "
    "Security), stop it, and restart the computer"
)

_INSTALL: Final = {
    "debian": "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)",
    "ubuntu": "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)",
    "fedora": "sudo dnf install akmod-v4l2loopback (it is in RPM Fusion)",
    "arch": "sudo pacman -S v4l2loopback-dkms linux-headers",
}
"""What installs v4l2loopback, by the ID of /etc/os-release or one of its ID_LIKE."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What pyvirtualcam's words mean.

    Attributes:
        words: a pattern that its message contains.
        message: what happened; `{device}` is filled in.
        remedy: what to do about it.
        absent: whether another device may still do: this one is merely not there.
    """

    words: str
    message: str
    remedy: str
    absent: bool = False


FAULTS: Final = {
    "Linux": (
        Fault("missing permissions", "access to the virtual camera {device} is denied",
              "run 'sudo usermod -aG video $USER', then log out and in again"),
        Fault("already in use|resource busy", "the virtual camera {device} is in use",
              _OTHER_WRITER),
        Fault("does not exist", "there is no virtual camera at {device}",
              f"run 'camfilter devices' for those there are, or '{_LOAD}' to make one",
              absent=True),
        Fault("not a V4L2 device|could not be queried",
              "{device} is not a virtual camera: v4l2loopback is not its driver",
              f"run 'camfilter devices' for those there are, or '{_LOAD}' to make one"),
        Fault("not a video output device", "{device} takes no pictures: another program writes to"
              " it, or it is a real camera", _OTHER_WRITER),
        Fault("could not be configured", "the virtual camera {device} refuses this picture size",
              "choose a smaller --output-size, or load v4l2loopback with larger max_width and"
              " max_height"),
        Fault("could not be opened", "the virtual camera {device} does not open", _RELOAD),
        Fault("No v4l2 loopback device found", "there is no virtual camera", _LOAD, absent=True),
    ),
    "Windows": (
        Fault("device not found|Did you install OBS", "OBS Virtual Camera is not installed",
              "install OBS Studio 26 or later (its installer brings the virtual camera), or Unity "
              "Capture", absent=True),
        Fault("could not be started", "OBS Virtual Camera is in use",
              "press 'Stop Virtual Camera' in OBS, and close other programs that send to it"),
        Fault("already in use", "the virtual camera {device} is in use", _OTHER_WRITER),
        Fault("No camera registered", "Unity Capture has no camera '{device}'",
              "run its Install.bat as administrator, or write to 'vcam:obs'", absent=True),
    ),
    "Darwin": (
        Fault("not installed in your system", "OBS Virtual Camera is not installed or was never"
              " started", _MAC_APPROVAL, absent=True),
        Fault("not supported. Upgrade", "this OBS is too old for its virtual camera", _OBS_FIRST),
        Fault("Stream not found|start stream|Stream does not exist",
              "macOS does not let pictures into OBS Virtual Camera", _MAC_APPROVAL),
        Fault("Multiple cameras|already in use|could not be started",
              "OBS Virtual Camera is in use",
              "press 'Stop Virtual Camera' in OBS, and close other programs that send to it"),
    ),
}  # fmt: skip
"""The faults of each system, the surest first."""

_UNKNOWN: Final = Fault("", "the virtual camera {device} does not work: {words}",
                        "run 'camfilter doctor'")  # fmt: skip


def explained(error: Exception, device: str, system: str) -> tuple[SinkError, bool]:
    """What pyvirtualcam's `error` means, and whether `device` is merely absent."""
    if isinstance(error, KeyError):
        return _no_backend(error, system), True
    words = re.sub(r"^'[^']*' backend: ", "", str(error))
    table = FAULTS.get(system, ())
    fault = next((row for row in table if re.search(row.words, words, re.IGNORECASE)), _UNKNOWN)
    message = fault.message.format(device=device, words=words or repr(error))
    return SinkError(message, fault.remedy), fault.absent


def no_module() -> SinkError:
    """Why pyvirtualcam cannot be imported."""
    if sys.maxsize < 2**32:
        return SinkError(
            "virtual cameras do not work with a 32-bit Python",
            "install a 64-bit Python, then camfilter in it",
        )
    return SinkError(
        "the virtual camera needs the package pyvirtualcam", 'run: pip install "camfilter[vcam]"'
    )


def no_loopback() -> SinkError:
    """Why there is no virtual camera on this Linux."""
    if _module_is_installed():
        return SinkError("the virtual camera's driver v4l2loopback is not loaded", f"run: {_LOAD}")
    return SinkError(
        "there is no virtual camera: its driver v4l2loopback is not installed",
        f"run: {install_command()}; then: {_LOAD}",
    )


def install_command(os_release: Path = Path("/etc/os-release")) -> str:
    """What installs v4l2loopback on this Linux."""
    try:
        text = os_release.read_text(errors="replace")
    except OSError:
        text = ""
    for line in re.findall(r"^(?:ID|ID_LIKE)=(.*)$", text, re.MULTILINE):
        for name in line.strip("\"'").split():
            if name in _INSTALL:
                return _INSTALL[name]
    return "install the package v4l2loopback of your distribution"


def exclusive_caps_fault(device: str) -> SinkError:
    """Why a device of v4l2loopback 0.12 opens only once (v4l2loopback#442)."""
    return SinkError(
        f"{device} was used before, and this v4l2loopback lets it be opened only once",
        f"{_RELOAD}; v4l2loopback 0.15 is free of this",
    )


def gone(device: str) -> SinkError:
    """Why pictures no longer arrive."""
    return SinkError(f"the virtual camera {device} is gone", f"load its driver again: {_LOAD}")


def taken_over(device: str) -> SinkError:
    """Why pictures no longer fit."""
    return SinkError(
        f"another program changed the format of the virtual camera {device}", _OTHER_WRITER
    )


def own_source(device: str) -> SinkError:
    """Why pictures are not written where they come from."""
    return SinkError(
        f"{device} is the camera that pictures are taken from", "name another vcam:DEVICE"
    )


def no_such_system(system: str) -> SinkError:
    """Why there is none at all."""
    return SinkError(
        f"there are no virtual cameras on {system or 'this system'}", "write to ndi or FILE.mp4"
    )


def _no_backend(error: KeyError, system: str) -> SinkError:
    name = error.args[0] if error.args else "?"
    return SinkError(
        f"this pyvirtualcam has no virtual camera '{name}' for {system}",
        'run: pip install --upgrade "camfilter[vcam]"',
    )


def _module_is_installed() -> bool:
    folder = Path("/lib/modules") / platform.release()
    try:
        return "v4l2loopback" in (folder / "modules.dep").read_text(errors="replace")
    except OSError:
        return False

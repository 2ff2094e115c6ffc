"""How cameras are reached on each operating system; the only place that tells them apart."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from typing import Final

READ_STALL_S: Final = 3
"""How long Linux drivers may keep a reader waiting for a picture."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What differs between operating systems.

    Attributes:
        backends: OpenCV's capture back ends by the names of their constants, the best first.
        device_paths: whether cameras are files that are opened by their path.
        open_timeout_s: how long a working camera may take to open.
        environment: what OpenCV has to find in the environment before it is first imported.
        fixed_at_open: back ends that take size and format only while they open.
        denied: what to do when access is refused.
        absent: what to do when there is no camera.
    """

    backends: tuple[str, ...]
    device_paths: bool
    open_timeout_s: float
    denied: str
    absent: str
    environment: dict[str, str] = field(default_factory=dict)
    fixed_at_open: frozenset[str] = frozenset()


PLATFORMS: Final = {
    "Linux": Platform(
        backends=("CAP_V4L2",),
        device_paths=True,
        open_timeout_s=10.0,
        environment={"OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": str(READ_STALL_S)},
        denied="run 'sudo usermod -aG video $USER', then log out and in again",
        absent="plug a camera in (in a container or virtual machine, pass /dev/video0 through), "
        "or try --source demo",
    ),
    "Windows": Platform(
        backends=("CAP_MSMF", "CAP_DSHOW"),
        device_paths=False,
        open_timeout_s=30.0,
        # Without it Media Foundation takes up to a minute to open some cameras (opencv#17687).
        environment={"OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0"},
        fixed_at_open=frozenset({"CAP_DSHOW"}),
        denied="allow it in Settings > Privacy & security > Camera",
        absent="plug a camera in and allow it in Settings > Privacy & security > Camera, "
        "or try --source demo",
    ),
    "Darwin": Platform(
        backends=("CAP_AVFOUNDATION",),
        device_paths=False,
        open_timeout_s=10.0,
        denied="allow this terminal in System Settings > Privacy & Security > Camera, "
        "then start again",
        absent="plug a camera in and allow this terminal in System Settings > Privacy & "
        "Security > Camera, or try --source demo",
    ),
}

_OTHER: Final = Platform(
    backends=("CAP_ANY",),
    device_paths=False,
    open_timeout_s=10.0,
    denied="give yourself access to the camera",
    absent="plug a camera in, or try --source demo",
)


def this_platform(system: str | None = None) -> Platform:
    """The row for `system` (as `platform.system` says it), or for this machine."""
    return PLATFORMS.get(system or platform.system(), _OTHER)


_QUIET: Final = {"OPENCV_LOG_LEVEL": "ERROR"}
"""OpenCV warns on stderr of what is reported here as an error with a remedy."""


def prepare_environment() -> None:
    """Set what OpenCV reads when it is first imported, unless the user already did."""
    for name, value in (_QUIET | this_platform().environment).items():
        os.environ.setdefault(name, value)

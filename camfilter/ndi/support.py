"""Why NDI does not work on this machine, and what to do about it."""

from __future__ import annotations

import os
import platform
import socket
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

_OLDEST: Final = (6, 3, 2, 6)
"""The first ndi-python that lets other threads run while it sends."""
_PACKAGE: Final = "ndi-python"
_INSTALL: Final = 'install it: pip install "camfilter[ndi]"'
_UPGRADE: Final = 'upgrade it: pip install --upgrade "ndi-python>=6.3.2.6"'
_REINSTALL: Final = "install it again: pip install --force-reinstall ndi-python"
_NO_WHEEL: Final = "use a Windows x64, Linux x86-64 or ARM, or Apple silicon computer for NDI"

_AVAHI_SOCKETS: Final = (Path("/run/avahi-daemon/socket"), Path("/var/run/avahi-daemon/socket"))
_BUS_SOCKETS: Final = (Path("/run/dbus/system_bus_socket"), Path("/var/run/dbus/system_bus_socket"))
_START_AVAHI: Final = (
    "run: sudo apt install avahi-daemon && sudo systemctl enable --now avahi-daemon, "
    "or name the sender's address: ndi:NAME@ADDRESS"
)


def version_problem() -> tuple[str, str] | None:
    """What is wrong with the installed package and the remedy; None if it is there and new."""
    try:
        version = metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return _not_installed()
    parts = tuple(int(part) for part in version.split(".") if part.isdecimal())
    if parts < _OLDEST:
        return f"{_PACKAGE} {version} is too old", _UPGRADE
    return None


def _not_installed() -> tuple[str, str]:
    if _has_no_wheel():
        return f"there is no NDI for Python on {sys.platform} {platform.machine()}", _NO_WHEEL
    return f"{_PACKAGE} is not installed", _INSTALL


def _has_no_wheel() -> bool:
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return machine != "arm64"
    if sys.platform == "win32":
        return machine not in {"amd64", "x86_64"}
    return machine not in {"x86_64", "aarch64", "arm64", "armv7l"}


def import_problem(error: ImportError) -> tuple[str, str]:
    """What a failed import of the package means, and the remedy."""
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "avahi" in said:
        return "NDI needs the Avahi client library", "run: sudo apt install libavahi-client3"
    if "GLIBC" in said:
        return f"this Linux is too old for NDI: {said}", "use one with glibc 2.28 or newer"
    if sys.platform == "win32":
        url = "https://aka.ms/vs/17/release/vc_redist.x64.exe"
        return f"the NDI library does not load: {said}", f"install {url}, then start again"
    return f"the NDI library does not load: {said}", _REINSTALL


def start_problem(*, cpu_supported: bool) -> tuple[str, str]:
    """What it means that the library does not start, and the remedy."""
    if not cpu_supported:
        return "NDI does not support this processor", "use one with SSE4.2, or an ARM one"
    return "the NDI library does not start", _REINSTALL


def avahi_running() -> bool:
    """Whether NDI sources can be discovered; only Linux leaves that to a service of its own."""
    return sys.platform != "linux" or (_answers(_AVAHI_SOCKETS) and _answers(_bus_sockets()))


def discovery_problem() -> tuple[str, str] | None:
    """Why senders are found by their address only, and the remedy; None if all is well."""
    if avahi_running():
        return None
    if _answers(_AVAHI_SOCKETS):
        return (
            "the D-Bus system bus is not running, so NDI sources are not discovered",
            "run: sudo systemctl start dbus, or name the sender's address: ndi:NAME@ADDRESS",
        )
    return "avahi-daemon is not running, so NDI sources are not discovered", _START_AVAHI


def _bus_sockets() -> tuple[Path, ...]:
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
    kind, _, path = address.partition("unix:path=")
    return (Path(path.partition(",")[0]),) if path and not kind else _BUS_SOCKETS


def _answers(places: tuple[Path, ...]) -> bool:
    return any(_connects(place) for place in places)


def _connects(place: Path) -> bool:
    if sys.platform == "win32":
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(0.5)
        try:
            client.connect(str(place))
        except OSError:
            return False
    return True

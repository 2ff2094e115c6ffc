"""Which virtual cameras can be chosen, and whether the one that is meant works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.claims import Role, claimed
from camfilter.errors import SinkError
from camfilter.sinks.base import SinkListing
from camfilter.sinks.virtualcam.backends import candidates
from camfilter.sinks.virtualcam.device import load_pyvirtualcam, open_device, worst
from camfilter.sinks.virtualcam.host import Host

if TYPE_CHECKING:
    from camfilter.sinks.virtualcam.backends import Candidate

_KIND: Final = "virtual camera"
_TRIED_SIZE: Final = (720, 1280)


def virtual_camera_listings(host: Host | None = None) -> list[SinkListing]:
    """What a user can choose among, or one entry that says why there is nothing; never raises."""
    host = host or Host()
    loopbacks = host.devices.loopbacks() if host.system == "Linux" else []
    if not loopbacks:
        return [_listing("vcam", "Virtual camera", host)]
    return [_listing(f"vcam:{device.path}", device.name, host) for device in loopbacks]


def check_virtual_camera(target: str | None = None, host: Host | None = None) -> str:
    """The name or path of the virtual camera that `target` (None for the first) means.

    Where a device may be opened only once it is not opened; elsewhere it is, for a moment.

    Raises:
        SinkError: why there is none.
    """
    host = host or Host()
    load_pyvirtualcam()
    found = candidates(target, host.system, host.devices.loopbacks())
    used = next((one.label for one in found if claimed(one.label, Role.WRITTEN)), None)
    if used is not None:
        return used
    return _tried(found, host) if host.system != "Linux" else _inspected(found, host)


def _listing(spec: str, name: str, host: Host) -> SinkListing:
    try:
        device = check_virtual_camera(spec.partition(":")[2] or None, host)
    except SinkError as error:
        return SinkListing(spec, name, _KIND, error.message, False, error.remedy)
    return SinkListing(spec, name, _KIND, device if device not in spec else "a webcam for others")


def _inspected(found: list[Candidate], host: Host) -> str:
    refusals = []
    for candidate in found:
        refusal = host.refusal(candidate.device)
        if refusal is None:
            return candidate.label
        refusals.append(refusal)
    raise worst(refusals)


def _tried(found: list[Candidate], host: Host) -> str:
    device = open_device(found, _TRIED_SIZE, 0.0, host)
    device.close()
    return device.name

"""Cameras, and the driver that makes a virtual one."""

from __future__ import annotations

from camfilter.doctor.check import Check, wanting
from camfilter.sinks.virtualcam import virtual_camera_listings
from camfilter.sources.camera_devices import camera_listings


def cameras(name: str) -> Check:
    """Which cameras can be opened."""
    names = [item.name for item in camera_listings() if item.available]
    if names:
        return Check(name, True, ", ".join(names), needed=False)
    remedy = "connect one and close other programs that use it; --source demo needs none"
    return wanting(name, "none found", remedy)


def virtual_camera(name: str) -> Check:
    """Whether a driver is there and has a device to write to."""
    found = virtual_camera_listings()
    usable = [item for item in found if item.available]
    if usable:
        detail = ", ".join(f"{item.name} ({item.detail})" for item in usable)
        return Check(name, True, detail, needed=False)
    return wanting(name, found[0].detail, found[0].remedy)

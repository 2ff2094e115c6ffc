"""The picture as a webcam that other programs can choose, through pyvirtualcam."""

from __future__ import annotations

from camfilter.sinks.virtualcam.listing import check_virtual_camera, virtual_camera_listings
from camfilter.sinks.virtualcam.parking import stay_open
from camfilter.sinks.virtualcam.sink import VirtualCameraSink

__all__ = [
    "VirtualCameraSink",
    "check_virtual_camera",
    "stay_open",
    "virtual_camera_listings",
]

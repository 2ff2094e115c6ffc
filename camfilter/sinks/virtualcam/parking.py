"""Keeps virtual cameras open from one run of a program to its next.

A device of v4l2loopback 0.12 with exclusive_caps=1 opens only once, and programs that show a
camera lose it when it is closed for a moment.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camfilter.sinks.virtualcam.device import Device

_lock = threading.Lock()
_parked: dict[str | None, Device] = {}
_wishes = 0


@contextmanager
def stay_open() -> Iterator[None]:
    """Within it, a virtual camera that is closed stays open, dark, until it is wanted again."""
    global _wishes
    with _lock:
        _wishes += 1
    try:
        yield
    finally:
        with _lock:
            _wishes -= 1
            leaving = [] if _wishes else [_parked.pop(target) for target in list(_parked)]
        for device in leaving:
            device.close()


def put_away(target: str | None, device: Device) -> None:
    """Park `device`, or close it if nobody wants it to stay open."""
    device.blank()
    with _lock:
        other = _parked.get(target)
        stays = _wishes > 0 and other is None
        if stays:
            _parked[target] = device
    if not stays:
        device.close()


def take_out(target: str | None) -> Device | None:
    """The device that was parked for `target`, if any."""
    with _lock:
        return _parked.pop(target, None)

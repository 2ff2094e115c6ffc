"""Tries what a run needs on this machine, and says what to do where it fails.

The command `camfilter doctor` prints it, the app's first run shows it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from camfilter.doctor.check import Check
from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CHECKS", "Check", "examine"]

CHECKS: Final = {
    "system": "camfilter.doctor.machine:system",
    "configuration": "camfilter.doctor.machine:configuration",
    "GPU": "camfilter.doctor.machine:gpu",
    "disk": "camfilter.doctor.machine:disk",
    "engine": "camfilter.doctor.engines:engine",
    "weights": "camfilter.doctor.engines:weights",
    "token": "camfilter.doctor.engines:token",
    "demo to video": "camfilter.doctor.run:demo_to_video",
    "cameras": "camfilter.doctor.devices:cameras",
    "virtual camera": "camfilter.doctor.devices:virtual_camera",
    "NDI library": "camfilter.doctor.network:ndi_library",
    "NDI discovery": "camfilter.doctor.network:ndi_discovery",
    "NDI loopback": "camfilter.doctor.network:ndi_loopback",
}
"""Where each check is, in the order they are made; nothing is imported before it is needed."""


def examine() -> Iterator[Check]:
    """Make one check after the other; a broken part hides none of the others."""
    for name, place in CHECKS.items():
        yield _guarded(name, place)


def _guarded(name: str, place: str) -> Check:
    module, _, function = place.partition(":")
    try:
        check: Callable[[str], Check] = getattr(import_module(module), function)
        return check(name)
    except CamfilterError as error:
        return Check(name, ok=False, detail=error.message, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001  one broken part must not hide the other checks
        return Check(name, ok=False, detail=repr(error), remedy="report this with its text")

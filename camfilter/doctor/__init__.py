"""Tries what a run needs on this machine, and says what to do where it fails.

The command `camfilter doctor` prints it, the app's first run shows it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from camfilter.doctor.check import Check
from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


def examine(names: Iterable[str] | None = None) -> Iterator[Check]:
    """Make the checks `names`, or all, one after the other; a broken part hides no other.

    Each is made when it is asked for, so that who stops asking stops the rest.
    """
    for name in CHECKS if names is None else names:
        yield _guarded(name, CHECKS[name])


def _guarded(name: str, place: str) -> Check:
    module, _, function = place.partition(":")
    try:
        check: Callable[[str], Check] = getattr(import_module(module), function)
        return check(name)
    except CamfilterError as error:
        return Check(name, ok=False, detail=error.message, remedy=error.remedy)
    except Exception as error:  # noqa: BLE001  one broken part must not hide the other checks
        return Check(name, ok=False, detail=repr(error), remedy="report this with its text")

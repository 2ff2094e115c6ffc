"""Imports what the run behind the window will need, while there is only one thread."""

from __future__ import annotations

import logging
import platform
from importlib import import_module
from typing import Final

_log = logging.getLogger(__name__)

_NEEDED: Final = (
    "av",
    "cv2_enumerate_cameras",
    "onnxruntime",
    f"mss.{platform.system().lower()}",
    "mss.linux.xshmgetimage",
    "camfilter.engines.builtin.engine",
    "camfilter.ndi.receiver",
    "camfilter.sources.camera_devices",
    "camfilter.sources.demo",
    "camfilter.sources.ndi",
    "camfilter.sources.screen",
    "camfilter.sources.video",
    "camfilter.sources.video_file",
)
"""Without those that take seconds and may not be needed, such as PyTorch."""


def preload() -> None:
    """Import it now; what is not installed, or not for this system, is left out.

    PySide reads the source of every module that is imported after it. Beside threads that
    compute, each of its many short reads waits for the interpreter, seconds in all.
    """
    for name in _NEEDED:
        try:
            import_module(name)
        except Exception as error:  # noqa: BLE001  whoever needs it says so better
            _log.debug("%s is not imported: %r", name, error)

"""The C library's allocator, told that pictures come and go all the time."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_PICTURE_BYTES: Final = 32 << 20
_KEPT_BYTES: Final = 256 << 20


@cache
def keep_freed_memory() -> bool:
    """Whether freed picture memory now stays with this process, up to 256 MB; done once.

    glibc returns large blocks to the system at once, and every new picture then costs a page
    fault for each 4 KB: measured, half of the time of the look on a virtual machine.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _PICTURE_BYTES) and mallopt(_TRIM_THRESHOLD, _KEPT_BYTES))

"""Ends receivers without holding up the rest of the program.

The library takes up to 16 seconds to destroy a receiver whose sender just went away, and the
binding would stop every Python thread for as long.
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from camfilter.ndi.library import ndi_module

if TYPE_CHECKING:
    from collections.abc import Callable

_WINDOWS_LIBRARY: Final = "Processing.NDI.Lib.x64.dll"
_CAPSULE: Final = b"RecvInstance"
_USUAL_END_S: Final = 0.05


def can_destroy_beside() -> bool:
    """Whether the library's own function can be reached."""
    return _native_destroy() is not None


def destroy_beside(native: object) -> None:
    """Destroy a receiver that nobody uses any more, without waiting for long.

    The interpreter does not wait for it either when it ends: the thread is in the library, which
    copes.
    """
    destroy, pointer = _native_destroy(), ctypes.pythonapi.PyCapsule_GetPointer
    if destroy is None:
        return
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    arguments = (int(pointer(native, _CAPSULE)),)
    thread = threading.Thread(target=destroy, args=arguments, name="ndi-hang-up", daemon=True)
    thread.start()
    thread.join(_USUAL_END_S)


@cache
def _native_destroy() -> Callable[[int], None] | None:
    """The library's own function, which ctypes calls with the interpreter let go."""
    for place in (getattr(ndi_module().NDIlib, "__file__", ""), _WINDOWS_LIBRARY):
        with suppress(OSError, AttributeError):
            destroy = ctypes.CDLL(place).NDIlib_recv_destroy
            destroy.restype, destroy.argtypes = None, [ctypes.c_void_p]
            return destroy
    return None

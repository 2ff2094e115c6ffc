"""A key of one's own under X11: Xlib's XGrabKey on a connection of its own."""

from __future__ import annotations

import ctypes
import ctypes.util
import select
import threading
from typing import TYPE_CHECKING, Any, Final

from camfilter_ui.hotkey.base import HotkeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter_ui.hotkey.keys import Combination

_MASKS: Final = {"shift": 1, "ctrl": 4, "alt": 8, "meta": 64}
_LOCKS: Final = (0, 2, 16, 18)
"""Caps lock and num lock are modifiers too, in each state of which the key must be grabbed."""
_KEY_PRESS: Final = 2
_ASYNC: Final = 1
_EVENT_BYTES: Final = 192
_STEP_S: Final = 0.1


class X11Hotkey:
    """Calls `pressed` on a thread of its own whenever the key is pressed."""

    def __init__(self, keys: Combination, pressed: Callable[[], None]) -> None:
        """Grab the key.

        Raises:
            HotkeyError: if there is no X11, or another program has the key.
        """
        self._x = _library()
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise HotkeyError("there is no X11 display", "use the window")
        self._pressed = pressed
        self._stop = threading.Event()
        try:
            self._grab(keys)
        except BaseException:
            self._x.XCloseDisplay(self._display)
            raise
        self._thread = threading.Thread(target=self._work, name="camfilter-hotkey")
        self._thread.start()

    def close(self) -> None:
        """Give the key back."""
        if not self._stop.is_set():
            self._stop.set()
            self._thread.join()

    def _grab(self, keys: Combination) -> None:
        x, display = self._x, self._display
        code = x.XKeysymToKeycode(display, x.XStringToKeysym(keys.key.encode()))
        mask = sum(_MASKS[name] for name in keys.modifiers)
        refused: list[int] = []

        def note(_display: object, _error: object) -> int:
            refused.append(1)
            return 0

        handler = _HANDLER(note)
        before = x.XSetErrorHandler(handler)
        root = x.XDefaultRootWindow(display)
        for lock in _LOCKS:
            x.XGrabKey(display, code, mask | lock, root, True, _ASYNC, _ASYNC)
        x.XSync(display, False)
        x.XSetErrorHandler(ctypes.cast(before, _HANDLER) if before else _HANDLER())
        if refused:
            raise HotkeyError("another program has this key", "choose another one")

    def _work(self) -> None:
        x, event = self._x, ctypes.create_string_buffer(_EVENT_BYTES)
        descriptor = x.XConnectionNumber(self._display)
        while not self._stop.is_set():
            while x.XPending(self._display):
                x.XNextEvent(self._display, event)
                if ctypes.c_int.from_buffer(event).value == _KEY_PRESS:
                    self._pressed()
            select.select([descriptor], [], [], _STEP_S)
        x.XCloseDisplay(self._display)


_HANDLER: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def _library() -> Any:
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    try:
        x = ctypes.CDLL(name)
    except OSError as error:
        raise HotkeyError("X11's library is missing", "install libx11-6") from error
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XStringToKeysym.restype = ctypes.c_ulong
    x.XStringToKeysym.argtypes = [ctypes.c_char_p]
    x.XKeysymToKeycode.restype = ctypes.c_ubyte
    x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x.XDefaultRootWindow.restype = ctypes.c_ulong
    x.XSetErrorHandler.restype = ctypes.c_void_p
    x.XSetErrorHandler.argtypes = [_HANDLER]
    whole, word = ctypes.c_int, ctypes.c_uint
    x.XGrabKey.argtypes = [ctypes.c_void_p, whole, word, ctypes.c_ulong, whole, whole, whole]
    x.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
    for name in ("XDefaultRootWindow", "XPending", "XConnectionNumber", "XCloseDisplay"):
        getattr(x, name).argtypes = [ctypes.c_void_p]
    return x

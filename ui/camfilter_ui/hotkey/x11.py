"""A key of one's own under X11: Xlib's XGrabKey on a connection of its own."""

from __future__ import annotations

import ctypes
import ctypes.util
import select
import socket
import threading
from typing import TYPE_CHECKING, Any, Final

from camfilter_ui.hotkey.base import HotkeyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camfilter_ui.hotkey.keys import Combination

_MASKS: Final = {"shift": 1, "ctrl": 4, "alt": 8, "meta": 64}
_LOCKS: Final = (0, 2, 16, 18)
"""Caps lock and num lock are modifiers too, in each state of which the key must be grabbed."""
_KEY_PRESS: Final = 2
_KEY_RELEASE: Final = 3
_ASYNC: Final = 1
_EVENT_BYTES: Final = 192


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
        # A byte in it ends the thread.
        self._bell, self._rope = socket.socketpair()
        try:
            self._grab(keys)
        except BaseException:
            self._x.XCloseDisplay(self._display)
            self._bell.close()
            self._rope.close()
            raise
        self._thread = threading.Thread(target=self._work, name="camfilter-hotkey")
        self._thread.start()

    def close(self) -> None:
        """Give the key back."""
        if self._thread.is_alive():
            self._rope.send(b"x")
            self._thread.join()
            self._bell.close()
            self._rope.close()

    def _grab(self, keys: Combination) -> None:
        x, display = self._x, self._display
        code = x.XKeysymToKeycode(display, x.XStringToKeysym(keys.key.encode()))
        if not code:
            # To Xlib that means every key.
            raise HotkeyError("this keyboard does not have this key", "choose another one")
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
        # A key that is held repeats its press; only with this it does not repeat its release too.
        self._x.XkbSetDetectableAutoRepeat(self._display, True, None)
        wire = self._x.XConnectionNumber(self._display)
        down, bell = False, False
        while not bell:
            for kind in self._arrived():
                if kind == _KEY_PRESS and not down:
                    self._pressed()
                down = kind == _KEY_PRESS
            bell = self._bell in select.select([wire, self._bell], [], [])[0]
        self._x.XCloseDisplay(self._display)

    def _arrived(self) -> Iterator[int]:
        """Presses and releases that wait to be taken."""
        event = ctypes.create_string_buffer(_EVENT_BYTES)
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
            kind = ctypes.c_int.from_buffer(event).value
            if kind in (_KEY_PRESS, _KEY_RELEASE):
                yield kind


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
    x.XkbSetDetectableAutoRepeat.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    for name in ("XDefaultRootWindow", "XPending", "XConnectionNumber", "XCloseDisplay"):
        getattr(x, name).argtypes = [ctypes.c_void_p]
    return x

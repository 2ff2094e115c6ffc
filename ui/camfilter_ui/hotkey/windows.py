"""A key of one's own under Windows: RegisterHotKey with a message loop. Not run by the tests."""

from __future__ import annotations

import ctypes
import threading
from typing import TYPE_CHECKING, Any, Final

from camfilter_ui.hotkey.base import HotkeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter_ui.hotkey.keys import Combination

_MASKS: Final = {"alt": 1, "ctrl": 2, "shift": 4, "meta": 8}
_NO_REPEAT: Final = 0x4000
_HOTKEY: Final = 0x0312
_QUIT: Final = 0x0012
_F1: Final = 0x70
_WAIT_S: Final = 5.0


def virtual_key(keys: Combination) -> tuple[int, int]:
    """Windows' code of the key, and its modifiers."""
    code = ord(keys.key) if len(keys.key) == 1 else _F1 + int(keys.key[1:]) - 1
    return code, sum(_MASKS[name] for name in keys.modifiers) | _NO_REPEAT


class WindowsHotkey:
    """Calls `pressed` on a thread of its own whenever the key is pressed."""

    def __init__(self, keys: Combination, pressed: Callable[[], None]) -> None:
        """Register the key.

        Raises:
            HotkeyError: if another program has it.
        """
        # The key belongs to the thread that registers it, which must read its messages.
        self._windows: Any = ctypes.windll  # type: ignore[attr-defined,unused-ignore]
        self._keys, self._pressed = keys, pressed
        self._ready = threading.Event()
        self._registered = False
        self._number = 0
        self._thread = threading.Thread(target=self._work, name="camfilter-hotkey")
        self._thread.start()
        self._ready.wait(_WAIT_S)
        if not self._registered:
            self._thread.join()
            raise HotkeyError("another program has this key", "choose another one")

    def close(self) -> None:
        """Give the key back."""
        if self._thread.is_alive():
            self._windows.user32.PostThreadMessageW(self._number, _QUIT, 0, 0)
            self._thread.join()

    def _work(self) -> None:
        user32 = self._windows.user32
        self._number = self._windows.kernel32.GetCurrentThreadId()
        code, modifiers = virtual_key(self._keys)
        self._registered = bool(user32.RegisterHotKey(None, 1, modifiers, code))
        message = (ctypes.c_byte * 64)()
        # Asking for a message makes the queue that `close` posts to.
        user32.PeekMessageW(message, None, 0, 0, 0)
        self._ready.set()
        if not self._registered:
            return
        while user32.GetMessageW(message, None, 0, 0) > 0:
            if self._kind(message) == _HOTKEY:
                self._pressed()
        user32.UnregisterHotKey(None, 1)

    @staticmethod
    def _kind(message: Any) -> int:
        # MSG begins with a window handle of pointer size, followed by the message's number.
        return ctypes.c_uint.from_buffer(message, ctypes.sizeof(ctypes.c_void_p)).value

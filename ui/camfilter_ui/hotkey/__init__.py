"""One key that works in every program, where the system lets a program ask for one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from camfilter_ui.hotkey.base import Hotkey, HotkeyError
from camfilter_ui.hotkey.keys import Combination, combination

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Combination", "Hotkey", "HotkeyError", "combination", "grab"]


def grab(keys: str, pressed: Callable[[], None]) -> Hotkey:
    """Have `pressed` called, on another thread, whenever `keys` ("Ctrl+Alt+K") are.

    Raises:
        HotkeyError: if the system does not let a program do that, or another one has the key.
    """
    wanted = combination(keys)
    if sys.platform == "win32":
        from camfilter_ui.hotkey.windows import WindowsHotkey

        return WindowsHotkey(wanted, pressed)
    if sys.platform == "darwin" or os.environ.get("WAYLAND_DISPLAY"):
        message = "this system does not let a program have a key of its own everywhere"
        raise HotkeyError(message, "use the icon in the tray, or the window")
    from camfilter_ui.hotkey.x11 import X11Hotkey

    return X11Hotkey(wanted, pressed)

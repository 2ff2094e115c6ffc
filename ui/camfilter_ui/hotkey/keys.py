"""Which key is meant by "Ctrl+Alt+K"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from camfilter_ui.hotkey.base import HotkeyError

_MODIFIERS: Final = {"ctrl": "ctrl", "alt": "alt", "shift": "shift", "meta": "meta"}
_FUNCTION_KEYS: Final = frozenset(f"F{number}" for number in range(1, 13))
_EXAMPLE: Final = "use letters, digits or F1 to F12 with Ctrl, Alt or Meta, as in Ctrl+Alt+K"


@dataclass(frozen=True, slots=True)
class Combination:
    """Modifiers out of ctrl, alt, shift and meta, and a key: A to Z, 0 to 9 or F1 to F12."""

    modifiers: frozenset[str]
    key: str


def combination(text: str) -> Combination:
    """What `text` means.

    Raises:
        HotkeyError: if it means no key that can be had without being missed elsewhere.
    """
    *words, key = (word.strip() for word in text.split("+"))
    modifiers = {_MODIFIERS.get(word.lower()) for word in words}
    if None in modifiers or not _is_key(key.upper()):
        said = QCoreApplication.translate("Hotkey", "'{keys}' is no key that can work everywhere")
        raise HotkeyError(said.format(keys=text), _EXAMPLE)
    named = frozenset(word for word in modifiers if word is not None)
    # A bare letter would be missed in every other program.
    if not named - {"shift"} and len(key) == 1:
        said = QCoreApplication.translate("Hotkey", "'{keys}' alone would be missed elsewhere")
        raise HotkeyError(said.format(keys=text), _EXAMPLE)
    return Combination(named, key.upper())


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isascii() and key.isalnum()
    return key in _FUNCTION_KEYS

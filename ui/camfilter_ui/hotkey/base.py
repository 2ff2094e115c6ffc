"""What a key that was grabbed is."""

from __future__ import annotations

from typing import Protocol

from camfilter.errors import CamfilterError


class HotkeyError(CamfilterError):
    """A key cannot be had in every program."""


class Hotkey(Protocol):
    """A key that is grabbed until it is closed."""

    def close(self) -> None:
        """Give the key back; safe to call twice."""

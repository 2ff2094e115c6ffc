"""What comes of trying one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried and how it went; `needed` for a run without special hardware."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True


def wanting(name: str, detail: str, remedy: str) -> Check:
    """What does not work but is not needed by everybody."""
    return Check(name, ok=False, detail=detail, remedy=remedy, needed=False)

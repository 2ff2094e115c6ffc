"""Which camera devices this process reads and writes, so that none is fed with itself."""

from __future__ import annotations

import threading
from collections import Counter
from enum import StrEnum


class Role(StrEnum):
    """What is done with a device."""

    READ = "read"
    WRITTEN = "written"


_lock = threading.Lock()
_claims: Counter[tuple[str, Role]] = Counter()


def claim(device: str, role: Role) -> None:
    """Remember that `device` (a path, or the name of what has none) is in use, once more."""
    with _lock:
        _claims[device, role] += 1


def release(device: str, role: Role) -> None:
    """Take one claim back; nothing happens if there is none."""
    with _lock:
        _claims[device, role] = max(0, _claims[device, role] - 1)


def claimed(device: str, role: Role) -> bool:
    """Whether this process has `device` in that role now."""
    with _lock:
        return _claims[device, role] > 0

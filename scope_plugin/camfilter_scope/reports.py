"""What the plugin writes to the host's log, not more often than somebody can read it."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter_scope.faults import Fault

_log = logging.getLogger("camfilter_scope")

_QUIET_S: Final = 5.0
_MOST_KEPT: Final = 64


class Reports:
    """Writes each message at most once in five seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def note(self, message: str) -> None:
        """Something worth knowing."""
        self._say(logging.INFO, message)

    def warn(self, message: str) -> None:
        """Something that is not as asked for, and what is done instead."""
        self._say(logging.WARNING, message)

    def fault(self, what: str, fault: Fault) -> None:
        """Something that went wrong; what nobody foresaw comes with its traceback."""
        self._say(logging.ERROR, f"{what}: {fault.text}", fault.trace)

    def _say(self, level: int, message: str, more: str = "") -> None:
        now = self._clock()
        if now - self._said.get(message, -_QUIET_S) < _QUIET_S:
            return
        if len(self._said) >= _MOST_KEPT:
            self._said.clear()
        self._said[message] = now
        _log.log(level, "%s", f"{message}\n{more}" if more else message)

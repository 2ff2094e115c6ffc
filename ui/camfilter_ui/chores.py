"""What takes long and must not hold up the window, done one after the other on one thread."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Chores:
    """Does what it is given, in order; whoever made it closes it."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="camfilter-chores")
        self._thread.start()

    def do(self, chore: Callable[[], None]) -> None:
        """Do it when those before it are done; a chore says itself what went wrong with it."""
        self._waiting.put(chore)

    def close(self) -> None:
        """Finish what was given, and end."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (chore := self._waiting.get()) is not None:
            try:
                chore()
            except Exception:  # noqa: BLE001  the next chore must be done all the same
                _log.exception("a task in the background failed")

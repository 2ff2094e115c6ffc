"""Which threads the processor serves first when there is not enough of it."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Final

_NICENESS: Final = 10
BEHIND: Final = 15
"""Niceness of work for which no picture waits."""


def step_back(niceness: int = _NICENESS) -> None:
    """Let pictures that are due go before this thread and the threads that it starts.

    Only Linux has a priority for each thread that needs no privilege; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)

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

_TURN_S: Final = 0.0001
"""A fiftieth of Python's own: a picture gives its turn up a hundred times and more on its way."""


def take_short_turns() -> None:
    """Have this program's Python threads relieve each other sooner, for as long as it runs.

    A thread that computes in Python, such as one that starts a large model's kernels, else keeps a
    picture waiting for five milliseconds every time that it comes back from NumPy or OpenCV.
    """
    sys.setswitchinterval(min(sys.getswitchinterval(), _TURN_S))


def step_back(niceness: int = _NICENESS) -> None:
    """Let pictures that are due go before this thread and the threads that it starts.

    Only Linux has a priority for each thread that needs no privilege; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)

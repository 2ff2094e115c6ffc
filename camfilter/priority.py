"""Which threads the processor serves first when there is not enough of it."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NICENESS: Final = 10
BEHIND: Final = 15
"""Niceness of work for which no picture waits."""

BEHIND_NAME: Final = "camfilter-behind"
"""Of the threads that do it."""

_TURN_S: Final = 0.00002
"""A small part of Python's own five milliseconds: a picture gives its turn up a hundred times and
more on its way."""

_SLACK_NS: Final = 1000
# PR_SET_TIMERSLACK and PR_GET_TIMERSLACK of <linux/prctl.h>.
_SET_SLACK: Final = 29
_GET_SLACK: Final = 30


def take_short_turns() -> None:
    """Have this program's Python threads relieve each other sooner, for as long as it runs.

    A thread that computes in Python, such as one that starts a large model's kernels, else keeps a
    picture waiting for five milliseconds every time that it comes back from NumPy or OpenCV.
    """
    sys.setswitchinterval(min(sys.getswitchinterval(), _TURN_S))


@contextmanager
def punctual() -> Iterator[None]:
    """Threads started inside of this are woken when their turn is due; the caller stays as it is.

    Linux else gathers wakings that are up to 50 microseconds apart, which is longer than a turn.
    Every thread has that from the one that started it; other systems are left alone.
    """
    before = _told_linux(_GET_SLACK)
    if before > 0:
        _told_linux(_SET_SLACK, _SLACK_NS)
    try:
        yield
    finally:
        if before > 0:
            _told_linux(_SET_SLACK, before)


def step_back(niceness: int = _NICENESS) -> None:
    """Let pictures that are due go before this thread and the threads that it starts.

    Only Linux has a priority for each thread that needs no privilege; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def _told_linux(option: int, value: int = 0) -> int:
    """What Linux answers to an option of this thread; -1 where there is none to ask."""
    if sys.platform != "linux":
        return -1
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return -1
    return int(prctl(option, *(ctypes.c_ulong(item) for item in (value, 0, 0, 0))))

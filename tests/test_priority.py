from __future__ import annotations

import ctypes
import os
import sys
import threading

import pytest

from camfilter.priority import punctual, step_back

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="what a thread has of its own there")


@on_linux
def test_only_the_thread_that_asks_and_those_it_starts_step_back() -> None:
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    seen: list[int] = []

    def ask() -> None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def work() -> None:
        step_back()
        ask()
        child = threading.Thread(target=ask)
        child.start()
        child.join()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen[0] == seen[1] > own
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own


def _slack_ns() -> int:
    return int(ctypes.CDLL(None).prctl(30, 0, 0, 0, 0))


@on_linux
def test_threads_started_while_punctual_are_woken_at_once_and_no_others() -> None:
    own, seen = _slack_ns(), list[int]()

    def started() -> None:
        thread = threading.Thread(target=lambda: seen.append(_slack_ns()))
        thread.start()
        thread.join()

    with punctual():
        started()
    started()
    assert seen == [1000, own]
    assert _slack_ns() == own > 1000

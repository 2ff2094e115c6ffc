from __future__ import annotations

import os
import sys
import threading

import pytest

from camfilter.priority import step_back


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own on Linux")
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

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from camfilter.errors import ConfigError
from camfilter_ui.errands import Errands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def errands(qapp: object) -> Iterator[Errands]:
    errands = Errands()
    yield errands
    errands.close()


def test_jobs_run_elsewhere_and_results_come_here(qtbot: QtBot, errands: Errands) -> None:
    found: list[tuple[threading.Thread, threading.Thread]] = []
    for _ in range(3):
        errands.run(
            threading.current_thread,
            lambda there: found.append((there, threading.current_thread())),
        )
    qtbot.waitUntil(lambda: len(found) == 3)
    here = threading.current_thread()
    assert all(there is not here and then is here for there, then in found)


def test_they_keep_their_order_and_leave_no_thread(qtbot: QtBot, errands: Errands) -> None:
    done: list[int] = []
    for number in range(50):
        errands.run(lambda number=number: number, done.append)  # type: ignore[misc]
    errands.close()
    assert not any(thread.name == "errands" for thread in threading.enumerate())
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_failure_is_told_and_the_next_job_is_done(qtbot: QtBot, errands: Errands) -> None:
    def fail() -> None:
        raise ConfigError("it is broken", "mend it")

    done: list[int] = []
    with qtbot.waitSignal(errands.failed) as told:
        errands.run(fail, lambda _: done.append(0))
        errands.run(lambda: 1, done.append)
    assert told.args[0].remedy == "mend it"
    qtbot.waitUntil(lambda: done == [1])

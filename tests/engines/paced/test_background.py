from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from fakes import until

from camfilter.engines.paced.background import Background
from camfilter.engines.paced.patience import Patience
from camfilter.errors import EngineError, EngineLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUICK = Patience(pause_s=0.001, longest_pause_s=0.01, close_s=0.2)
IMPATIENT = Patience(
    load_s=0.05, first_s=0.05, least_s=0.05, times=1, pause_s=0.001, longest_pause_s=0.01, close_s=1
)


class Doubler:
    """Doubles numbers; `before` is called first and may wait or raise."""

    def __init__(self, before: Callable[[int], None] = lambda task: None) -> None:
        self.seen: list[int] = []
        self.closed = 0
        self._before = before

    def make(self, task: int) -> int | None:
        self._before(task)
        self.seen.append(task)
        return 2 * task or None

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def made() -> list[Doubler]:
    return []


@pytest.fixture
def release() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def _opener(
    made: list[Doubler], before: Callable[[int], None] = lambda task: None
) -> Callable[[], Doubler]:
    def open_it() -> Doubler:
        made.append(Doubler(before))
        return made[-1]

    return open_it


def _taken(background: Background[int, int]) -> tuple[int, int]:
    got: list[tuple[int, int]] = []

    def ready() -> bool:
        result = background.take()
        if result is not None:
            got.append(result)
        return bool(got)

    until(ready)
    return got[0]


def test_what_is_done_comes_out_once_with_its_task(made: list[Doubler]) -> None:
    background = Background("Doubler", _opener(made), QUICK)
    background.offer(4)
    assert _taken(background) == (4, 8)
    assert background.take() is None
    assert background.done == 1
    assert background.trouble == ""
    background.close()
    assert made[0].closed == 1


def test_only_the_newest_waiting_task_is_done(
    made: list[Doubler], release: threading.Event
) -> None:
    background = Background("Doubler", _opener(made, lambda task: release.wait(20) and None), QUICK)
    background.offer(1)
    until(lambda: not background.loading and bool(made))
    for task in range(2, 50):
        background.offer(task)
    release.set()
    until(lambda: bool(made[0].seen) and made[0].seen[-1] == 49)
    assert len(made[0].seen) <= 2
    background.close()


def test_a_task_of_which_nothing_comes_is_no_failure(made: list[Doubler]) -> None:
    background = Background("Doubler", _opener(made), QUICK)
    background.offer(0)
    until(lambda: bool(made) and made[0].seen == [0])
    assert background.take() is None
    assert background.trouble == ""
    assert background.failed == 0
    background.close()


def test_results_of_a_scene_that_is_over_are_dropped(
    made: list[Doubler], release: threading.Event
) -> None:
    background = Background("Doubler", _opener(made, lambda task: release.wait(20) and None), QUICK)
    entered = lambda: background._thread is not None and background._thread._task is None  # noqa: E731
    background.offer(1)
    until(entered)
    background.forget()
    release.set()
    background.offer(5)
    assert _taken(background) == (5, 10)
    background.close()


@pytest.mark.parametrize(
    ("error", "opened"),
    [
        (EngineError("no memory left", "close other programs"), 1),
        (MemoryError("16 GB"), 2),
        (RuntimeError("CUDA error: out of memory\nmore lines"), 2),
    ],
)
def test_a_failure_is_said_and_the_next_task_works(
    made: list[Doubler], error: Exception, opened: int
) -> None:
    failures = [error]

    def fail_once(task: int) -> None:
        if failures:
            raise failures.pop()

    patience = Patience(pause_s=0.2, close_s=1)
    background = Background("Doubler", _opener(made, fail_once), patience)
    background.offer(1)
    until(lambda: background.trouble != "")
    assert next(iter(str(error).splitlines())) in background.trouble
    assert "\n" not in background.trouble
    background.offer(2)
    assert _taken(background) == (2, 4)
    assert background.trouble == ""
    assert background.failed == 1
    assert len(made) == opened
    background.close()
    assert [maker.closed for maker in made] == [1] * opened


def test_a_maker_that_cannot_be_loaded_is_tried_again(made: list[Doubler]) -> None:
    tries: list[int] = []

    def open_late() -> Doubler:
        tries.append(1)
        if len(tries) < 4:
            raise EngineError("the GPU is full", "close other programs")
        made.append(Doubler())
        return made[-1]

    background = Background("Doubler", open_late, QUICK)
    background.offer(3)
    assert _taken(background) == (3, 6)
    assert len(tries) == 4
    background.close()


def test_one_that_hangs_is_left_behind_and_replaced(
    made: list[Doubler], release: threading.Event
) -> None:
    def hang_once(task: int) -> None:
        if len(made) == 1:
            release.wait(20)

    background = Background("Doubler", _opener(made, hang_once), IMPATIENT)
    background.offer(1)
    until(lambda: "does not answer" in background.trouble)

    def answered() -> bool:
        background.offer(2)
        return background.take() == (2, 4)

    until(answered)
    assert background.trouble == ""
    assert background.failed == 1
    release.set()
    background.close()
    until(lambda: made[0].closed == 1)


def test_closing_does_not_wait_for_one_that_hangs(
    made: list[Doubler], release: threading.Event
) -> None:
    background = Background("Doubler", _opener(made, lambda task: release.wait(20) and None), QUICK)
    background.offer(1)
    until(lambda: bool(made))
    closed = threading.Event()
    threading.Thread(target=lambda: (background.close(), closed.set())).start()
    assert closed.wait(5)
    release.set()
    until(lambda: made[0].closed == 1)


def test_what_is_gone_is_made_anew_at_once(made: list[Doubler]) -> None:
    failures = [EngineLostError("its process has ended", "it is started again")]

    def fail_once(task: int) -> None:
        if failures:
            raise failures.pop()

    background = Background("Doubler", _opener(made, fail_once), QUICK)
    background.offer(1)
    until(lambda: background.failed == 1)
    background.offer(2)
    assert _taken(background) == (2, 4)
    assert [maker.closed for maker in made] == [1, 0]
    background.close()


def test_what_can_be_ended_is_ended_when_all_is_closed(made: list[Doubler]) -> None:
    begun, ended = threading.Event(), threading.Event()

    def hang(task: int) -> None:
        begun.set()
        ended.wait(20)

    background = Background("Doubler", _opener(made, hang), QUICK, abandon=ended.set)
    background.offer(1)
    assert begun.wait(20)
    background.close()
    assert ended.is_set()
    assert made[0].closed == 1
    assert background.trouble == ""
    assert not background.loading

"""A slow engine at work behind a fast one: on a thread of its own, always on the newest task."""

from __future__ import annotations

import logging
import threading
import time
from enum import Enum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from camfilter.engines.paced.patience import Patience
from camfilter.errors import CamfilterError, EngineLostError
from camfilter.priority import BEHIND, BEHIND_NAME, step_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camfilter.engines.paced.patience import Maker

_log = logging.getLogger(__name__)

T = TypeVar("T")
M = TypeVar("M")

_ABANDONED: Final = 3
"""So many threads may hang at once before no new one is started."""
_WEIGHT: Final = 0.3


class _Doing(Enum):
    IDLE = 0
    LOADING = 1
    FIRST = 2
    WORKING = 3


class Background(Generic[T, M]):
    """Hands the newest task to a thread that works on one at a time; all calls from one thread.

    A maker that fails is asked again after a while, and is made anew if it fails twice, in an
    unexpected way, or is gone. One that hangs is left behind, and after a while another takes its
    place.
    """

    def __init__(
        self,
        title: str,
        open_maker: Callable[[], Maker[T, M]],
        patience: Patience | None = None,
        *,
        abandon: Callable[[], None] | None = None,
    ) -> None:
        """`abandon` ends makers that do not answer, if anything can; called from any thread."""
        self.title = title
        self.done = 0
        self.failed = 0
        self.took_s = 0.0
        self._open_maker = open_maker
        self._abandon = abandon
        self._patience = patience or Patience()
        self._lost: list[_Thread[T, M]] = []
        self._hangs = 0
        self._start_again_at = 0.0
        self._closed = False
        self._thread: _Thread[T, M] | None = self._started()

    @property
    def trouble(self) -> str:
        """What is wrong now and what to do about it, in one line; empty if all is well."""
        self._watch()
        if self._closed:
            return ""
        if self._thread is None:
            return f"{self.title} does not answer: going on without it, trying again later"
        return self._thread.trouble

    @property
    def loading(self) -> bool:
        """Whether nothing can come yet because it is still being loaded."""
        return self._thread is not None and self._thread.doing is _Doing.LOADING

    def offer(self, task: T) -> None:
        """Have `task` done next, in place of any that waits."""
        self._watch()
        if self._thread is not None:
            self._thread.give(task)

    def take(self) -> tuple[T, M] | None:
        """The newest task that was done since the last call, and what came of it."""
        thread = self._thread
        return None if thread is None else thread.take()

    def forget(self) -> None:
        """Drop what waits, and what comes of the task under way."""
        if self._thread is not None:
            self._thread.forget()

    def close(self) -> None:
        """End the thread; one that hangs on after its maker was abandoned is left behind."""
        threads = [*self._lost, *([self._thread] if self._thread else [])]
        self._thread, self._closed = None, True
        for thread in threads:
            thread.stop()
        if self._abandon is not None and any(t.doing is _Doing.LOADING for t in threads):
            # Nothing was begun that could be ended in order.
            self._abandon()
        ended = _all_end(threads, self._patience.close_s)
        if not ended and self._abandon is not None:
            self._abandon()
            ended = _all_end(threads, self._patience.abandon_s)
        if not ended:
            _log.warning("%s does not end: left behind", self.title)

    def _started(self) -> _Thread[T, M]:
        thread = _Thread(self, self._open_maker, self._patience)
        thread.start()
        return thread

    def _watch(self) -> None:
        """Leave a thread that hangs behind, and start another when it is time."""
        self._lost = [thread for thread in self._lost if thread.is_alive()]
        now = time.monotonic()
        if self._thread is not None and self._thread.overdue(now):
            self._hangs += 1
            self.failed += 1
            _log.warning("%s does not answer: going on without it", self.title)
            self._thread.stop()
            if self._abandon is not None:
                self._abandon()
            self._lost.append(self._thread)
            self._thread = None
            self._start_again_at = now + self._pause(self._hangs)
        elif self._thread is None and now >= self._start_again_at and self._may_start:
            self._thread = self._started()

    @property
    def _may_start(self) -> bool:
        return not self._closed and len(self._lost) < _ABANDONED

    def _pause(self, failures: int) -> float:
        longest = self._patience.longest_pause_s
        return float(min(longest, self._patience.pause_s * 2.0 ** min(failures - 1, 16)))


def _all_end(threads: Iterable[threading.Thread], patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


class _Thread(threading.Thread, Generic[T, M]):
    """One worker thread, which belongs to a `Background`.

    A daemon, because a driver that hangs cannot be ended and must not keep the process.
    """

    def __init__(
        self,
        owner: Background[T, M],
        open_maker: Callable[[], Maker[T, M]],
        patience: Patience,
    ) -> None:
        super().__init__(name=BEHIND_NAME, daemon=True)
        self.doing = _Doing.LOADING
        self.trouble = ""
        self._owner = owner
        self._open_maker = open_maker
        self._patience = patience
        self._changed = threading.Condition()
        self._task: T | None = None
        self._made: tuple[T, M] | None = None
        self._scene = 0
        self._stopping = False
        self._since = time.monotonic()
        self._usual_s = 0.0
        self._warm = False
        self._maker: Maker[T, M] | None = None

    def give(self, task: T) -> None:
        """Leave a task."""
        with self._changed:
            self._task = task
            self._changed.notify_all()

    def take(self) -> tuple[T, M] | None:
        """What is ready, once."""
        with self._changed:
            made, self._made = self._made, None
            return made

    def forget(self) -> None:
        """Tasks given so far are of another scene."""
        with self._changed:
            self._task = self._made = None
            self._scene += 1

    def stop(self) -> None:
        """End as soon as that is possible; what still comes is nobody's."""
        with self._changed:
            self._stopping = True
            self._task = self._made = None
            self._changed.notify_all()

    def overdue(self, now: float) -> bool:
        """Whether it takes longer than anybody should wait."""
        patience = self._patience
        limits = {
            _Doing.LOADING: patience.load_s,
            _Doing.FIRST: patience.first_s,
            _Doing.WORKING: max(patience.least_s, patience.times * self._usual_s),
        }
        with self._changed:
            limit = limits.get(self.doing)
            return limit is not None and now - self._since > limit

    def run(self) -> None:
        """Work until told to stop."""
        step_back(BEHIND)
        failures = 0
        try:
            while not self._stopping:
                trouble, broken = self._turn()
                failures = failures + 1 if trouble else 0
                if trouble and not self._stopping:
                    self._owner.failed += 1
                    self._note(trouble)
                    if broken or failures > 1:
                        self._let_go()
                    self._rest(self._owner._pause(failures))
        finally:
            self._let_go()

    def _turn(self) -> tuple[str, bool]:
        """Load, or do one task; what went wrong, and whether the maker is to be made anew."""
        try:
            if self._maker is None:
                self._begin(_Doing.LOADING)
                self._maker = self._open_maker()
                self._warm = False
            else:
                self._work(self._maker)
        except CamfilterError as error:
            gone = self._maker is None or isinstance(error, EngineLostError)
            return f"{error.message}; {error.remedy}", gone
        except Exception as error:  # noqa: BLE001  whatever a driver raises, the pictures go on
            _log.debug("%s failed", self._owner.title, exc_info=True)
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            return f"{self._owner.title} failed: {reason}; going on without it for now", True
        finally:
            self._begin(_Doing.IDLE)
        return "", False

    def _work(self, maker: Maker[T, M]) -> None:
        self._begin(_Doing.IDLE)
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._task is not None)
            task, self._task, scene = self._task, None, self._scene
        if task is None:
            return
        self._begin(_Doing.WORKING if self._warm else _Doing.FIRST)
        start = time.monotonic()
        made = maker.make(task)
        took_s = time.monotonic() - start
        # The first may be slow for once, but where all are slow it is all that is known of them.
        self._usual_s += (_WEIGHT if self._warm else 1.0) * (took_s - self._usual_s)
        self._warm = True
        self._note("")
        if made is None:
            return
        with self._changed:
            if not self._stopping and scene == self._scene:
                self._made = (task, made)
                self._owner.done += 1
                self._owner.took_s = took_s

    def _begin(self, doing: _Doing) -> None:
        with self._changed:
            self.doing, self._since = doing, time.monotonic()

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            _log.warning("%s", trouble)
        self.trouble = trouble

    def _rest(self, pause_s: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, pause_s)

    def _let_go(self) -> None:
        maker, self._maker = self._maker, None
        if maker is None:
            return
        try:
            maker.close()
        except Exception as error:  # noqa: BLE001  it is given up anyway
            _log.debug("%s could not be closed: %r", self._owner.title, error)

"""Ends a command in order when it is asked to."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def ends_on_signals(stop: Callable[[int], None]) -> Iterator[None]:
    """Call `stop` with the first Ctrl-C, SIGTERM or SIGHUP; a second one ends all at once.

    A signal that whoever started the command has it ignore, as nohup does, stays ignored.
    """
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]

    def first(number: int, _frame: object) -> None:
        for each in heeded:
            signal.signal(each, signal.SIG_DFL)
        stop(number)

    before = {number: signal.signal(number, first) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

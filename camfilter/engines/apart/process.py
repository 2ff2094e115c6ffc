"""An engine in a process of its own, as its parent sees it."""

from __future__ import annotations

import logging
import pickle
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from camfilter.engines.apart.channel import GATE_BYTES, MEMORY_BYTES, Channel
from camfilter.engines.apart.memory import CommonMemory
from camfilter.engines.apart.starting import StartError, fate, remedy, started
from camfilter.errors import CamfilterError, EngineLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from camfilter.engines.apart.child import Served
    from camfilter.engines.base import EngineInfo
    from camfilter.engines.paced.gate import Gate

_log = logging.getLogger(__name__)

_END_S: Final = 3.0
"""For a process to end by itself; one that was killed takes as long as the driver does."""


class Child:
    """A process that serves one engine; all calls but `kill` from one thread.

    It is spoken to by the standard pipes, which every system inherits alike, and whose end tells
    either side that the other is gone, however it went.
    """

    def __init__(self, title: str, gate: Gate, environment: Mapping[str, str]) -> None:
        """Start it; `title` is what the engine is called in messages.

        Raises:
            StartError: if there cannot be another process here.
        """
        self._title = title
        self._gate = gate
        self._info: EngineInfo | None = None
        self._killed = threading.Event()
        try:
            common = CommonMemory.made(MEMORY_BYTES)
        except OSError as error:
            raise StartError(f"there is no memory for both: {error}") from error
        try:
            self._process = started(common, environment)
        finally:
            common.settled()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._channel = Channel(self._process.stdout, self._process.stdin, common.memory)
        self._gate_place = memoryview(common.memory)[:GATE_BYTES]
        gate.show_in(self._gate_place)

    @property
    def info(self) -> EngineInfo:
        """Of the engine, as it was when it answered last."""
        assert self._info is not None, "not opened"
        return self._info

    @property
    def number(self) -> int:
        """By which the system knows the process."""
        return self._process.pid

    def open(self, build: Callable[..., Served], *more: Any) -> None:
        """Have `build(stopped, *more)` give the engine; `stopped` is the gate's `wait`.

        Raises:
            StartError: if the process cannot even load camfilter.
            CamfilterError: what the engine raises of these, or if the process is gone.
            RuntimeError: in the words of any other error.
        """
        self._greeted()
        root, ours = logging.getLogger(), logging.getLogger("camfilter")
        levels = {"": root.getEffectiveLevel(), "camfilter": ours.level}
        # Packed once more: what it takes to unpack this may be missing there, which is to be said.
        self._exchange((levels, pickle.dumps((build, more))))

    def ask(self, name: str, *arguments: Any) -> Any:
        """What the engine's method `name` gives; arrays in it are good until the next call.

        Raises:
            CamfilterError: what the engine raises of these, or if the process is gone.
            RuntimeError: in the words of any other error.
        """
        return self._exchange((name, arguments))

    def kill(self) -> None:
        """End the process at once, from any thread; whoever waits for it gets an error."""
        # Not asked to end first: it would have no more to do than the system does for it.
        self._killed.set()
        self._process.kill()

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._gate.hide_from(self._gate_place)
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        if not self._ended():
            self._process.kill()
            if not self._ended():
                _log.warning("the process of %s does not end: left behind", self._title)
                return
        self._process.stdout.close()  # type: ignore[union-attr]

    def _greeted(self) -> None:
        try:
            self._channel.receive()
        except EOFError:
            if self._killed.is_set() or not self._ended() or self._process.returncode < 0:
                raise self._gone() from None
            status = self._process.returncode
            raise StartError(f"the new process ended at once with status {status}") from None
        except Exception as error:
            # A module that is loaded before ours, and prints, was taken at its word.
            raise StartError(f"what the new process says makes no sense ({error!r})") from error

    def _exchange(self, request: object) -> Any:
        try:
            self._channel.send(request)
            while True:
                kind, value, info = self._channel.receive(borrowed=True)
                if kind != "log":
                    break
                _pass_on(value)
        except (OSError, EOFError):
            raise self._gone() from None
        if kind == "done":
            self._info = info
            return value
        del request
        try:
            raise value if isinstance(value, CamfilterError) else RuntimeError(value)
        finally:
            # An error holds on to this frame, and this would hold on to the error.
            del value

    def _gone(self) -> EngineLostError:
        if self._killed.is_set():
            return EngineLostError(
                f"the process of {self._title} was ended: it did not answer",
                "wait until it has been started again",
            )
        status = self._process.returncode if self._ended() else None
        return EngineLostError(f"the process of {self._title} {fate(status)}", remedy(status))

    def _ended(self) -> bool:
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return False
        return True


def _pass_on(record: logging.LogRecord) -> None:
    logger = logging.getLogger(record.name)
    if logger.isEnabledFor(record.levelno):
        logger.handle(record)

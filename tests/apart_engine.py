"""An engine for a process of its own that fails, hangs and ends in every way it is asked to."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from camfilter.engines.base import EngineInfo
from camfilter.errors import DeviceMemoryError, EngineError
from camfilter.frames import Geometry

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.frames import Frame

RED, BLUE = (255, 0, 0), (0, 0, 255)
"""The first pixel of a picture at which it hangs, and of one at which it dies."""


class StoppedError(EngineError):
    """Made of nothing, as some of ours are."""

    def __init__(self) -> None:
        super().__init__("the work was stopped", "start it again")


ERRORS = {
    "refused": EngineError("there is no object", "choose another"),
    "memory": DeviceMemoryError("the GPU is full", "close other programs"),
    "stopped": StoppedError(),
    "other": ValueError("a driver's own words\nand more"),
    "silent": AssertionError(),
}


class OddEngine:
    """Does at once what its methods say."""

    def __init__(self, stopped: Callable[[], bool], begun: Path) -> None:
        self.calls = 0
        self._begun = begun
        self._stopped = stopped

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("odd", "Odd Engine", "cpu", metric=False, reason=f"{self.calls} calls")

    def variable(self, name: str) -> str | None:
        """Of the environment."""
        return os.environ.get(name)

    def infer(self, frame: Frame) -> Geometry:
        """A plane, unless the first pixel is RED or BLUE."""
        self.calls += 1
        colour = tuple(frame.rgb[0, 0].tolist())
        if colour == RED:
            self.hang(self._begun)
        if colour == BLUE:
            self.end(signal.SIGKILL)
        depth = np.tile(np.linspace(3, 12, 32, dtype=np.float32), (24, 1))
        normals = np.zeros((24, 32, 3), np.float32)
        normals[..., 2] = -1
        return Geometry.checked(depth, normals, frame, metric=True)

    def doubled(self, values: Any) -> Any:
        self.calls += 1
        return {"twice": [2 * value for value in values], "odd": lambda: 0}["twice"]

    def unspeakable(self) -> Any:
        return lambda: 0

    def fail(self, name: str, *_: object) -> None:
        raise ERRORS[name]

    def hang(self, begun: Path) -> None:
        begun.touch()
        threading.Event().wait()

    def end(self, how: int) -> None:
        os.kill(os.getpid(), how)
        threading.Event().wait()

    def leave(self, status: int) -> None:
        os._exit(status)

    def chatter(self) -> None:
        sys.stdout.write("a library prints\n")
        os.write(1, b"and another one\n")
        logging.getLogger("camfilter.odd").debug("a detail")
        logging.getLogger("camfilter.odd").warning("%s is slow", "this")
        warnings.warn("an old function", stacklevel=1)

    def niceness(self) -> int:
        return os.nice(0)

    def watch_gate(self, begun: Path) -> tuple[float, bool]:
        """How long the gate held it up, and whether it is to give up."""
        begun.touch()
        start = time.monotonic()
        stopped = self._stopped()
        return time.monotonic() - start, stopped

    def reset(self) -> None:
        """Nothing is kept."""

    def work_until_stopped(self, begun: Path) -> None:
        while not self._stopped():
            begun.touch()
        raise ERRORS["stopped"]


def build(
    stopped: Callable[[], bool], fault: str = "", begun: Path = Path(os.devnull)
) -> OddEngine:
    """The engine, unless there is a fault in it; it touches `begun` when it begins to hang."""
    if fault:
        raise ERRORS[fault]
    return OddEngine(stopped, begun)


def build_slowly(stopped: Callable[[], bool], begun: Path) -> OddEngine:
    """Never comes back."""
    begun.touch()
    threading.Event().wait()
    return OddEngine(stopped, begun)


def gone(number: int) -> bool:
    """Whether a process has ended, even if nobody has asked what became of it."""
    try:
        state = (
            Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        )
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"

"""Work beside other work, while a CUDA graph is being recorded.

The four layout tokens of stage 1 keep few multiprocessors busy. Recorded on a stream of their
own, they take those that the shape tokens leave idle.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

_LAG: Final = 2
"""How many blocks the side may be behind; what it reads is kept in memory for so long."""


class Lane:
    """Work beside the main stream that does not run beside it: where nothing is recorded."""

    @contextmanager
    def beside(self, *_read: Tensor) -> Iterator[None]:
        """Inside of this, work goes beside the main stream; `_read` was made by that."""
        yield

    def join(self) -> None:
        """Wait for all of it."""


class SideLane(Lane):
    """A second stream inside of a recording."""

    def __init__(self, device: torch.device) -> None:
        self._main = torch.cuda.current_stream(device)
        self._side = _side_stream(device)
        self._read: deque[tuple[torch.cuda.Event, tuple[Tensor, ...]]] = deque()

    @contextmanager
    def beside(self, *read: Tensor) -> Iterator[None]:
        """The same; `read` stays in memory until the side is done with it."""
        self._side.wait_stream(self._main)
        with torch.cuda.stream(self._side):
            yield
            done = torch.cuda.Event()  # type: ignore[no-untyped-call]
            done.record(self._side)
        self._read.append((done, read))
        while len(self._read) > _LAG:
            event, _ = self._read.popleft()
            self._main.wait_event(event)

    def join(self) -> None:
        self._main.wait_stream(self._side)
        self._read.clear()


def side_lane(device: torch.device) -> Lane:
    """A second stream while a CUDA graph is being recorded, else none."""
    if device.type == "cuda" and torch.cuda.is_current_stream_capturing():
        return SideLane(device)
    return Lane()


@lru_cache(maxsize=8)
def _side_stream(device: torch.device) -> torch.cuda.Stream:
    return torch.cuda.Stream(device)  # type: ignore[no-untyped-call]

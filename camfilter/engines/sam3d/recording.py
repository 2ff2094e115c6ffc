"""CUDA graphs: what was launched once, some two thousand kernels, is launched as one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import WeakSet

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

_WARM_UPS: Final = 2

_living: Final[WeakSet[Recording[Any]]] = WeakSet()


@lru_cache(maxsize=8)
def _stream(index: int) -> torch.cuda.Stream:
    """One for all recordings: memory is used again only on the stream that had it.

    Its high priority leaves only idle multiprocessors to work that goes beside it.
    """
    return torch.cuda.Stream(index, priority=-1)  # type: ignore[no-untyped-call]


class Recording(Generic[_T]):
    """`run` as a CUDA graph, which reads and writes where it did when it was recorded.

    All recordings work in the same memory: what `replay` gives must be used, or copied, before
    any of them is replayed again.
    """

    def __init__(self, run: Callable[[], _T]) -> None:
        stream = _stream(torch.cuda.current_device())
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(_WARM_UPS):
                run()
        torch.cuda.current_stream().wait_stream(stream)
        pool = next((recording._graph.pool() for recording in _living), None)
        self._graph: torch.cuda.CUDAGraph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(
            self._graph, pool=pool, stream=stream, capture_error_mode="thread_local"
        ):
            self._result: _T = run()
        _living.add(self)

    def replay(self) -> _T:
        """Do it again; the result is the same object each time, with new contents."""
        self._graph.replay()
        return self._result

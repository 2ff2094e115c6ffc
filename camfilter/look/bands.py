"""Pictures made in bands of rows: each stays in the processor's cache, and threads share them."""

from __future__ import annotations

import math
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from camfilter.look.arrays import Map

T = TypeVar("T")

_MOST_THREADS: Final = 4
_PER_THREAD: Final = 2
_UNITS: Final = 12
"""A band has at least so many units of rows, as it is made with one more on each side."""
_this = threading.local()


Span: TypeAlias = "tuple[int, int, int]"
"""In how many units of columns, the first of them, and the one after the last."""


class Band(NamedTuple):
    """Rows of a picture of `size`, from unit `first` to before unit `last` of all its `units`."""

    size: tuple[int, int]
    units: int
    first: int
    last: int

    @property
    def rows(self) -> slice:
        """The rows themselves."""
        rows = self.size[0] // self.units
        return slice(self.first * rows, self.last * rows)

    def around(self, values: Map) -> Map:
        """The rows of a smaller map that the band is made of."""
        rows = values.shape[0] // self.units
        return values[max(0, self.first - 1) * rows : (self.last + 1) * rows]

    def enlarged(self, values: Map, span: Span | None = None) -> Map:
        """The band of the enlarged map, as if that had been made as a whole; a `span` of it."""
        units, first, last = span or (1, 0, 1)
        columns, made_columns = values.shape[1] // units, self.size[1] // units
        if values.shape[:2] == self.size:
            return values[self.rows, first * columns : last * columns]
        before = max(0, first - 1)
        part = self.around(values)[:, before * columns : (last + 1) * columns]
        rows = self.size[0] // self.units
        size = part.shape[1] // columns * made_columns, part.shape[0] * self.size[0]
        made = np.asarray(cv2.resize(part, (size[0], size[1] // values.shape[0])))
        top, left = (self.first - max(0, self.first - 1)) * rows, (first - before) * made_columns
        made = made[top : top + (self.last - self.first) * rows]
        return made[:, left : left + (last - first) * made_columns]

    def span(self, seen: Map, *maps: Map) -> Span | None:
        """The columns from the first to the last in which anything is `seen` around the band.

        They are in units of which all the `maps` have whole numbers of columns.
        """
        there = np.flatnonzero(self.around(seen).any(axis=0))
        if not there.size:
            return None
        units = math.gcd(self.size[1], *(values.shape[1] for values in maps), seen.shape[1])
        each = seen.shape[1] // units
        return units, max(0, there[0] // each - 1), min(units, there[-1] // each + 2)


def bands(size: tuple[int, int], *maps: Map, least: int = 1) -> list[Band]:
    """The bands of a picture of `size` that is made of `maps`, which are no larger.

    In a unit of rows each of them has a whole number of its own. There is one band where that
    takes many rows; where nobody helps there are only as many as the `least` that is wanted.
    """
    units = math.gcd(size[0], *(values.shape[0] for values in maps))
    wanted = max(least, _PER_THREAD * helping() if helping() > 1 else 1)
    count = min(wanted, max(1, units // _UNITS))
    edges = [round(units * place / count) for place in range(count + 1)]
    return [Band(size, units, *pair) for pair in pairwise(edges)]


def in_two() -> bool:
    """Whether two threads may take turns with pictures, with half of the helpers each.

    Where that is no help at all, one thread with all of it has each picture ready sooner.
    """
    return _threads() // 2 > 1


@contextmanager
def helpers(shared_by: int = 1) -> Iterator[None]:
    """Inside of this other threads help this one, where there are processors for them.

    It takes only its part of them where it is one of several that they are `shared_by`.
    """
    threads = _threads() // shared_by
    if threads < 2:
        yield
        return
    with ThreadPoolExecutor(threads - 1, "camfilter-helper") as pool:
        _this.pool, _this.helping = pool, threads
        try:
            yield
        finally:
            del _this.pool, _this.helping


def helping() -> int:
    """How many threads work for this one, itself among them."""
    return getattr(_this, "helping", 1)


def share(work: Callable[[Any], object], parts: Sequence[Any]) -> None:
    """Do `work` on each of the `parts`, together with whoever helps."""
    threads = min(helping(), len(parts))

    def some(first: int) -> None:
        for part in parts[first::threads]:
            work(part)

    others = [aside(some, first) for first in range(1, threads)]
    some(0)
    for other in others:
        other()


def aside(work: Callable[..., T], *arguments: Any) -> Callable[[], T]:
    """Have a helper begin `work`, if there is one; what gives its result."""
    if helping() > 1:
        # A pool takes no more once the main thread has ended, though pictures may still be due.
        with suppress(RuntimeError):
            begun: Future[T] = _this.pool.submit(work, *arguments)
            return begun.result
    return partial(work, *arguments)


def _threads() -> int:
    """How many threads may work on a picture: half of the processors, the rest is busy too."""
    known = hasattr(os, "sched_getaffinity")
    count = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return min(_MOST_THREADS, count // 2)

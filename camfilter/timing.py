"""How long the stages of the work take."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 1024


def percentile(values: list[float], share: float) -> float:
    """The `share` (0..100) percentile of `values`, 0 where there are none."""
    return float(np.percentile(values, share)) if values else 0.0


class StageTimes:
    """Durations of named stages, the newest of each; one thread writes each, any may read."""

    def __init__(self) -> None:
        self._ms: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_KEPT))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what runs inside as one turn of the stage `name`."""
        start = time.perf_counter_ns()
        yield
        self.add(name, (time.perf_counter_ns() - start) / 1e6)

    def add(self, name: str, milliseconds: float) -> None:
        """Add one turn of the stage `name`."""
        self._ms[name].append(milliseconds)

    def medians(self) -> dict[str, float]:
        """Median duration of each stage in milliseconds, in the order of first use."""
        return self.percentiles(50)

    def percentiles(self, share: float) -> dict[str, float]:
        """The `share` (0..100) percentile of each stage in milliseconds."""
        return {name: percentile(list(values), share) for name, values in list(self._ms.items())}

"""The host's queue before a pipeline, in simulated time; `picks` is proven against the host."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOM = 30
TICK_S = 0.010


def picks(waiting: int, wanted: int) -> list[int]:
    """Which of the `waiting` pictures a request for `wanted` gets; all up to the last are gone."""
    step = waiting / wanted
    return [round(number * step) for number in range(wanted)]


@dataclass
class Run:
    """A pipeline that takes `call_s`, fed at `rate`."""

    rate: float
    call_s: Callable[[float], float]
    seconds: float = 30.0
    now: float = 0.0
    ages: list[float] = field(default_factory=list)
    calls: int = 0

    def clock(self) -> float:
        return self.now

    def play(self, freshness: Any) -> Run:
        rng = random.Random(0)
        period = 1 / self.rate
        count = int((self.seconds + 2) * self.rate)
        arrivals = sorted((i + rng.uniform(-0.1, 0.1)) * period for i in range(count))
        queue: list[float] = []
        while self.now < self.seconds:
            while arrivals[0] <= self.now:
                arrived = arrivals.pop(0)
                if len(queue) < ROOM:
                    queue.append(arrived)
            wanted = freshness.demand()
            if len(queue) < wanted:
                self.now += TICK_S
                continue
            last = picks(len(queue), wanted)[-1]
            freshness.served(wanted)
            if self.now > self.seconds / 3:
                self.ages.append(self.now - queue[last])
                self.calls += 1
            del queue[: last + 1]
            self.now += self.call_s(self.now) * rng.uniform(0.95, 1.05)
        return self

"""What is done behind pictures, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

T_contra = TypeVar("T_contra", contravariant=True)
M_co = TypeVar("M_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long slow work may take before the run goes on without it, in seconds.

    Attributes:
        load_s: for loading, which may convert gigabytes.
        first_s: for the first task, for which kernels are compiled.
        least_s, times: for every other one; as many times as it usually takes, but not less.
        pause_s, longest_pause_s: before the next try after a failure, twice as long each time.
        close_s: for ending what is under way.
        abandon_s: for the end of a thread after that of what it waits for.
    """

    load_s: float = 900.0
    first_s: float = 300.0
    least_s: float = 20.0
    times: float = 10.0
    pause_s: float = 1.0
    longest_pause_s: float = 60.0
    close_s: float = 8.0
    abandon_s: float = 2.0


class Maker(Protocol[T_contra, M_co]):
    """What does the slow work; made, used and closed on one thread."""

    def make(self, task: T_contra) -> M_co | None:
        """What comes of `task`; None if there is nothing to make of it."""

    def close(self) -> None:
        """Give back memory and device."""

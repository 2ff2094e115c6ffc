"""A sink that lets everything go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.sinks.base import SinkInfo

if TYPE_CHECKING:
    from camfilter.sinks.base import Output


class NullSink:
    """Counts pictures in `written` and asks for none of their parts."""

    def __init__(self) -> None:
        self.info = SinkInfo("null", live=False)
        self.written = 0

    def open(self, rate: float) -> None:
        """Nothing to make ready."""

    def write(self, output: Output) -> None:
        """Count one picture."""
        self.written += 1

    def viewers(self) -> int | None:
        """Unknown, so that pictures are made all the same."""
        return None

    def close(self) -> None:
        """Nothing to give back."""

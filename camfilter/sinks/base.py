"""What a sink for finished pictures is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry


class Output(Protocol):
    """One finished picture and, for sinks that carry more than it, what it was made from.

    The maps are made when they are first asked for and then kept, so a sink that does not want
    them costs nothing.
    """

    @property
    def picture(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 RGB, C-contiguous."""

    @property
    def frame(self) -> Frame:
        """The source's picture that this one shows."""

    @property
    def geometry(self) -> Geometry | None:
        """The geometry shown, smoothed, at the engine's size; None for a standby card."""

    def depth(self) -> NDArray[np.float32]:
        """(H, W) float32 distance at the frame's size, edges snapped to it; 0 where unknown."""

    def normals(self) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 picture of the normals at the frame's size."""

    def depth_range(self) -> tuple[float, float]:
        """The distances that are shown brightest and darkest now (near, far)."""


@dataclass(frozen=True, slots=True)
class SinkInfo:
    """What a sink is.

    Attributes:
        name: what a user would call it.
        live: whether it shows the present, so that a late picture is better dropped than kept.
    """

    name: str
    live: bool


class Sink(Protocol):
    """Where finished pictures go; opened, written and closed on one thread."""

    @property
    def info(self) -> SinkInfo:
        """What it is."""

    def open(self, rate: float) -> None:
        """Make ready to write about `rate` pictures a second (0 if unknown).

        Raises:
            SinkError: if it cannot be had; everything taken so far is given back.
        """

    def write(self, output: Output) -> None:
        """Deliver one picture; its size may differ from the last one's.

        Raises:
            SinkError: if it could not be delivered.
        """

    def viewers(self) -> int | None:
        """How many look at it now; None where that cannot be known. 0 lets the engine rest."""

    def close(self) -> None:
        """Complete what was written and give the device back; safe to call twice or unopened."""


@runtime_checkable
class Repeating(Protocol):
    """A sink whose viewers give it up when no picture comes for long."""

    def repeat(self) -> None:
        """Deliver the last picture once more, if there was one.

        Raises:
            SinkError: if it could not be delivered.
        """


@dataclass(frozen=True, slots=True)
class SinkListing:
    """A sink that can be chosen: `spec` is what `--to` takes, `detail` for the reader."""

    spec: str
    name: str
    kind: str
    detail: str = ""
    available: bool = True
    remedy: str = ""

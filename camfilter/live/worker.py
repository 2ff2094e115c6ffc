"""The thread every worker of a run is."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.frames import Frame, Geometry
    from camfilter.live.control import Control
    from camfilter.look import Manner
    from camfilter.look.arrays import Map
    from camfilter.settings import FilterSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame on its way.

    Attributes:
        taken_ns: where its latency counts from.
        number: which of the pictures that were meant to be shown it is, counted from 1.
        settings: the ones it was turned and mirrored with, for all that is made of it.
        feed: counts the sources that the run had so far.
    """

    frame: Frame
    taken_ns: int
    number: int
    settings: FilterSettings
    feed: int = 0

    @property
    def view(self) -> tuple[int, bool, str]:
        """Of which source it is and how it was turned: geometry of another view does not fit."""
        return self.feed, self.settings.mirror, str(self.settings.rotation)


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame with the geometry that was inferred from it.

    Attributes:
        inverse: inverse depth of the geometry, once that was made steady.
        manner: how it is to be shown, from then on.
    """

    shot: Shot
    geometry: Geometry
    inverse: Map | None = None
    manner: Manner | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no picture for now; live sinks show why.

    `size` is the height and width of the pictures that will come, where that is known.
    """

    message: str
    taken_ns: int
    size: tuple[int, int] | None = None


class Worker(threading.Thread):
    """A thread that ends the run, never hangs it, when its work fails; not a daemon."""

    def __init__(self, name: str, control: Control) -> None:
        super().__init__(name=f"camfilter-{name}")
        self.control = control

    def run(self) -> None:
        """Work, then hand on that it is over and let go, whatever happened."""
        try:
            self._guarded(self.work, self.failed)
        finally:
            self.hand_over()
            self._guarded(self.release, self.control.note)

    def _guarded(
        self, step: Callable[[], None], complain: Callable[[CamfilterError], None]
    ) -> None:
        try:
            step()
        except CamfilterError as error:
            complain(error)
        except Exception as error:
            logger.debug("%s failed", self.name, exc_info=True)
            message = f"{self.name} failed unexpectedly: {error!r}"
            complain(CamfilterError(message, "run 'camfilter --debug ...' and report what it says"))

    @abstractmethod
    def work(self) -> None:
        """Do the work until it is over."""

    def failed(self, error: CamfilterError) -> None:
        """Say what the work ended of; without this worker there is no run."""
        self.control.fail(error)

    @abstractmethod
    def hand_over(self) -> None:
        """Close what other workers wait on; cannot raise."""

    def release(self) -> None:
        """Give devices and memory back."""

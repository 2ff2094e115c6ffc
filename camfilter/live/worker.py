"""The thread every worker of a run is."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.errors import CamfilterError

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.live.control import Control

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame on its way; `taken_ns` is where its latency counts from."""

    frame: Frame
    taken_ns: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame with the geometry that was inferred from it."""

    shot: Shot
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class Lost:
    """The source is gone for now; live sinks show why."""

    message: str
    taken_ns: int


class Worker(threading.Thread):
    """A thread that ends the run, never hangs it, when its work fails; not a daemon."""

    def __init__(self, name: str, control: Control) -> None:
        super().__init__(name=f"camfilter-{name}")
        self.control = control

    def run(self) -> None:
        """Work, then hand on that it is over, whatever happened."""
        try:
            self.work()
        except CamfilterError as error:
            self.failed(error)
        except Exception as error:  # a thread that dies silently would hang all the others
            logger.exception("%s failed", self.name)
            message = f"{self.name} failed unexpectedly: {error!r}"
            self.failed(CamfilterError(message, "run with --debug and report this"))
        finally:
            self.finish()

    @abstractmethod
    def work(self) -> None:
        """Do the work until it is over."""

    def failed(self, error: CamfilterError) -> None:
        """Say what the work ended of; without this worker there is no run."""
        self.control.fail(error)

    @abstractmethod
    def finish(self) -> None:
        """Close what the next worker waits on and give devices back; must not raise."""

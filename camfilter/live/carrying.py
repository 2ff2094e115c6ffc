"""Finds for each picture the best geometry there is, on the thread of whoever asks for the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.live.mailbox import first_of
from camfilter.live.worker import Lost, Seen, Shot
from camfilter.look import FlowCarrier

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.live.control import Control
    from camfilter.live.mailbox import Mailbox
    from camfilter.live.source_worker import Limit
    from camfilter.look import Look, Manner
    from camfilter.look.arrays import Map


@dataclass(frozen=True, slots=True)
class Due:
    """A picture to be drawn, and the steady geometry to draw it with.

    Attributes:
        inverse: inverse depth of the geometry, where that is known.
        manner: how it is to be shown.
    """

    shot: Shot
    geometry: Geometry
    inverse: Map | None
    manner: Manner | None


class Carrying:
    """Hands on each picture as it was inferred or, paced, with the newest geometry carried to it.

    One thread asks. It gives each picture once, in order, and none after the limit in seconds.
    """

    def __init__(
        self,
        control: Control,
        limit: Limit,
        look: Look,
        seen: Mailbox[Shot | Seen | Lost],
        shots: Mailbox[Shot | Seen | Lost],
    ) -> None:
        self._control = control
        self._limit = limit
        self._look = look
        self._boxes = [seen, shots]
        self._carrier = FlowCarrier()
        self._first: Frame | None = None
        self._last_index = -1
        self._feed = 0
        self._latest: Seen | None = None
        self._kept: Seen | None = None

    def get(self) -> Due | Lost | None:
        """The next that is due, waiting for it.

        Raises:
            ClosedError: once nothing more will come.
        """
        while (got := first_of(self._boxes)) is not None:
            due = self._due(got[1])
            if due is not None:
                return due
        return None

    def close(self) -> None:
        """Let the engine and the source run dry."""
        for box in self._boxes:
            box.close()

    def _due(self, item: Shot | Seen | Lost) -> Due | Lost | None:
        if isinstance(item, Lost):
            self._forget()
            return item
        shot = item.shot if isinstance(item, Seen) else item
        if self._over(shot.frame):
            self._control.stopping.set()
            return None
        due = self._inferred(item) if isinstance(item, Seen) else self._carried(item)
        if due is None or shot.frame.index <= self._last_index:
            return None
        self._last_index = shot.frame.index
        return due

    def _over(self, frame: Frame) -> bool:
        first = self._first = self._first or frame
        return self._limit.reached(0, (frame.time_ns - first.time_ns) / 1e9)

    def _inferred(self, seen: Seen) -> Due | None:
        if seen.shot.feed != self._feed:
            self._feed = seen.shot.feed
            self._forget()
        self._latest = seen
        if self._control.statistics.paced and self._last_index >= 0:
            return None
        return Due(seen.shot, seen.geometry, seen.inverse, seen.manner)

    def _carried(self, shot: Shot) -> Due | None:
        latest = self._latest
        if latest is None or latest.shot.view != shot.view:
            return None
        self._look.foresee(shot.frame, shot.settings)
        with self._control.statistics.stages.stage("carry"):
            if latest is not self._kept:
                self._carrier.keep(latest.shot.frame, latest.geometry, latest.inverse)
                self._kept = latest
            geometry = self._carrier.carry(shot.frame, self._look.needs(shot.settings))
        if geometry is None:
            return None
        return Due(shot, geometry, self._carrier.inverse, latest.manner)

    def _forget(self) -> None:
        self._carrier.reset()
        self._latest = self._kept = None

"""Makes new geometry steady, so that pictures that are due need not wait for it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from camfilter.live.mailbox import ClosedError
from camfilter.live.worker import Lost, Seen, Shot, Worker

if TYPE_CHECKING:
    from camfilter.live.control import Control
    from camfilter.live.mailbox import Mailbox
    from camfilter.look import Look


class SteadyWorker(Worker):
    """Stands between the engine and the renderer, whose look it shares."""

    def __init__(
        self,
        control: Control,
        look: Look,
        inbox: Mailbox[Shot | Seen | Lost],
        outbox: Mailbox[Shot | Seen | Lost],
    ) -> None:
        super().__init__("steady", control)
        self._look = look
        self._inbox = inbox
        self._outbox = outbox
        self._feed = 0

    def work(self) -> None:
        """Hand on what the engine saw until no more comes; a lost source ends what was known."""
        with suppress(ClosedError):
            while (item := self._inbox.get()) is not None:
                if isinstance(item, Seen):
                    item = self._steady(item)
                else:
                    self._look.reset()
                self._outbox.put(item)

    def hand_over(self) -> None:
        """Let the engine and the renderer run dry."""
        self._inbox.close()
        self._outbox.close()

    def _steady(self, seen: Seen) -> Seen:
        shot = seen.shot
        if shot.feed != self._feed:
            self._feed = shot.feed
            self._look.reset()
        geometry = self._look.steady(seen.geometry, shot.frame, shot.settings)
        return Seen(shot, geometry, self._look.inverse, self._look.manner)

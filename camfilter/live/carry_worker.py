"""Finds the geometry of the next picture while the one before it is still being drawn."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from camfilter.live.mailbox import ClosedError
from camfilter.live.worker import Lost, Worker
from camfilter.look.bands import helpers

if TYPE_CHECKING:
    from camfilter.live.carrying import Carrying, Due
    from camfilter.live.control import Control
    from camfilter.live.mailbox import Mailbox


class CarryWorker(Worker):
    """Stands before the renderer where there are processors for both, who share the helpers."""

    def __init__(self, control: Control, carrying: Carrying, outbox: Mailbox[Due | Lost]) -> None:
        super().__init__("carry", control)
        self._carrying = carrying
        self._outbox = outbox

    def work(self) -> None:
        """Hand on what is due until no more comes or nobody takes it."""
        with helpers(shared_by=2), suppress(ClosedError):
            due = self._carrying.get()
            # Not only when the last one is taken: after a picture that took long to draw, one that
            # waited all the while would be shown as old as that, and this is worth a few in vain.
            while due is not None and self._outbox.put(due):
                due = self._carrying.get()

    def hand_over(self) -> None:
        """Let the engine, the source and the renderer run dry."""
        self._carrying.close()
        self._outbox.close()

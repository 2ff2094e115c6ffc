"""Mailboxes: the only way anything passes from one thread to another."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class ClosedError(Exception):
    """Nothing more will come out of this mailbox."""


class Mailbox(Generic[T]):
    """Holds at most `room` items, usually one: a newer one replaces the oldest, which is counted.

    Attributes:
        waits: let `put` wait for room instead, so that nothing is lost.
        dropped: how many items were replaced before anybody took them.
    """

    def __init__(
        self,
        *,
        waits: bool = False,
        room: int = 1,
        changed: threading.Condition | None = None,
    ) -> None:
        self.waits = waits
        self._room = room
        self.dropped = 0
        self._changed = changed or threading.Condition()
        self._items: deque[T] = deque()
        self._closed = False

    def put(self, item: T) -> bool:
        """Leave `item`; False if nobody will take it any more."""
        with self._changed:
            if self.waits:
                self._changed.wait_for(lambda: self._closed or len(self._items) < self._room)
            if self._closed:
                return False
            if len(self._items) == self._room:
                self._items.popleft()
                self.dropped += 1
            self._items.append(item)
            self._changed.notify_all()
            return True

    def get(self, timeout_s: float | None = None) -> T | None:
        """Take the item, waiting for one; None after `timeout_s`.

        Raises:
            ClosedError: once the mailbox is closed and empty.
        """
        taken = first_of([self], timeout_s)
        return None if taken is None else taken[1]

    def close(self) -> None:
        """Take no more items; what is inside can still be had."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def first_of(boxes: Sequence[Mailbox[T]], timeout_s: float | None = None) -> tuple[int, T] | None:
    """Place and item of the first mailbox in the list that holds one; None after `timeout_s`.

    All of them must have been made with the same `changed`.

    Raises:
        ClosedError: once all are closed and empty.
    """

    def ready() -> bool:
        return any(box._items for box in boxes) or all(box._closed for box in boxes)

    changed = boxes[0]._changed
    with changed:
        if not changed.wait_for(ready, timeout_s):
            return None
        for place, box in enumerate(boxes):
            if box._items:
                item = box._items.popleft()
                changed.notify_all()
                return place, item
    raise ClosedError

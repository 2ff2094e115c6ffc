"""Keeps the last log records for whoever wants to look at them later."""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

_MOST: Final = 2_000
_SECRETS: Final = re.compile(r"\bhf_[A-Za-z0-9_-]{4,}|(?i:(?<=bearer )|(?<=token=))[^\s\"'&]{4,}")
_REMOVED: Final = "[removed]"


@dataclass(frozen=True, slots=True)
class Record:
    """One log record; `number` counts all that ever came, `text` may have several lines."""

    number: int
    when: datetime
    level: int
    name: str
    text: str

    def __str__(self) -> str:
        """The record as it is shown, saved and copied."""
        when = self.when.isoformat(" ", "milliseconds")
        return f"{when} {logging.getLevelName(self.level):<8} {self.name}: {self.text}"


class LogRecords(logging.Handler):
    """A handler that keeps the last records, without tokens; any thread may log and read."""

    def __init__(self, most: int = _MOST) -> None:
        super().__init__()
        self._records: deque[Record] = deque(maxlen=most)
        # Not the handler's own: a record that cannot be formatted is reported while that is held.
        self._guard = threading.Lock()
        self._count = 0
        self._changed: list[tuple[logging.Logger | logging.Handler, int]] = []

    def listen(self) -> None:
        """Keep what is said from now on, and what camfilter says in passing.

        Handlers that are there already, as for the terminal, go on saying what they said before.
        """
        root, ours = logging.getLogger(), logging.getLogger("camfilter")
        for handler in root.handlers:
            self._set_level(handler, max(handler.level, ours.getEffectiveLevel()))
        self._set_level(ours, min(ours.getEffectiveLevel(), logging.INFO))
        root.addHandler(self)

    def rest(self) -> None:
        """Keep no more, and leave everything as it was before `listen`."""
        logging.getLogger().removeHandler(self)
        while self._changed:
            whose, level = self._changed.pop()
            whose.setLevel(level)

    def since(self, number: int, most: int = _MOST) -> list[Record]:
        """The first `most` of the records that are kept and came after the one with this number."""
        with self._guard:
            gone = self._count - len(self._records)
            first = max(0, number - gone)
            return list(islice(self._records, first, first + most))

    @property
    def last_number(self) -> int:
        """The number of the newest record, 0 before the first."""
        return self._count

    def _set_level(self, whose: logging.Logger | logging.Handler, level: int) -> None:
        self._changed.append((whose, whose.level))
        whose.setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep `record`."""
        try:
            text = redacted(self.format(record))
        except Exception:  # noqa: BLE001  what logging does with a record that cannot be formatted
            self.handleError(record)
            return
        when = datetime.fromtimestamp(record.created)
        with self._guard:
            self._count += 1
            kept = Record(self._count, when, record.levelno, record.name, text)
            self._records.append(kept)


def redacted(text: str) -> str:
    """`text` without what looks like a Hugging Face token or the credentials of a request."""
    return _SECRETS.sub(_REMOVED, text)

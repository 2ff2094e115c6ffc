"""What a source of pictures is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from camfilter.frames import Frame


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source delivers.

    Attributes:
        name: what a user would call it.
        live: whether pictures pass whether or not somebody takes them. A source that is not live
            waits for its reader, so nothing of it need be dropped.
        rate: pictures a second, measured or declared; 0 if unknown.
        count: how many pictures there are in all, or None if that is unknown or endless.
    """

    name: str
    live: bool
    rate: float
    count: int | None = None


class Source(Protocol):
    """Pictures, one after the other; opened, read and closed on one thread."""

    @property
    def info(self) -> SourceInfo:
        """What it delivers; complete once it is open."""

    def open(self) -> None:
        """Make ready to read; may be called again after `close`.

        Raises:
            SourceError: if it cannot be had; everything taken so far is given back.
        """

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture of a source that waits, the newest of a live one.

        Returns None when nothing came within `timeout_s`.

        Raises:
            EOFError: after the last picture.
            SourceLostError: if a live source stopped and may come back.
            SourceError: if it broke for good.
        """

    def close(self) -> None:
        """Give the device or file back; safe to call twice or unopened."""


@runtime_checkable
class Interruptible(Protocol):
    """A source whose opening may hang and can be ended from another thread."""

    def interrupt(self) -> None:
        """Have an opening that is under way fail at once; harmless at any other time."""


@dataclass(frozen=True, slots=True)
class SourceListing:
    """A source that can be chosen: `spec` is what `--source` takes, `detail` for the reader."""

    spec: str
    name: str
    kind: str
    detail: str = ""
    available: bool = True
    remedy: str = ""

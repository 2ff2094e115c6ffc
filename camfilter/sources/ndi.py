"""An NDI sender on the network as a live source."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from camfilter.errors import SourceError, SourceLostError
from camfilter.frames import Frame
from camfilter.ndi.audio import Alignment, AudioBlock, AudioTrack
from camfilter.ndi.finder import find_sources
from camfilter.ndi.library import NdiError, avahi_running, discovery_problem
from camfilter.ndi.sender import own_senders
from camfilter.sources.base import SourceInfo, SourceListing
from camfilter.sources.clock import Stamps
from camfilter.sources.ndi_choice import parse_choice
from camfilter.sources.ndi_link import NdiLink

if TYPE_CHECKING:
    from camfilter.ndi.finder import NdiListing
    from camfilter.ndi.receiver import Heard, Received

_STEP_S: Final = 0.1
_FIND_S: Final = 3.0
_FIND_AGAIN_S: Final = 1.2
_PICTURE_S: Final = 2.5
_QUIET_S: Final = 1.0
_LIST_S: Final = 1.2
_LIST_BLIND_S: Final = 0.4
"""Without mDNS nobody is announced late."""


class NdiSource:
    """The newest picture of an NDI sender; what passes between two reads is dropped and counted.

    A frame's time is that of its arrival: the sender's clock may be any other. Its sound is in
    `audio` while somebody wants it. A sender that is back within a second is not missed; after
    that the source is lost, and opening it again takes up the same sender once it is back.
    """

    def __init__(
        self, text: str | None = None, *, find_s: float = _FIND_S, picture_s: float = _PICTURE_S
    ) -> None:
        """`text` is NAME[@ADDRESS[:PORT]], or None for the first sender there is.

        Opening waits `find_s` for the sender, and `picture_s` for its first picture.

        Raises:
            UsageError: if it cannot be meant.
        """
        self._choice = parse_choice(text)
        self._find_s = find_s
        self._picture_s = picture_s
        self._known: NdiListing | None = None
        self._link: NdiLink | None = None
        self._hung: NdiLink | None = None
        self._lost = False
        self._interrupted = threading.Event()
        self._first: Received | None = None
        self._stamps = Stamps()
        self._alignment = Alignment()
        self._info = SourceInfo(f"NDI {text}" if text else "NDI", live=True, rate=0.0)
        self.audio: Final = AudioTrack()

    @property
    def info(self) -> SourceInfo:
        """The sender's full name, and the rate that it declares."""
        return self._info

    def open(self) -> None:
        """Find the sender, connect to it and see a picture come.

        Raises:
            SourceError: if NDI cannot be had, nobody or several are meant, no picture comes, or it
                is interrupted.
        """
        if self._link is not None:
            self.close()
        link, self._hung = self._hung, None
        try:
            link = link or NdiLink(self._choice.resolved(), self._hear, self._known)
            self._first = self._await_first(link)
        except BaseException as error:
            self._let_go(link, lost=self._known is not None)
            if isinstance(error, NdiError):
                raise SourceError(error.message, error.remedy) from error
            raise
        self._link, self._known = link, link.listing
        if self._known is not None:
            self._info = SourceInfo(self._known.name, live=True, rate=self._first.rate)

    def read(self, timeout_s: float) -> Frame | None:
        """The newest picture that was not read yet; None if none came within `timeout_s`."""
        if self._link is None:
            raise SourceError("the NDI source is not open", "open the source before reading it")
        waiting, self._first = self._first, None
        received = self._take(self._link, 0.0 if waiting is not None else timeout_s)
        if received is not None:
            return self._frame(received, skipped=received.skipped + (waiting is not None))
        if waiting is not None:
            return self._frame(waiting, skipped=waiting.skipped)
        if self._link.away_s > _QUIET_S:
            self._lost = True
            raise SourceLostError(*self._link.trouble())
        return None

    def interrupt(self) -> None:
        """End an `open` that waits, now or next; from any thread, undone by `close`."""
        self._interrupted.set()

    def close(self) -> None:
        """Let go of the sender.

        One that hangs keeps its connection until the next call or opening: it may crash when it
        wakes and finds that connections came and went.
        """
        hung, self._hung = self._hung, None
        link, self._link = self._link, None
        self._let_go(link, lost=self._lost)
        self._first, self._lost = None, False
        self._interrupted.clear()
        self.audio.clear()
        if hung is not None:
            hung.close()

    def _let_go(self, link: NdiLink | None, *, lost: bool) -> None:
        if link is None:
            return
        if lost and link.hangs:
            self._hung = link
        else:
            link.close()

    def _await_first(self, link: NdiLink) -> Received:
        find_s = self._find_s if self._known is None else _FIND_AGAIN_S
        while not self._interrupted.is_set():
            received = link.take(_STEP_S, sound=self.audio.wanted)
            if received is not None:
                return received
            if link.away_s - link.met_s > find_s or link.met_s > self._picture_s:
                raise SourceError(*link.trouble())
        raise SourceError(f"looking for {self._info.name} was interrupted", "choose it again")

    def _take(self, link: NdiLink, timeout_s: float) -> Received | None:
        try:
            return link.take(timeout_s, sound=self.audio.wanted)
        except NdiError as error:
            raise SourceError(error.message, error.remedy) from error

    def _frame(self, received: Received, skipped: int) -> Frame:
        self._alignment.picture(received.timecode, received.time_ns)
        index, time_ns = self._stamps.stamp(received.time_ns, skipped)
        return Frame(received.rgb(), time_ns, index, received.alpha())

    def _hear(self, heard: Heard) -> None:
        time_ns = self._alignment.time_of(heard.timecode, heard.time_ns)
        self.audio.put(AudioBlock(heard.samples, heard.rate, time_ns))


def ndi_listings() -> list[SourceListing]:
    """Every sender there is but our own, or one entry that says why there is none."""
    try:
        found = find_sources(_LIST_S if avahi_running() else _LIST_BLIND_S)
    except NdiError as error:
        return [_nothing(error.message, error.remedy)]
    own = own_senders()
    listings = [_listing(it) for it in found if it.name not in own]
    if listings:
        return listings
    return [_nothing(*(discovery_problem() or ("no sender seen", "start a sender")))]


def _listing(found: NdiListing) -> SourceListing:
    # Without mDNS it will be found again only where it is; and an @ must not begin an address.
    exact = found.name.endswith(")") and avahi_running()
    host = f"[{found.host}]" if ":" in found.host else found.host
    spec = f"ndi:{found.name}" if exact else f"ndi:{found.name}@{host}"
    return SourceListing(spec, found.name, "ndi", found.address)


def _nothing(detail: str, remedy: str) -> SourceListing:
    return SourceListing("ndi", "NDI", "ndi", detail, False, remedy)

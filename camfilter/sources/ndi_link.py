"""The connection to an NDI sender, made anew whenever it stops to deliver."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from camfilter.ndi.finder import Search
from camfilter.ndi.library import discovery_problem
from camfilter.ndi.receiver import Receiver
from camfilter.ndi.sender import own_senders
from camfilter.sources.ndi_choice import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.ndi.finder import NdiListing
    from camfilter.ndi.receiver import Heard, Received
    from camfilter.sources.ndi_choice import SenderChoice

_GREETING_S: Final = 0.5
"""How long a new connection may take to come about."""
_SETTLE_S: Final = 0.3
"""How long others of the same name may take to turn up."""
_PATIENCE_S: Final = 1.0
_MOST_PATIENCE_S: Final = 8.0
_USUAL_GAPS: Final = 3.0


class NdiLink:
    """Pictures of one sender for as long as it is there, and again when it is back.

    The library takes up a sender again only where there is mDNS, and not always then. So as soon
    as a connection is gone the sender is looked for by mDNS and by its address, and a new receiver
    is connected to it. To a new connection a sender shows its last picture at once: so when no
    picture has come for a second, a new connection tells one that sends still pictures from one
    that hangs. Used by one thread.

    Args:
        choice: which sender, resolved.
        on_sound: takes its sound.
        known: the sender that was chosen before, if the connection is to be taken up again.
    """

    def __init__(
        self,
        choice: SenderChoice,
        on_sound: Callable[[Heard], None],
        known: NdiListing | None = None,
    ) -> None:
        self.listing = known
        self._choice = choice if known is None else replace(choice, name=known.name)
        self._on_sound = on_sound
        self._search: Search | None = None
        self._seen: list[NdiListing] = []
        self._found: NdiListing | None = None
        self._failed = ""
        self._receiver: Receiver | None = None
        self._connected_at = 0.0
        self._picture_at = 0.0
        self._flowing = False
        self._patience_s = _PATIENCE_S
        self._away_since: float | None = time.monotonic()
        self._met_at: float | None = None

    @property
    def away_s(self) -> float:
        """How long there have been no pictures; 0 while they come."""
        return 0.0 if self._away_since is None else time.monotonic() - self._away_since

    @property
    def met_s(self) -> float:
        """For how much of that time the sender has been connected."""
        return 0.0 if self._met_at is None else time.monotonic() - self._met_at

    @property
    def hangs(self) -> bool:
        """Whether a sender is connected that sends no pictures."""
        return self._receiver is not None and self._met_at is not None

    def take(self, timeout_s: float, *, sound: bool) -> Received | None:
        """The newest picture; None if none came within `timeout_s`, or a little more.

        Raises:
            SourceError: if it is not clear which sender is meant.
            NdiError: if NDI cannot be had.
        """
        if self._receiver is None:
            self._seek(timeout_s)
        if self._receiver is None:
            return None
        received = self._receiver.capture(timeout_s, sound=sound)
        now = time.monotonic()
        if received is not None:
            self._meet()
            self._came(now)
        elif not self._receiver.connected():
            if now - self._connected_at > _GREETING_S:
                self._lose(now)
                self._met_at = None
        elif now - max(self._picture_at, self._connected_at) > self._patience_s:
            self._renew(now)
        else:
            self._meet()
            self._met_at = self._met_at or now
        return received

    def trouble(self) -> tuple[str, str]:
        """Why no pictures come, and what to do about it."""
        if self.listing is None:
            return self._not_found()
        if self._met_at is not None:
            return _silent(self.listing.name)
        return (
            f"the NDI source '{self.listing.name}' is gone",
            "start its sender again; the picture comes back by itself",
        )

    def close(self) -> None:
        """Let go of the sender and stop looking for it; safe to call twice."""
        self._hang_up()
        search, self._search = self._search, None
        if search is not None:
            search.close()

    def _seek(self, timeout_s: float) -> None:
        if self._search is None:
            self._search = Search(self._hosts())
        self._found = self._chosen(self._search.look(timeout_s))
        if self._found is None:
            return
        if self._found.name != self._choice.name:
            self._found = self._chosen(self._search.gather(_SETTLE_S)) or self._found
        self.close()
        self._connect(self._found)

    def _connect(self, found: NdiListing) -> None:
        self._receiver = Receiver(found, on_sound=self._on_sound)
        self._connected_at, self._flowing = time.monotonic(), False

    def _chosen(self, seen: list[NdiListing]) -> NdiListing | None:
        self._seen = seen
        # The announcement of a sender outlives it by a second or more.
        ordered = sorted(seen, key=lambda it: it.address == self._failed)
        return self._choice.choose(ordered, own_senders())

    def _hosts(self) -> list[str]:
        """Machines to ask: the one that is named, and the one where the sender was."""
        known = self.listing.host if self.listing is not None else None
        return [host for host in dict.fromkeys((self._choice.host, known)) if host]

    def _meet(self) -> None:
        """From now on nobody else is meant."""
        if self._found is not None and self._found is not self.listing:
            self.listing = self._found
            self._choice = replace(self._choice, name=self._found.name)

    def _came(self, now: float) -> None:
        if self._flowing:
            gap_s = now - self._picture_at
            self._patience_s = min(max(_PATIENCE_S, _USUAL_GAPS * gap_s), _MOST_PATIENCE_S)
        self._flowing = True
        self._picture_at = now
        self._away_since = self._met_at = None

    def _lose(self, now: float) -> None:
        self._failed = self._found.address if self._found is not None else ""
        self._hang_up()
        self._away_since = self._away_since or now

    def _renew(self, now: float) -> None:
        """Connect again to a sender that is there but silent, and then have patience.

        Connections that come and go while a sender hangs may crash it when it wakes.
        """
        self._patience_s = _MOST_PATIENCE_S
        self._away_since = self._away_since or now
        self._hang_up()
        if self._found is not None:
            self._connect(self._found)

    def _hang_up(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.close()

    def _not_found(self) -> tuple[str, str]:
        if self._found is not None:
            return (
                f"the NDI source '{self._found.name}' does not answer at {self._found.address}",
                "check that the sender runs, and that firewalls pass TCP 5960 and above",
            )
        own = own_senders()
        named = str(self._choice)
        what = f"the NDI source '{named}' is not there" if named else "there is no NDI source"
        others = [it for it in self._seen if it.name not in own]
        if others:
            named = names_of(others, placed=self._choice.host is not None)
            return what, f"use one that is: {named}"
        if self._choice.host is not None:
            return what, "check that the sender runs, and that firewalls pass TCP 5960 and above"
        problem = discovery_problem()
        if problem is not None:
            return f"{what}: {problem[0]}", problem[1]
        return what, "start its sender, or name its address: ndi:NAME@ADDRESS"


def _silent(name: str) -> tuple[str, str]:
    remedy = "check that its sender sends pictures"
    if sys.platform == "linux":
        remedy += "; an NDI|HX source needs FFmpeg 7 (libavcodec.so.61) on this computer"
    return f"the NDI source '{name}' is connected but sends no pictures", remedy

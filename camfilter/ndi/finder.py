"""Finds NDI senders: announced on the network by mDNS, or asked for at an address.

Which groups are seen, and which machines are asked besides, can be set for the whole process:
`CAMFILTER_NDI_GROUPS=studio,public` and `CAMFILTER_NDI_ADDRESSES=10.0.0.5,10.0.0.6`. A discovery
server is set where every NDI program looks for it, in NDI's own `ndi-config.v1.json`.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from camfilter.ndi.library import Handle, avahi_running

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GROUPS_VARIABLE: Final = "CAMFILTER_NDI_GROUPS"
ADDRESSES_VARIABLE: Final = "CAMFILTER_NDI_ADDRESSES"

_HERE: Final = "127.0.0.1"
_ASK_AGAIN_S: Final = 0.5
_LOOK_S: Final = 0.02


@dataclass(frozen=True, slots=True, order=True)
class NdiListing:
    """A sender on the network: its full name "MACHINE (name)" and where it is, "HOST:PORT"."""

    name: str
    address: str

    @property
    def short_name(self) -> str:
        """The part in brackets, which the user of the sending program chose."""
        _, bracket, rest = self.name.partition(" (")
        return rest.removesuffix(")") if bracket else self.name

    @property
    def host(self) -> str:
        """The address without the port."""
        return self.address.rpartition(":")[0].strip("[]")


class Finder:
    """A list of senders that keeps itself up to date; any thread may read it.

    Without mDNS it finds what runs on this computer and on the machines at `addresses`.

    Raises:
        NdiError: if NDI cannot be had.
    """

    def __init__(self, addresses: Sequence[str] = (), groups: Sequence[str] = ()) -> None:
        asked = [*addresses, *_listed(ADDRESSES_VARIABLE)]
        if not avahi_running():
            asked.append(_HERE)
        extra = ",".join(dict.fromkeys(asked)) or None
        seen = ",".join(groups or _listed(GROUPS_VARIABLE)) or None
        self._handle = Handle(
            "NDI finder",
            lambda ndi: ndi.find_create_v2(ndi.FindCreate(True, seen, extra)),
            "find_destroy",
            ("NDI sources cannot be looked for", "check that this computer has a network"),
        )

    def listings(self) -> list[NdiListing]:
        """Who is there now, by name; each sender once for every address it is known at.

        Raises:
            NdiClosedError: if the finder is closed.
        """
        found = self._handle.call("find_get_current_sources")
        return sorted({NdiListing(str(it.ndi_name), str(it.url_address)) for it in found})

    def wait(self, timeout_s: float) -> bool:
        """Whether somebody came or went within `timeout_s`.

        Raises:
            NdiClosedError: if the finder is closed.
        """
        return bool(self._handle.call("find_wait_for_sources", max(0, round(timeout_s * 1000))))

    def close(self) -> None:
        """Stop looking; safe to call twice."""
        self._handle.close()


class Search:
    """A finder for who must be found soon; used by one thread.

    The library asks an address again only after a second or more, and an mDNS announcement takes
    a second to arrive. Asked for the first time, a machine answers within milliseconds: so the
    machines at `addresses` are asked anew twice a second. A sender is never probed with a plain
    TCP connection: one that is closed at the wrong moment crashes the sending program.

    Raises:
        NdiError: if NDI cannot be had.
    """

    def __init__(self, addresses: Sequence[str] = (), groups: Sequence[str] = ()) -> None:
        self._addresses = tuple(addresses)
        self._groups = tuple(groups)
        self._standing = Finder((), groups)
        self._asking: Finder | None = None
        self._asked_at = 0.0

    def look(self, timeout_s: float) -> list[NdiListing]:
        """Who is there; comes back at the first change, or with the same after `timeout_s`."""
        now = time.monotonic()
        if self._addresses and now - self._asked_at > _ASK_AGAIN_S:
            self._ask(now)
        before = self._listings()
        deadline = now + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            (self._asking or self._standing).wait(min(left, _LOOK_S))
            if self._listings() != before:
                break
        return self._listings()

    def gather(self, timeout_s: float) -> list[NdiListing]:
        """Who is there after `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            self._standing.wait(left)
        return self._listings()

    def close(self) -> None:
        """Stop looking; safe to call twice."""
        self._standing.close()
        if self._asking is not None:
            self._asking.close()

    def _ask(self, now: float) -> None:
        if self._asking is not None:
            self._asking.close()
        self._asking, self._asked_at = Finder(self._addresses, self._groups), now

    def _listings(self) -> list[NdiListing]:
        asked = self._asking.listings() if self._asking is not None else []
        return sorted({*asked, *self._standing.listings()})


def find_sources(
    timeout_s: float, addresses: Sequence[str] = (), groups: Sequence[str] = ()
) -> list[NdiListing]:
    """Who can be seen after looking for `timeout_s`, by name, each sender once.

    Announcements take about a second to arrive.

    Raises:
        NdiError: if NDI cannot be had.
    """
    finder = Finder(addresses, groups)
    try:
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            finder.wait(left)
        return one_of_each(finder.listings())
    finally:
        finder.close()


def one_of_each(listings: Iterable[NdiListing]) -> list[NdiListing]:
    """The listings in their order, without further addresses of the same sender."""
    first: dict[str, NdiListing] = {}
    for listing in listings:
        first.setdefault(listing.name, listing)
    return list(first.values())


def _listed(variable: str) -> list[str]:
    return [part.strip() for part in os.environ.get(variable, "").split(",") if part.strip()]

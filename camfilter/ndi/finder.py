"""Finds NDI senders: announced on the network by mDNS, or asked for at an address.

Which groups are seen, and which machines are asked besides, can be set for the whole process:
`CAMFILTER_NDI_GROUPS=studio,public` and `CAMFILTER_NDI_ADDRESSES=10.0.0.5,10.0.0.6`. A discovery
server is set where every NDI program looks for it, in NDI's own `ndi-config.v1.json`.
"""

from __future__ import annotations

import os
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from camfilter.ndi.library import Handle, avahi_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

GROUPS_VARIABLE: Final = "CAMFILTER_NDI_GROUPS"
ADDRESSES_VARIABLE: Final = "CAMFILTER_NDI_ADDRESSES"

_HERE: Final = "127.0.0.1"
_ASK_AGAIN_S: Final = 0.1
_ASKED_AT_ONCE: Final = 10
_LOOK_S: Final = 0.02
_AWAIT_S: Final = 0.2


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

    It is complete where there is mDNS. Of this computer and the machines at `addresses` it knows
    without that only what one sending program of each tells; `Search` knows more.

    Raises:
        NdiError: if NDI cannot be had.
    """

    def __init__(self, addresses: Sequence[str] = (), groups: Sequence[str] = ()) -> None:
        extra = ",".join(dict.fromkeys([*addresses, *_always_asked()])) or None
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
    """Finds quickly, with or without mDNS, who is there now; used by one thread.

    An announcement by mDNS takes a second to arrive. Asked for the first time, a machine answers
    within milliseconds, but the library asks again only after a second or more; and of several
    programs that send from one machine a single one answers, each time another. So the machines
    at `addresses` are asked anew all the time. They are never probed with plain connections:
    libndi crashes when one is closed at the wrong moment.

    Raises:
        NdiError: if NDI cannot be had.
    """

    def __init__(self, addresses: Sequence[str] = (), groups: Sequence[str] = ()) -> None:
        self._addresses = tuple(dict.fromkeys([*addresses, *_always_asked()]))
        self._groups = tuple(groups)
        self._standing = Finder((), groups)
        self._asking: deque[Finder] = deque()
        self._asked_at = -_ASK_AGAIN_S

    def look(self, timeout_s: float) -> list[NdiListing]:
        """Who is there; comes back at the first change, or with the same after `timeout_s`."""
        before = self._seen()
        deadline = time.monotonic() + timeout_s
        while True:
            self._ask()
            left = deadline - time.monotonic()
            if left > 0:
                (self._asking or [self._standing])[-1].wait(min(left, _LOOK_S))
            seen = self._seen()
            if left <= 0 or seen != before:
                return seen

    def gather(self, timeout_s: float) -> list[NdiListing]:
        """Who is there after `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            self.look(left)
        return self._seen()

    def close(self) -> None:
        """Stop looking; safe to call twice."""
        for finder in (self._standing, *self._asking):
            finder.close()

    def _ask(self) -> None:
        now = time.monotonic()
        if self._addresses and now - self._asked_at >= _ASK_AGAIN_S:
            self._asking.append(Finder(self._addresses, self._groups))
            self._asked_at = now
            if len(self._asking) > _ASKED_AT_ONCE:
                self._asking.popleft().close()

    def _seen(self) -> list[NdiListing]:
        finders = (self._standing, *self._asking)
        return sorted({listing for finder in finders for listing in finder.listings()})


def find_sources(
    timeout_s: float, addresses: Sequence[str] = (), groups: Sequence[str] = ()
) -> list[NdiListing]:
    """Who can be seen after looking for `timeout_s`, by name, each sender once.

    Announcements take about a second to arrive.

    Raises:
        NdiError: if NDI cannot be had.
    """
    search = Search(addresses, groups)
    try:
        return one_of_each(search.gather(timeout_s))
    finally:
        search.close()


def await_sender(
    wanted: Callable[[NdiListing], bool],
    timeout_s: float,
    addresses: Sequence[str] = (),
    given_up: Callable[[], bool] = lambda: False,
) -> NdiListing | None:
    """The first sender that is `wanted`, as soon as it is there; None after `timeout_s`.

    Raises:
        NdiError: if NDI cannot be had.
    """
    search, deadline = Search(addresses), time.monotonic() + timeout_s
    try:
        while time.monotonic() < deadline and not given_up():
            found = next(filter(wanted, search.look(_AWAIT_S)), None)
            if found is not None:
                return found
    finally:
        search.close()
    return None


def one_of_each(listings: Iterable[NdiListing]) -> list[NdiListing]:
    """The listings in their order, without further addresses of the same sender."""
    first: dict[str, NdiListing] = {}
    for listing in listings:
        first.setdefault(listing.name, listing)
    return list(first.values())


def _always_asked() -> list[str]:
    here = [] if avahi_running() else [_HERE]
    return [*_listed(ADDRESSES_VARIABLE), *here]


def _listed(variable: str) -> list[str]:
    return [part.strip() for part in os.environ.get(variable, "").split(",") if part.strip()]

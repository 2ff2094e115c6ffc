"""Which NDI sender is meant by `ndi[:NAME][@ADDRESS[:PORT]]`."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from camfilter.errors import SourceError, UsageError
from camfilter.ndi.finder import NdiListing, one_of_each

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

GRAMMAR: Final = "ndi[:NAME][@ADDRESS[:PORT]]"

_PLACE: Final = re.compile(
    r"(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^:\[\]]*))(?::(?P<port>[0-9]*))?", re.ASCII
)
_HOST: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?", re.ASCII)
_MOST_NAMED: Final = 8
_EXAMPLE: Final = "write it as ndi:NAME@10.0.0.5, ndi:NAME@10.0.0.5:5961 or ndi:NAME@[fe80::1]:5961"


@dataclass(frozen=True, slots=True)
class SenderChoice:
    """A sender as the user names it.

    Attributes:
        name: "MACHINE (name)" or only the part in brackets, in any case; None for the first one.
        host: the machine it must be on: its name or address; None for any.
        port: where it is on that machine, for one that does not tell.
    """

    name: str | None = None
    host: str | None = None
    port: int | None = None

    def __str__(self) -> str:
        place = ""
        if self.host is not None:
            place = f"@[{self.host}]" if ":" in self.host else f"@{self.host}"
        return (self.name or "") + place + (f":{self.port}" if self.port else "")

    def resolved(self) -> SenderChoice:
        """With the number of its address instead of the machine's name.

        Raises:
            SourceError: if there is no such machine.
        """
        if self.host is None:
            return self
        try:
            found = socket.getaddrinfo(self.host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceError(
                f"the address '{self.host}' is not known",
                "check how it is written, or give its number as in ndi:NAME@10.0.0.5",
            ) from error
        # NDI senders listen on IPv4 wherever there is any.
        found.sort(key=lambda it: it[0] != socket.AF_INET)
        return replace(self, host=str(found[0][4][0]))

    def choose(
        self, listings: Iterable[NdiListing], own: Collection[str] = ()
    ) -> NdiListing | None:
        """The one of `listings` that is meant, or None; `self` must be resolved.

        Raises:
            SourceError: if several have the name, or only `own` senders of this process.
        """
        here = [it for it in listings if self.host in (None, it.host)]
        named = self._named(here)
        others = one_of_each(it for it in named if it.name not in own)
        if not others and named and self.name is not None:
            raise SourceError(
                f"the NDI source '{named[0].name}' is what camfilter itself sends",
                "choose another source, or another name for the output",
            )
        if len(others) > 1 and self.name is not None:
            raise SourceError(
                f"several NDI sources are called '{self.name}'",
                f"give the whole name: {names_of(others)}",
            )
        return others[0] if others else self._direct(here)

    def _named(self, listings: list[NdiListing]) -> list[NdiListing]:
        if self.name is None:
            at_port = [it for it in listings if it.address.endswith(f":{self.port}")]
            return at_port if self.port else listings
        wanted = self.name.casefold()
        whole = [it for it in listings if it.name.casefold() == wanted]
        return whole or [it for it in listings if it.short_name.casefold() == wanted]

    def _direct(self, listings: list[NdiListing]) -> NdiListing | None:
        """Who is at the port, without knowing that it is there or what it is called."""
        if self.host is None or self.port is None:
            return None
        host = f"[{self.host}]" if ":" in self.host else self.host
        address = f"{host}:{self.port}"
        if any(it.address == address for it in listings):
            return None
        return NdiListing(self.name or address, address)


def parse_choice(text: str | None) -> SenderChoice:
    """What follows "ndi:" in the name of a source, or None if nothing does.

    A whole NDI name ends with a bracket, and may contain an @ before it.

    Raises:
        UsageError: if it cannot be meant.
    """
    if text is None:
        return SenderChoice()
    name, at, place = text.rpartition("@")
    if not at or text.endswith(")"):
        return SenderChoice(text.strip())
    host, port = _parse_place(place.strip())
    return SenderChoice(name.strip() or None, host, port)


def names_of(listings: Iterable[NdiListing], *, placed: bool = False) -> str:
    """What to write for each, not too many of them; with the address if `placed`."""
    names = [f"ndi:{it.name}" + f"@{it.host}" * placed for it in one_of_each(listings)]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _parse_place(place: str) -> tuple[str, int | None]:
    match = _PLACE.fullmatch(place)
    if match is None:
        raise _bad_place(place)
    six, host, port = match["v6"], match["host"], match["port"]
    if six is not None:
        host, known = six, _version(six) == 6
    else:
        known = _version(host) == 4 or _HOST.fullmatch(host) is not None
    if not known:
        raise _bad_place(place)
    if port is None:
        return host, None
    if not (port and 0 < int(port) < 65536):
        raise UsageError(f"'{port}' is not a port number", _EXAMPLE)
    return host, int(port)


def _version(host: str) -> int:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return 0


def _bad_place(place: str) -> UsageError:
    return UsageError(f"'{place}' is not an address", _EXAMPLE)

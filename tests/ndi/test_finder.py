from __future__ import annotations

import subprocess
import sys

import pytest
from fakes import until
from ndi_network import inside_network
from ndi_sending import sending

from camfilter.ndi.finder import Finder, NdiListing, Search, find_sources, one_of_each
from camfilter.ndi.library import NdiClosedError

HERE = "127.0.0.1"
QUICK_S = 0.3


def names(listings):
    return [listing.name for listing in listings]


@pytest.mark.parametrize(
    ("name", "address", "short", "host"),
    [
        ("STUDIO (Camera 1)", "10.0.0.5:5961", "Camera 1", "10.0.0.5"),
        ("STUDIO (left (wide))", "10.0.0.5:5961", "left (wide)", "10.0.0.5"),
        ("PC-7 ()", "[fe80::1]:5961", "", "fe80::1"),
        ("odd", "odd", "odd", ""),
    ],
)
def test_a_listing_knows_its_parts(name, address, short, host):
    listing = NdiListing(name, address)
    assert (listing.short_name, listing.host) == (short, host)


def test_further_addresses_of_a_sender_are_left_out():
    first, again, other = (
        NdiListing("A (x)", "1"),
        NdiListing("A (x)", "2"),
        NdiListing("B (x)", "1"),
    )
    assert one_of_each([first, again, other]) == [first, other]


@pytest.mark.parametrize("addresses", [(HERE,), ("localhost",), ("10.255.255.1", HERE), ()])
def test_a_sender_is_found_without_mdns(addresses):
    with inside_network(), sending("found") as program:
        assert program.full_name in names(find_sources(QUICK_S, addresses))


@pytest.mark.parametrize("address", ["", "no address", "999.1.1.1", "x" * 5000, "::1", "é"])
def test_addresses_that_cannot_be_do_no_harm(address):
    with inside_network(), sending("beside") as program:
        assert program.full_name in names(find_sources(QUICK_S, (address, HERE)))


def test_machines_can_be_named_for_the_whole_process(monkeypatch):
    monkeypatch.setenv("CAMFILTER_NDI_ADDRESSES", f" {HERE} ,")
    with inside_network(), sending("named") as program:
        assert program.full_name in names(find_sources(QUICK_S))


def test_a_group_is_seen_by_those_who_ask_for_it(monkeypatch):
    with inside_network(), sending("in the studio", "grouped") as program:
        assert program.full_name not in names(find_sources(QUICK_S))
        assert program.full_name in names(find_sources(QUICK_S, groups=("public", "studio")))
        monkeypatch.setenv("CAMFILTER_NDI_GROUPS", "studio")
        assert program.full_name in names(find_sources(QUICK_S))


def test_a_finder_follows_who_comes_and_goes():
    with inside_network():
        finder = Finder()
        try:
            with sending("passing") as program:
                until(lambda: program.full_name in names(finder.listings()))
            until(lambda: program.full_name not in names(finder.listings()))
        finally:
            finder.close()


def test_a_search_sees_at_once_who_is_back():
    with inside_network():
        search = Search((HERE,))
        try:
            for _ in range(2):
                with sending("returning") as program:
                    until(lambda program=program: program.full_name in names(search.look(0.1)))
                until(lambda program=program: program.full_name not in names(search.look(0.1)))
        finally:
            search.close()


def test_what_is_closed_says_so():
    with inside_network():
        finder, search = Finder(), Search((HERE,))
        search.look(0)
        for thing in (finder, search):
            thing.close()
            thing.close()
        for use in (finder.listings, lambda: finder.wait(0), lambda: search.look(0)):
            with pytest.raises(NdiClosedError):
                use()


def test_without_any_network_nothing_is_found_and_nothing_breaks():
    code = "from camfilter.ndi.finder import find_sources; print(find_sources(0.3, ['10.0.0.5']))"
    command = ["unshare", "-n", sys.executable, "-c", code]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if "unshare" in ended.stderr:
        pytest.skip(ended.stderr.strip())
    assert (ended.returncode, ended.stdout.strip()) == (0, "[]"), ended.stderr

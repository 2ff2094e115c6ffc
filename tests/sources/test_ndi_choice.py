from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.errors import SourceError, UsageError
from camfilter.ndi.finder import NdiListing
from camfilter.sources import make_source
from camfilter.sources.ndi_choice import SenderChoice, parse_choice

HALL = NdiListing("HALL (Camera)", "10.0.0.5:5961")
HALL_AGAIN = NdiListing("HALL (Camera)", "10.0.1.5:5961")
HALL_SLIDES = NdiListing("HALL (Slides)", "10.0.0.5:5962")
STAGE = NdiListing("STAGE (camera)", "10.0.0.6:5961")
ALL = [HALL, HALL_AGAIN, HALL_SLIDES, STAGE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, SenderChoice()),
        ("Camera", SenderChoice("Camera")),
        ("HALL (Camera)", SenderChoice("HALL (Camera)")),
        ("PC (me@home)", SenderChoice("PC (me@home)")),
        ("Camera@10.0.0.5", SenderChoice("Camera", "10.0.0.5")),
        ("Camera@10.0.0.5:5961", SenderChoice("Camera", "10.0.0.5", 5961)),
        ("me@home@10.0.0.5", SenderChoice("me@home", "10.0.0.5")),
        ("PC (me@home)@studio.local", SenderChoice("PC (me@home)", "studio.local")),
        ("Camera@[fe80::1]", SenderChoice("Camera", "fe80::1")),
        ("Camera@[fe80::1%eth0]:5961", SenderChoice("Camera", "fe80::1%eth0", 5961)),
        ("@10.0.0.5", SenderChoice(None, "10.0.0.5")),
        ("Kamera Süd @ studio-2 ", SenderChoice("Kamera Süd", "studio-2")),
    ],
)
def test_a_sender_can_be_named_in_all_these_ways(text, expected):
    assert parse_choice(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "X@",
        "X@10.0.0.256",
        "X@10.0.0",
        "X@fe80::1",
        "X@[10.0.0.5]",
        "X@[nonsense]",
        "X@[fe80::1",
        "X@10.0.0.5:",
        "X@10.0.0.5:0",
        "X@10.0.0.5:65536",
        "X@10.0.0.5:http",
        "X@:5961",
        "X@two words",
        "X@ho$t",
        "X@-",
        "X@..",
        "X@10.0.0.5:٣",
    ],
)
def test_what_cannot_be_an_address_is_a_usage_error(text):
    with pytest.raises(UsageError, match=r"address|port") as refused:
        make_source(f"ndi:{text}")
    assert "ndi:NAME@" in refused.value.remedy


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_text_is_understood_or_refused(text):
    with suppress(UsageError):
        choice = parse_choice(text)
        assert choice.name or choice.host


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, HALL),
        ("HALL (Camera)", HALL),
        ("hall (CAMERA)", HALL),
        ("slides", HALL_SLIDES),
        ("Camera@10.0.0.6", STAGE),
        ("camera@10.0.1.5", HALL_AGAIN),
        ("@10.0.0.6", STAGE),
        ("@10.0.0.5:5962", HALL_SLIDES),
        ("nobody", None),
        ("HALL (Camera)@10.0.0.6", None),
        ("ALL (Camera)", None),
        ("Cam", None),
        ("nobody@10.0.0.5:5962", None),
        ("hidden@10.0.0.9:5970", NdiListing("hidden", "10.0.0.9:5970")),
        ("@10.0.0.9:5970", NdiListing("10.0.0.9:5970", "10.0.0.9:5970")),
        ("hidden@[fe80::1]:5970", NdiListing("hidden", "[fe80::1]:5970")),
    ],
)
def test_the_sender_that_is_meant_is_chosen(text, expected):
    assert parse_choice(text).choose(ALL) == expected


def test_a_name_that_several_have_is_refused_with_their_full_names():
    with pytest.raises(SourceError, match=r"several.*'camera'") as refused:
        parse_choice("camera").choose(ALL)
    assert "ndi:HALL (Camera), ndi:STAGE (camera)" in refused.value.remedy


def test_what_we_send_ourselves_is_passed_over_or_refused():
    own = {HALL.name}
    assert parse_choice(None).choose(ALL, own) == HALL_SLIDES
    assert parse_choice("camera").choose(ALL, own) == STAGE
    with pytest.raises(SourceError, match=r"HALL.*camfilter itself"):
        parse_choice("hall (camera)").choose(ALL, own)
    assert parse_choice(None).choose([HALL, HALL_AGAIN], own) is None


def test_a_message_names_a_few_of_many():
    many = [NdiListing(f"PC{number} (x)", f"10.0.0.{number}:5961") for number in range(20)]
    with pytest.raises(SourceError) as refused:
        parse_choice("x").choose(many)
    assert refused.value.remedy.endswith("ndi:PC7 (x) and 12 more")


def test_the_address_of_a_machine_is_looked_up():
    assert parse_choice("X@localhost").resolved() == SenderChoice("X", "127.0.0.1")
    assert parse_choice("X@10.0.0.5").resolved() == SenderChoice("X", "10.0.0.5")
    assert parse_choice("X").resolved() == SenderChoice("X")
    for nowhere in ("nowhere.invalid", "x" * 300):
        with pytest.raises(SourceError, match=r"nowhere\.invalid|xxx"):
            parse_choice(f"X@{nowhere}").resolved()

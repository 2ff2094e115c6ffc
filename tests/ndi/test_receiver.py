from __future__ import annotations

import threading
from contextlib import closing, contextmanager

import numpy as np
import pytest
from ndi_network import inside_network
from ndi_sending import ALPHA, COLOUR, RATE, SIZES, sending

from camfilter.ndi.finder import Search
from camfilter.ndi.library import NdiClosedError
from camfilter.ndi.receiver import Receiver, thumbnail

PATIENCE_S = 20.0
CLOSE = 6


@contextmanager
def sender(name, mode="plain"):
    """A sender's listing, while it runs."""
    with (
        inside_network(),
        sending(name, mode) as program,
        closing(Search(("127.0.0.1",))) as search,
    ):
        found = []
        while not found:
            found = [it for it in search.look(0.1) if it.name == program.full_name]
        yield found[0]


@contextmanager
def connected(name, mode="plain", **options):
    with sender(name, mode) as listing, closing(Receiver(listing, **options)) as receiver:
        yield receiver


def first(receiver, **options):
    received = receiver.capture(PATIENCE_S, **options)
    assert received is not None
    return received


def test_a_picture_arrives_as_it_was_sent():
    with connected("plain") as receiver:
        received = first(receiver)
        assert receiver.connected()
    rgb = received.rgb()
    assert rgb.shape == (360, 640, 3)
    assert rgb.flags.c_contiguous
    assert np.abs(rgb.astype(int) - COLOUR).max() <= CLOSE
    assert received.alpha() is None
    assert received.rate == RATE


def test_coverage_arrives_where_it_is_sent():
    with connected("covered", "alpha") as receiver:
        alpha = first(receiver).alpha()
    assert alpha is not None
    assert alpha.shape == (360, 640)
    assert np.abs(alpha.astype(int) - ALPHA).max() <= CLOSE


def test_sizes_change_without_a_break_and_padding_is_no_part_of_the_picture():
    seen = {}
    with connected("changing", "resizing") as receiver:
        while set(seen) != set(SIZES):
            bgra = first(receiver).bgra
            seen[bgra.shape[1::-1]] = bgra
        assert receiver.connected()
    for bgra in seen.values():
        assert bgra.shape[2] == 4
        assert np.abs(bgra[..., 2::-1].astype(int) - COLOUR).max() <= 3 * CLOSE


def test_the_largest_pictures_arrive():
    with connected("huge", "huge") as receiver:
        assert first(receiver).rgb().shape == (4320, 7680, 3)


def test_interlaced_pictures_come_whole():
    with connected("interlaced", "interlaced") as receiver:
        assert first(receiver).bgra.shape == (360, 640, 4)


def test_the_newest_picture_is_had_and_the_others_are_counted():
    with sender("queued") as listing, closing(Receiver(listing)) as late:
        newest = first(late)
        with closing(Receiver(listing)) as prompt:
            passed = [first(prompt) for _ in range(25)]
        last = first(late)
    assert last.timecode >= passed[-1].timecode
    between = round((last.timecode - newest.timecode) * RATE / 1e7) - 1
    assert between >= 20
    assert last.skipped == between


def test_a_sender_that_stands_still_shows_its_picture_to_whoever_connects():
    with sender("still", "still") as listing:
        for _ in range(3):
            with closing(Receiver(listing)) as receiver:
                first(receiver)


@pytest.mark.parametrize("mode", ["silent", "tiny"])
def test_who_sends_no_picture_is_connected_all_the_same(mode):
    with connected("nothing", mode) as receiver:
        while not receiver.connected():
            assert receiver.capture(0.05) is None
        assert receiver.capture(0.2) is None


def test_sound_arrives_beside_the_pictures():
    heard = []
    with connected("loud", "sound", on_sound=heard.append) as receiver:
        while len(heard) < 3:
            first(receiver, sound=True)
        count = len(heard)
        for _ in range(5):
            first(receiver)
        assert len(heard) == count
    block = heard[-1]
    assert (block.rate, block.samples.dtype) == (48_000, np.float32)
    assert block.samples.shape[0] == 2
    assert np.abs(block.samples[1] - 0.25).max() < 1e-3
    assert np.abs(block.samples[0]).max() <= 1.01
    assert np.ptp(block.samples[0]) > 1.5


def test_a_thumbnail_is_small():
    with sender("large", "large") as listing:
        small = thumbnail(listing, PATIENCE_S)
        assert small is not None
        assert max(small.shape) < 1000
        assert np.abs(small.astype(int) - COLOUR).max() <= CLOSE


def test_there_is_no_thumbnail_of_nothing():
    with sender("dark", "silent") as listing:
        assert thumbnail(listing, 0.2) is None


def test_what_is_closed_is_never_used_again():
    with connected("closed") as receiver:
        first(receiver)
        receiver.close()
        receiver.close()
        with pytest.raises(NdiClosedError):
            receiver.capture(0)
        with pytest.raises(NdiClosedError):
            receiver.connected()


def test_closing_waits_for_a_capture_on_another_thread():
    outcome = []
    with connected("busy", "silent") as receiver:
        inside = threading.Event()

        def go_on():
            try:
                while True:
                    inside.set()
                    receiver.capture(0.05)
            except NdiClosedError as error:
                outcome.append(error)

        thread = threading.Thread(target=go_on)
        thread.start()
        inside.wait()
        receiver.close()
        thread.join()
    assert outcome

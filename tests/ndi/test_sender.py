from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import until
from ndi_receiver import Receiver

from camfilter.errors import SinkError
from camfilter.ndi.pixels import Canvas, Layout, Pixels
from camfilter.ndi.sender import Sender, Tally, WallClock, own_senders

pytestmark = pytest.mark.usefixtures("ndi_network")

_MB = 1 << 20


def _flat(value: int, height: int = 48, width: int = 64) -> Pixels:
    pixels = Canvas().take(Layout.UYVY, (height, width))
    pixels.data[:] = value
    return pixels


def _memory() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _native_threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def test_a_picture_arrives_with_all_that_belongs_to_it() -> None:
    sender = Sender("exact")
    metadata = '<a b="0.1" text="ä &lt; \u65e5"/>'
    timecode = 17_640_000_000_000_001
    assert sender.full_name.endswith("(exact)")
    with Receiver("exact", "FASTEST") as receiver:
        got = receiver.after(lambda: sender.send_video(_flat(90), timecode, 29.97, metadata))
    sender.close()
    assert (got.size, got.fourcc, got.timecode) == ((48, 64), "UYVY", timecode)
    assert got.metadata == metadata
    assert got.rate == (2997, 100)
    assert np.array_equal(got.data, _flat(90).channels)


def test_a_process_knows_its_own_sources() -> None:
    one, two = Sender("one"), Sender("two")
    assert own_senders() == {one.full_name, two.full_name}
    one.close()
    assert own_senders() == {two.full_name}
    two.close()
    assert own_senders() == set()


def test_a_name_is_taken_until_it_is_closed() -> None:
    sender = Sender("taken")
    with pytest.raises(SinkError, match="'taken' is in use") as caught:
        Sender("taken")
    assert "another name" in caught.value.remedy
    sender.close()
    Sender("taken").close()


def test_it_counts_receivers_and_shows_what_they_do() -> None:
    sender = Sender("tally")
    assert sender.connections() == 0
    assert sender.tally() == Tally()
    with Receiver("tally") as receiver:
        until(lambda: sender.connections() == 1)
        receiver.set_tally(on_program=True, on_preview=False)
        until(lambda: sender.tally() == Tally(on_program=True))
    until(lambda: sender.connections() == 0)
    sender.close()


def test_closed_it_has_no_receivers_and_sends_nothing() -> None:
    sender = Sender("closed")
    sender.close()
    sender.close()
    assert sender.connections() == 0
    assert sender.tally() == Tally()
    with pytest.raises(SinkError, match="'closed' is closed"):
        sender.send_video(_flat(0), 0)
    with pytest.raises(SinkError, match="'closed' is closed"):
        sender.send_audio(np.zeros((2, 10), np.float32), 48000, 0)


def test_each_picture_may_have_another_size() -> None:
    sender = Sender("sizes")
    sizes = [(2, 2), (720, 1280), (48, 64), (2, 4096), (4096, 2), (240, 320)]
    with Receiver("sizes", "FASTEST") as receiver:
        for number, size in enumerate(sizes * 2):
            pixels = _flat(number + 50, *size)
            got = receiver.after(
                lambda number=number, pixels=pixels: sender.send_video(pixels, number),
                lambda got, number=number: got.timecode == number,
            )
            assert got.size == size
            assert np.abs(got.data.astype(int) - (number + 50)).max() <= 6
    sender.close()


def test_a_picture_stays_whole_when_its_owner_forgets_it() -> None:
    sender = Sender("forgotten")
    with Receiver("forgotten", "FASTEST") as receiver:
        receiver.after(lambda: sender.send_video(_flat(9), 0))
        for value in range(40, 80):
            sender.send_video(_flat(value, 720, 1280), value)
            np.full((720, 2560), 255, np.uint8)
            got = receiver.take()
            if got is not None and got.timecode:
                assert (got.data.min(), got.data.max()) == (got.timecode, got.timecode)
    sender.close()


def test_sound_arrives() -> None:
    sender = Sender("sound")
    wave = np.stack([np.sin(np.linspace(0, 40, 1600)), np.linspace(-1, 1, 1600)])
    with Receiver("sound") as receiver:
        rate, timecode, got = receiver.sound(
            lambda: sender.send_audio(wave.astype(np.float32), 48000, 777)
        )
    sender.close()
    assert (rate, timecode, got.shape) == (48000, 777, (2, 1600))
    assert np.allclose(got, wave, atol=1e-3)


@pytest.mark.parametrize(
    "data",
    [
        np.zeros((48, 128), np.uint16),
        np.zeros((48, 128), np.float32),
        np.zeros((47, 128), np.uint8),
        np.zeros((48, 256), np.uint8)[:, ::2],
        np.zeros(48 * 128, np.uint8),
    ],
)
def test_pixels_that_do_not_fit_never_reach_the_library(data: Any) -> None:
    sender = Sender("misfit")
    with pytest.raises(ValueError, match="UYVY of 64x48"):
        sender.send_video(Pixels(Layout.UYVY, 64, 48, data), 0)
    sender.close()


def test_it_opens_and_closes_fifty_times_and_leaves_nothing_behind() -> None:
    pixels = _flat(70, 360, 640)

    def once() -> None:
        sender = Sender("again")
        with Receiver("again", "FASTEST") as receiver:
            receiver.after(lambda: sender.send_video(pixels, 0))
        sender.close()

    for _ in range(5):
        once()
    memory, threads = _memory(), _native_threads()
    for _ in range(50):
        once()
    until(lambda: _native_threads() <= threads)
    assert _memory() - memory < 20 * _MB


_STALLING_RECEIVER = """
from ndi_receiver import Receiver
with Receiver("stalled", "FASTEST") as receiver:
    while True:
        if receiver.take(): print("got", flush=True)
"""


def test_a_receiver_that_stalls_holds_up_neither_the_sender_nor_its_memory() -> None:
    sender = Sender("stalled")
    pixels = _flat(0, 720, 1280)
    pixels.data[:] = np.random.default_rng(0).integers(0, 256, pixels.data.shape)
    script = [sys.executable, "-c", _STALLING_RECEIVER]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    stalled = subprocess.Popen(script, stdout=subprocess.PIPE, env=environment)
    until(lambda: sender.connections() == 1)
    finished = threading.Event()

    def send_until_finished() -> None:
        while not finished.wait(0.005):
            sender.send_video(pixels, 0)

    sending = threading.Thread(target=send_until_finished)
    sending.start()
    assert stalled.stdout is not None
    assert stalled.stdout.readline() == b"got\n"
    finished.set()
    sending.join()
    stalled.send_signal(signal.SIGSTOP)
    memory = _memory()
    for _ in range(200):
        sender.send_video(pixels, 0)
    grown = _memory() - memory
    sender.close()
    stalled.kill()
    stalled.communicate()
    assert grown < 50 * _MB


def test_timecodes_are_utc_and_as_far_apart_as_the_pictures() -> None:
    clock = WallClock()
    now = time.monotonic_ns()
    assert abs(clock.timecode(now) - time.time_ns() // 100) < 10_000_000
    assert clock.timecode(now + 33_333_300) - clock.timecode(now) == 333_333

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress

import numpy as np
import pytest
from fakes import FlatEngine, RecordingSink, opener, until
from ndi_network import inside_network
from ndi_sending import ALPHA, COLOUR, RATE, SIZES, Sending, sending

from camfilter.errors import SourceError, SourceLostError
from camfilter.live import Session
from camfilter.ndi.audio import connect_audio
from camfilter.ndi.sender import Sender
from camfilter.settings import FilterSettings
from camfilter.sources import list_sources, make_source
from camfilter.sources.ndi import NdiSource

CLOSE = 6
SOON_S = 0.6
BACK_WITHIN_S = 2.0
RESTARTS = int(os.environ.get("CAMFILTER_TEST_RESTARTS", "2"))
AWAY_S = (0.0, 0.7, 1.4, 2.1, 2.8)
WITHOUT_NDI = "import sys; sys.modules['NDIlib'] = None; "


@contextmanager
def opened(spec):
    with closing(make_source(spec)) as source:
        source.open()
        yield source


def next_frame(source):
    """The next picture, however long it takes."""
    frames = []

    def read():
        frames.append(source.read(0.1))
        return frames[-1] is not None

    until(read)
    return frames[-1]


def refusal(spec):
    text = spec.partition(":")[2]
    source = NdiSource(text or None, find_s=SOON_S, picture_s=SOON_S)
    with closing(source), pytest.raises(SourceError) as refused:
        source.open()
    return refused.value


def run_alone(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_pictures_come_with_their_time_and_number():
    with inside_network(), sending("camera") as program, opened("ndi:camera") as source:
        info = source.info
        assert (info.name, info.live, info.rate) == (program.full_name, True, RATE)
        first, second = next_frame(source), next_frame(source)
    assert first.rgb.shape == (360, 640, 3)
    assert np.abs(first.rgb.astype(int) - COLOUR).max() <= CLOSE
    assert first.alpha is None
    assert second.index > first.index
    assert first.time_ns < second.time_ns <= time.monotonic_ns()


def test_coverage_is_kept():
    with inside_network(), sending("keyed", "alpha"), opened("ndi:keyed") as source:
        frame = next_frame(source)
    assert np.abs(frame.alpha.astype(int) - ALPHA).max() <= CLOSE


def test_the_picture_after_a_pause_is_the_newest_and_the_others_are_counted():
    with inside_network(), sending("slow"), opened("ndi:slow") as slow:
        with opened("ndi:slow") as prompt:
            before = next_frame(slow)
            until(lambda: next_frame(prompt).time_ns > before.time_ns + 1_000_000_000)
            newest = next_frame(prompt)
        after = next_frame(slow)
    assert after.index - before.index > RATE // 2
    assert after.time_ns > newest.time_ns


@pytest.mark.parametrize(
    "spec",
    ["ndi:{short}", "ndi:{full}", "ndi:{short}@127.0.0.1", "ndi:{full}@localhost"],
)
def test_a_sender_can_be_asked_for_in_many_ways(spec):
    with inside_network(), sending("Many Ways") as program:
        spec = spec.format(short="many ways", full=program.full_name.lower())
        with opened(spec) as source:
            assert source.info.name == program.full_name
            next_frame(source)


def test_without_a_name_there_is_whoever_there_is():
    with inside_network(), sending("only one") as program:
        for spec in ("ndi", "ndi:@127.0.0.1"):
            with opened(spec) as source:
                assert source.info.name == program.full_name


def test_sizes_change_without_a_break():
    seen = set()
    with inside_network(), sending("changing", "resizing"), opened("ndi:changing") as source:
        until(lambda: seen.add(next_frame(source).size[::-1]) or seen == set(SIZES))


@pytest.mark.parametrize("spec", ["ndi:nobody", "ndi:nobody@127.0.0.1"])
def test_who_is_not_there_is_said_with_the_names_of_those_who_are(spec):
    with inside_network(), sending("somebody") as program:
        error = refusal(spec)
    assert "'nobody" in error.message
    assert program.full_name in error.remedy


def test_a_machine_that_does_not_answer_is_said():
    with inside_network():
        assert "firewall" in refusal("ndi:X@10.255.255.1").remedy
        error = refusal("ndi:X@127.0.0.1:5999")
    assert "127.0.0.1:5999" in error.message


def test_waiting_for_a_sender_can_be_interrupted():
    with inside_network(), closing(NdiSource("nobody", find_s=60)) as source:
        timer = threading.Timer(0.3, source.interrupt)
        timer.start()
        with pytest.raises(SourceError, match="interrupted"):
            source.open()
        timer.join()


def test_a_missing_service_is_said_with_its_remedies():
    with inside_network():
        error = refusal("ndi")
    if "avahi" not in error.message:
        pytest.skip("discovery works here")
    assert "apt install avahi-daemon" in error.remedy
    assert "ndi:NAME@ADDRESS" in error.remedy


def test_our_own_output_is_no_source():
    with inside_network(), closing(Sender("ourselves")) as own:
        error = refusal("ndi:ourselves")
        assert own.full_name in error.message
        assert own.full_name not in {listing.name for listing in list_sources()}
        with sending("another") as program, opened("ndi") as source:
            assert source.info.name == program.full_name


def test_a_sender_without_pictures_is_told_from_one_that_is_not_there():
    with inside_network(), sending("dark", "silent") as program:
        error = refusal("ndi:dark")
    assert f"'{program.full_name}' is connected but sends no pictures" in error.message
    assert sys.platform != "linux" or "FFmpeg" in error.remedy


def test_a_sender_that_hangs_is_lost_and_taken_up_again():
    with inside_network(), sending("hanging") as program, opened("ndi:hanging") as source:
        next_frame(source)
        program.hang()
        with pytest.raises(SourceLostError, match="sends no pictures"):
            until(lambda: source.read(0.1) is not None and False)
        with pytest.raises(SourceError):
            source.open()
        program.go_on()
        source.open()
        next_frame(source)


def test_a_sender_that_stands_still_is_not_lost():
    with inside_network(), sending("still", "still"), opened("ndi:still") as source:
        first = next_frame(source)
        assert next_frame(source).time_ns - first.time_ns > 900_000_000


def test_a_short_absence_goes_unnoticed():
    with inside_network(), opened_program("short") as (program, source):
        frame = next_frame(source)
        program.restart()
        assert next_frame(source).index > frame.index


@contextmanager
def opened_program(name):
    with Restarting(name) as program, opened(f"ndi:{name}") as source:
        yield program, source


class Restarting:
    """A sender that is killed and started again; `up_at` is when it last came up."""

    def __init__(self, name):
        self._name = name
        self._program = Sending(name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._program.kill()

    def restart(self, away_s=0.0):
        self._program.kill()
        threading.Event().wait(away_s)
        self._program = Sending(self._name)
        return self._program.up_at


@pytest.mark.timeout(60 + 10 * RESTARTS)
def test_the_picture_is_back_soon_after_each_restart():
    seen = []
    sink = RecordingSink(live=True)
    sink.on_write = lambda output: seen.append((time.monotonic(), output.geometry is not None))
    delays = []
    with inside_network(), Restarting("again") as program:
        source = make_source("ndi:again@127.0.0.1")
        session = Session(source, [sink], FilterSettings(), opener=opener(FlatEngine()))
        session.start()
        try:
            until(lambda: seen)
            for number in range(RESTARTS):
                up_at = program.restart(AWAY_S[(number + 3) % len(AWAY_S)])
                back = []
                until(lambda up_at=up_at, back=back: back.extend(since(seen, up_at)) or back)
                delays.append(back[0] - up_at)
        finally:
            session.stop()
            assert session.join()
    assert not session.failures
    assert any(not shown for _, shown in seen), "no card was shown meanwhile"
    assert max(delays) <= BACK_WITHIN_S, delays


def since(seen, up_at):
    return [at for at, shown in list(seen) if shown and at > up_at]


def test_sound_comes_along_when_it_is_wanted():
    class Hearing:
        def hear(self, reader):
            self.reader = reader

    sink, wanted = Hearing(), [False]
    with inside_network(), sending("loud", "sound"), closing(make_source("ndi:loud")) as source:
        connect_audio(source, sink, lambda: wanted[0])
        source.open()
        next_frame(source)
        assert sink.reader.take_until(time.monotonic_ns()) == []
        wanted[0] = True
        blocks = []
        until(
            lambda: (
                blocks.extend(sink.reader.take_until(next_frame(source).time_ns))
                or len(blocks) > 15
            )
        )
    # The first pictures show how long the way is.
    gaps = np.diff([block.time_ns for block in blocks[5:]]) / 1e9
    assert np.abs(gaps - 1 / RATE).max() < 0.005
    assert all(block.samples.shape == (2, 48_000 // RATE) for block in blocks)


def test_senders_are_listed_and_the_list_can_be_used():
    with inside_network(), sending("on the list") as program:
        listing = next(it for it in list_sources() if it.name == program.full_name)
        assert (listing.kind, listing.available) == ("ndi", True)
        with opened(listing.spec) as source:
            assert source.info.name == program.full_name


def test_an_empty_list_says_why():
    with inside_network():
        listing = next(it for it in list_sources() if it.kind == "ndi")
    assert (listing.spec, listing.available) == ("ndi", False)
    assert listing.detail
    assert listing.remedy


def test_without_the_library_the_list_and_the_source_say_so():
    code = WITHOUT_NDI + (
        "from camfilter.errors import SourceError\n"
        "from camfilter.sources.ndi import NdiSource, ndi_listings\n"
        "listing, = ndi_listings()\n"
        "print(listing.available, listing.remedy)\n"
        "try: NdiSource('X').open()\n"
        "except SourceError as error: print(error.remedy)\n"
    )
    ended = run_alone(code)
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.splitlines()
    assert said[0].startswith("False ")
    assert all("install" in line for line in said)


@pytest.mark.parametrize("ending", ["pass", "program.kill(); source.read(1.0)", "1 / 0"])
def test_the_process_ends_well_with_the_source_open(ending):
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from ndi_sending import Sending\n"
        "from camfilter.sources import make_source\n"
        "program, source = Sending('ending'), make_source('ndi:ending')\n"
        "try:\n"
        "    source.open(); source.read(1.0); print('opened')\n"
        f"    {ending}\n"
        "finally: program.kill()\n"
    )
    with inside_network():
        ended = run_alone(code)
    assert ended.stdout == "opened\n", ended.stderr
    assert ended.returncode == (1 if "/" in ending else 0), ended.stderr
    assert "terminate" not in ended.stderr


def test_a_source_that_is_not_open_says_so():
    source = make_source("ndi:X")
    with suppress(SourceError):
        source.close()
    with pytest.raises(SourceError, match="not open"):
        source.read(0)

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.ndi.audio import Alignment, AudioBlock, AudioTrack, connect_audio

MS = 1_000_000
S = 1_000 * MS
YEAR_100NS = 365 * 24 * 3600 * 10_000_000


def block(time_ns):
    return AudioBlock(np.zeros((2, 480), np.float32), 48_000, time_ns)


def times(blocks):
    return [it.time_ns for it in blocks]


class HearingSink:
    def __init__(self):
        self.reader = None

    def hear(self, reader):
        self.reader = reader


class LoudSource:
    def __init__(self):
        self.audio = AudioTrack()


def test_sound_waits_for_its_picture():
    track = AudioTrack()
    reader = track.reader(lambda: True)
    reader.take_until(0)
    for time_ns in (0, 10 * MS, 20 * MS, 30 * MS):
        track.put(block(time_ns))
    assert times(reader.take_until(15 * MS)) == [0, 10 * MS]
    assert times(reader.take_until(15 * MS)) == []
    assert times(reader.take_until(30 * MS)) == [20 * MS, 30 * MS]


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=60),
    st.lists(st.integers(0, 400), min_size=1, max_size=20),
)
def test_every_block_is_taken_once_and_in_order(gaps_ms, pictures_ms):
    track = AudioTrack()
    reader = track.reader(lambda: True)
    reader.take_until(0)
    sent = [int(at) * MS for at in np.cumsum(gaps_ms)]
    for at in sent:
        track.put(block(at))
    taken = []
    for at in (int(at) * MS for at in np.cumsum(pictures_ms)):
        blocks = times(reader.take_until(at))
        assert all(it <= at for it in blocks)
        taken += blocks
    assert taken == [it for it in sent if it <= at]


def test_each_reader_takes_everything():
    track = AudioTrack()
    one, other = track.reader(lambda: True), track.reader(lambda: True)
    track.put(block(0))
    assert times(one.take_until(0)) == times(other.take_until(0)) == [0]


def test_nobody_wants_sound_until_the_setting_says_so():
    track, wanted = AudioTrack(), [False]
    assert not track.wanted
    reader = track.reader(lambda: wanted[0])
    track.put(block(0))
    assert not track.wanted
    assert reader.take_until(S) == []
    wanted[0] = True
    assert track.wanted
    assert times(reader.take_until(MS)) == [0]
    reader.close()
    assert not track.wanted


def test_a_sink_that_is_gone_wants_no_sound():
    source, sink = LoudSource(), HearingSink()
    connect_audio(source, sink, lambda: True)
    assert source.audio.wanted
    del sink
    gc.collect()
    assert not source.audio.wanted


def test_after_a_pause_only_the_newest_sound_is_taken():
    track = AudioTrack()
    reader = track.reader(lambda: True)
    for at in range(0, 8 * S, 50 * MS):
        track.put(block(at))
    assert times(reader.take_until(2 * S)) == [1900 * MS, 1950 * MS, 2 * S]
    assert len(reader.take_until(3 * S)) == 20
    assert len(reader.take_until(5 * S)) == 3


def test_ten_seconds_are_held_and_no_more():
    track = AudioTrack()
    reader = track.reader(lambda: True)
    for at in range(0, 60 * S, 100 * MS):
        track.put(block(at))
    assert reader.take_until(49 * S) == []
    held = track.since(0, 60 * S)
    assert len(held) == 101


def test_what_was_held_is_forgotten_when_the_source_closes():
    track = AudioTrack()
    reader = track.reader(lambda: True)
    track.put(block(0))
    track.clear()
    track.put(block(MS))
    assert times(reader.take_until(2 * MS)) == [MS]


def test_a_source_with_sound_and_a_sink_that_hears_are_connected():
    source, sink, on = LoudSource(), HearingSink(), [True]
    reader = connect_audio(source, sink, lambda: on[0])
    assert reader is sink.reader is not None
    source.audio.put(block(0))
    assert times(sink.reader.take_until(0)) == [0]


@pytest.mark.parametrize(
    ("source", "sink"), [(object(), HearingSink()), (LoudSource(), object()), (object(), object())]
)
def test_whoever_knows_no_sound_is_left_alone(source, sink):
    assert connect_audio(source, sink, lambda: True) is None


@given(st.lists(st.integers(0, 40), min_size=2, max_size=40), st.integers(0, 60 * YEAR_100NS))
def test_sound_keeps_its_distance_to_the_picture_however_late_they_come(late_ms, start):
    alignment = Alignment()
    for number, late in enumerate(late_ms):
        alignment.picture(start + number * 333_333, number * 33_333_300 + late * MS)
    last = len(late_ms) - 1
    arrived = last * 33_333_300 + 50 * MS
    at = alignment.time_of(start + last * 333_333, arrived)
    assert at - last * 33_333_300 == min(late_ms[-32:]) * MS
    later = alignment.time_of(start + last * 333_333 + 100_000, arrived)
    assert later - at == 10 * MS


def test_a_clock_that_runs_slow_is_followed():
    alignment = Alignment()
    for number in range(3_000):
        alignment.picture(number * 333_333, number * 34_000_000)
    assert alignment.time_of(number * 333_333, number * 34 * MS) > (number * 34 - 25) * MS


def test_a_sender_that_starts_anew_is_followed():
    alignment = Alignment()
    alignment.picture(0, 0)
    alignment.picture(YEAR_100NS, S)
    assert alignment.time_of(YEAR_100NS + 100, S) == S + 10_000


@pytest.mark.parametrize("timecodes", [[], [0, 0, 0], [7, 7]])
def test_without_timecodes_sound_belongs_where_it_arrives(timecodes):
    alignment = Alignment()
    for number, timecode in enumerate(timecodes):
        alignment.picture(timecode, number * 33 * MS)
    assert alignment.time_of(0, 5 * S) == 5 * S


def test_a_timecode_that_makes_no_sense_is_not_believed():
    alignment = Alignment()
    alignment.picture(1_000, 0)
    alignment.picture(334_333, 33 * MS)
    assert alignment.time_of(YEAR_100NS, 40 * MS) == 40 * MS

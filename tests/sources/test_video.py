from __future__ import annotations

import itertools
import logging
import shutil
import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from camfilter.errors import SourceError
from camfilter.sources import make_source
from camfilter.sources.video import VideoSource

COLOURS = np.uint8(
    [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [200, 30, 60],
        [128, 128, 128],
        [255, 255, 255],
        [0, 0, 0],
        [30, 200, 220],
    ]
)
BT709, BT601, BT2020 = 1, 5, 9
LIMITED, FULL = 1, 2


def read_all(source, timeout_s=10.0):
    frames = []
    try:
        while True:
            frame = source.read(timeout_s)
            assert frame is not None
            frames.append(frame)
    except EOFError:
        return frames


@pytest.fixture
def opened():
    sources = []

    def open_source(path, **options):
        source = VideoSource(path, **options)
        sources.append(source)
        source.open()
        return source

    yield open_source
    for source in sources:
        source.close()


def test_every_picture_comes_exactly_once_when_not_in_real_time(
    make_clip, opened, number_of, clock
):
    source = opened(make_clip("a.mp4", 12), realtime=False, clock=clock)
    assert (source.info.live, source.info.rate, source.info.count) == (False, 25.0, 12)
    clock.pass_s(100)
    frames = read_all(source, timeout_s=0.0)
    assert [number_of(frame.rgb) for frame in frames] == list(range(12))
    assert [frame.index for frame in frames] == list(range(12))
    assert np.diff([frame.time_ns for frame in frames]).tolist() == [40_000_000] * 11
    assert clock.waits == []
    with pytest.raises(EOFError):
        source.read(1.0)


def test_frames_are_contiguous_rgb(make_clip, opened):
    frame = opened(make_clip("a.mp4", 1), realtime=False).read(1.0)
    assert frame.rgb.flags.c_contiguous
    assert (frame.rgb.dtype, frame.rgb.shape, frame.alpha) == (np.uint8, (48, 64, 3), None)


@pytest.mark.parametrize("name", ["vfr.mp4", "vfr.mkv"])
@pytest.mark.parametrize("realtime", [True, False])
def test_uneven_times_are_kept_exactly(make_clip, opened, clock, name, realtime):
    clip = make_clip(name, 5, pts=[3, 4, 7, 8, 20])
    frames = read_all(opened(clip, realtime=realtime, clock=clock))
    assert np.diff([frame.time_ns for frame in frames]).tolist() == [
        40_000_000,
        120_000_000,
        40_000_000,
        480_000_000,
    ]


def test_fractional_rates_do_not_drift(make_clip, opened):
    clip = make_clip("ntsc.mp4", 25, rate=Fraction(30000, 1001))
    frames = read_all(opened(clip, realtime=False))
    assert frames[24].time_ns - frames[0].time_ns == round(24 * 1001 / 30000 * 1e9)


def test_real_time_hands_each_picture_over_when_it_is_due(make_clip, opened, number_of, clock):
    source = opened(make_clip("a.mp4", 5), clock=clock)
    assert source.info.live
    clock.pass_s(7)
    start = clock.now_ns()
    for number in range(5):
        frame = source.read(1.0)
        assert number_of(frame.rgb) == frame.index == number
        assert clock.now_ns() == frame.time_ns == start + number * 40_000_000


def test_real_time_skips_what_comes_too_late_and_counts_it(make_clip, opened, number_of, clock):
    source = opened(make_clip("a.mp4", 20), clock=clock)
    assert source.read(1.0).index == 0
    clock.pass_s(0.21)
    late = source.read(1.0)
    assert number_of(late.rgb) == late.index == 5
    assert source.read(1.0).index == 6


def test_a_reader_that_stood_still_for_long_goes_on_from_there(make_clip, opened, clock):
    source = opened(make_clip("a.mp4", 20), loop=True, clock=clock)
    source.read(1.0)
    clock.pass_s(3600)
    late = source.read(0.0)
    assert late.index < 20
    before = clock.now_ns()
    assert source.read(1.0).index == late.index + 1
    assert clock.now_ns() - before == 40_000_000


@pytest.mark.parametrize("timeout_s", [0.0, 0.01, 0.039])
def test_reading_never_waits_longer_than_it_may(make_clip, opened, clock, timeout_s):
    source = opened(make_clip("a.mp4", 3), clock=clock)
    source.read(1.0)
    start = clock.now_ns()
    assert source.read(timeout_s) is None
    assert clock.now_ns() - start == round(timeout_s * 1e9)
    assert source.read(1.0).index == 1


@pytest.mark.parametrize("realtime", [True, False])
def test_a_loop_has_no_seam_in_time_or_order(make_clip, opened, number_of, clock, realtime):
    source = opened(make_clip("a.mp4", 4), realtime=realtime, loop=True, clock=clock)
    assert source.info.count is None
    frames = [source.read(1.0) for _ in range(11)]
    assert [number_of(frame.rgb) for frame in frames] == [0, 1, 2, 3] * 2 + [0, 1, 2]
    assert [frame.index for frame in frames] == list(range(11))
    assert np.diff([frame.time_ns for frame in frames]).tolist() == [40_000_000] * 10


def test_reopening_starts_again_but_neither_time_nor_order_goes_back(
    make_clip, opened, number_of, clock
):
    source = opened(make_clip("a.mp4", 4), realtime=False, clock=clock)
    first = read_all(source)
    source.close()
    source.close()
    source.open()
    again = read_all(source)
    assert [number_of(frame.rgb) for frame in again] == [0, 1, 2, 3]
    joined = first + again
    assert all(a.time_ns < b.time_ns for a, b in itertools.pairwise(joined))
    assert [frame.index for frame in joined] == list(range(8))


@pytest.mark.parametrize(
    ("size", "codec", "pix_fmt", "colorspace", "color_range"),
    [
        ((96, 256), "libx264", "yuv420p", BT601, LIMITED),
        ((96, 256), "libx264", "yuv420p", BT709, LIMITED),
        ((96, 256), "libx264", "yuv420p", BT709, FULL),
        ((96, 256), "libx264", "yuvj420p", BT601, FULL),
        ((96, 256), "libx264", "yuv444p", BT709, LIMITED),
        ((96, 256), "libx264", "yuv420p", None, None),
        ((720, 1280), "libx264", "yuv420p", BT601, LIMITED),
        ((96, 256), "mjpeg", "yuvj420p", None, None),
        ((96, 256), "ffv1", "yuv420p", BT709, FULL),
        ((96, 256), "ffv1", "yuv420p10le", BT2020, LIMITED),
        ((96, 256), "ffv1", "bgr0", None, None),
    ],
)
def test_colours_survive_every_matrix_and_range(
    make_clip, opened, size, codec, pix_fmt, colorspace, color_range
):
    clip = make_clip(
        "c.mkv",
        [card(*size)],
        codec=codec,
        pix_fmt=pix_fmt,
        colorspace=colorspace,
        color_range=color_range,
    )
    seen = patches(opened(clip, realtime=False).read(1.0).rgb)
    assert np.abs(seen - COLOURS).max() <= 4


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720)])
def test_high_definition_that_names_no_standard_is_taken_for_bt709(make_clip, opened, size):
    clip = make_clip("c.mkv", [card(*size)], codec="ffv1", colorspace=BT709)
    untagged = clip.with_name("untagged.mkv")
    with av.open(str(clip)) as tagged, av.open(str(untagged), "w") as copy:
        stream = copy.add_stream("ffv1", rate=25)
        stream.height, stream.width = size
        stream.pix_fmt = "yuv420p"
        for frame in tagged.decode(video=0):
            frame.colorspace = 2
            frame.pts = 0
            copy.mux(stream.encode(frame))
        copy.mux(stream.encode())
    seen = patches(opened(untagged, realtime=False).read(1.0).rgb)
    assert np.abs(seen - COLOURS).max() <= 4


def card(height, width):
    return np.repeat(COLOURS[None], height, axis=0).repeat(width // len(COLOURS), axis=1)


def patches(rgb):
    height, width = rgb.shape[:2]
    centres = [int((n + 0.5) * width / len(COLOURS)) for n in range(len(COLOURS))]
    return rgb[height // 2, centres].astype(int)


@pytest.mark.parametrize("degrees", [0, 90, 180, -90])
def test_rotation_in_the_file_is_applied(make_clip, opened, degrees):
    upright = np.zeros((48, 64, 3), np.uint8)
    upright[:24, :32] = (250, 20, 20)
    upright[24:, 32:] = (20, 20, 250)
    stored = np.ascontiguousarray(np.rot90(upright, -degrees // 90))
    seen = opened(make_clip("r.mp4", [stored], rotation=degrees), realtime=False).read(1.0).rgb
    assert seen.shape == upright.shape
    assert seen.flags.c_contiguous
    assert (
        np.abs(
            seen[[4, 4, 43, 43], [4, 59, 4, 59]].astype(int)
            - upright[[4, 4, 43, 43], [4, 59, 4, 59]]
        ).max()
        < 12
    )


def test_transparency_is_kept(make_clip, opened):
    picture = np.full((16, 16, 4), 200, np.uint8)
    picture[:8, :, 3] = 0
    clip = make_clip("a.mov", [picture], codec="png", pix_fmt="rgba")
    frame = opened(clip, realtime=False).read(1.0)
    assert frame.alpha.tolist() == picture[..., 3].tolist()
    assert (frame.rgb[12, 12] == 200).all()


def test_odd_sizes_are_fine(make_clip, opened):
    clip = make_clip("odd.mkv", [np.full((33, 51, 3), 90, np.uint8)], codec="ffv1", pix_fmt="bgr0")
    assert opened(clip, realtime=False).read(1.0).size == (33, 51)


@pytest.mark.parametrize("suffix", ["ts", "mjpeg"])
@pytest.mark.parametrize("realtime", [True, False])
def test_the_size_may_change_in_the_middle(make_clip, opened, clock, suffix, realtime):
    codec = {"codec": "mjpeg", "pix_fmt": "yuvj420p"} if suffix == "mjpeg" else {}
    small = make_clip(f"1.{suffix}", [np.full((48, 64, 3), 90, np.uint8)] * 4, **codec)
    large = make_clip(f"2.{suffix}", [np.full((96, 80, 3), 90, np.uint8)] * 4, **codec)
    joined = small.with_name(f"joined.{suffix}")
    joined.write_bytes(small.read_bytes() + large.read_bytes())
    frames = read_all(opened(joined, realtime=realtime, clock=clock))
    assert [frame.size for frame in frames] == [(48, 64)] * 4 + [(96, 80)] * 4
    assert np.diff([frame.time_ns for frame in frames]).min() > 0


def test_a_file_that_is_cut_short_plays_what_is_there_and_says_so(
    make_clip, opened, number_of, caplog
):
    whole = make_clip("w.mp4", noisy(40), options={"movflags": "faststart"})
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    source, frames = opened(cut, realtime=False), []
    with pytest.raises(SourceError, match=r"cut\.mp4' is cut short") as ended:
        frames.extend(iter(lambda: source.read(1.0), None))
    assert 15 <= len(frames) < 40
    assert ended.value.remedy
    assert caplog.records == []
    with pytest.raises(SourceError, match="cut short"):
        source.read(1.0)


def test_a_loop_of_a_short_file_says_so_once(make_clip, opened, caplog):
    whole = make_clip("w.mp4", noisy(20), options={"movflags": "faststart"})
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    source = opened(cut, realtime=False, loop=True)
    for _ in range(40):
        source.read(1.0)
    assert caplog.text.count("cut.mp4") == 1


def test_damage_in_the_middle_does_not_end_the_film(make_clip, opened, caplog):
    whole = make_clip("w.mp4", noisy(40))
    data = bytearray(whole.read_bytes())
    with av.open(str(whole)) as container:
        starts = [packet.pos for packet in container.demux(video=0) if packet.pos]
    for start in starts[15:17]:
        data[start : start + 64] = bytes(64)
    damaged = whole.with_name("damaged.mp4")
    damaged.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        frames = read_all(opened(damaged, realtime=False))
    assert 25 <= len(frames) < 40
    assert np.diff([frame.time_ns for frame in frames]).min() > 0
    assert "damaged" in caplog.text


def test_a_whole_file_is_not_called_damaged(make_clip, opened, caplog):
    read_all(opened(make_clip("w.mp4", 10), realtime=False))
    read_all(opened(make_clip("w.mkv", 10), realtime=False))
    assert caplog.records == []


def noisy(count):
    noise = np.random.default_rng(1).integers(0, 255, (count, 48, 64, 3), np.uint8)
    return list(noise)


def write_sound(path, *, cover=False):
    with av.open(str(path), "w") as container:
        sound = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        frame.rate = 8000
        container.mux(sound.encode(frame))
        container.mux(sound.encode())


def without_index(path, make_clip):
    whole = make_clip("w.mp4", 10)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])


def headers_only(path, make_clip):
    whole = make_clip("w.mp4", noisy(10), options={"movflags": "faststart"})
    data = whole.read_bytes()
    path.write_bytes(data[: data.index(b"mdat") + 4] + bytes(len(data)))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path, _: None, "no file or folder"),
        (lambda path, _: path.mkdir(), "is a folder"),
        (lambda path, _: path.touch(), "is empty"),
        (lambda path, _: path.write_text("not a video\n" * 100), "not a video"),
        (lambda path, _: path.write_bytes(struct.pack(">256I", *range(256))), "not a video"),
        (without_index, "cut short"),
        (headers_only, "nothing in"),
    ],
    ids=["missing", "folder", "empty", "text", "binary", "no index", "no pictures"],
)
def test_what_cannot_be_played_is_one_clear_error(tmp_path, make_clip, make, says):
    path = tmp_path / "clip.mp4"
    make(path, make_clip)
    source = VideoSource(path)
    with pytest.raises(SourceError, match=says) as refused:
        source.open()
    assert refused.value.remedy
    with pytest.raises(SourceError, match="not open"):
        source.read(0.0)


def test_sound_alone_is_one_clear_error(tmp_path):
    path = tmp_path / "sound.wav"
    write_sound(path)
    with pytest.raises(SourceError, match="only sound"):
        VideoSource(path).open()


def test_a_file_that_vanishes_while_looping_is_one_clear_error(make_clip, opened, tmp_path):
    clip = shutil.copy(make_clip("a.mp4", 3), tmp_path / "gone.mp4")
    source = opened(clip, realtime=False, loop=True)
    clip.unlink()
    for _ in range(3):
        source.read(1.0)
    with pytest.raises(SourceError, match="no file"):
        source.read(1.0)


@pytest.mark.parametrize("name", ["2024-01-01T12:30:00.mp4", "Cam:1.mp4", "./Cam:1.mp4"])
def test_a_colon_may_be_in_the_name(make_clip, tmp_path, monkeypatch, name):
    shutil.copy(make_clip("a.mp4", 3), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    source = make_source(name, realtime=False)
    source.open()
    assert len(read_all(source)) == 3
    source.close()

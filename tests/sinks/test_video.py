from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np
import pytest

from camfilter.errors import SinkError
from camfilter.sinks.encoders import ENCODERS, open_video
from camfilter.sinks.video import VideoSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

SECOND = 1_000_000_000
COLOURS = np.uint8(
    [
        [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)],
        [(0, 0, 0), (128, 128, 128), (200, 100, 50), (20, 60, 180)],
    ]
)


def patches(size: int = 32) -> NDArray[np.uint8]:
    return np.ascontiguousarray(COLOURS.repeat(size, 0).repeat(size, 1))


def plain(height: int, width: int, grey: int = 90) -> NDArray[np.uint8]:
    return np.full((height, width, 3), grey, np.uint8)


def top_level_boxes(path: Path) -> list[bytes]:
    content, kinds = path.read_bytes(), []
    while content:
        kinds.append(content[4:8])
        content = content[int.from_bytes(content[:4], "big") :]
    return kinds


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def written(
    path: Path, outputs: list[Any], rate: float = 30.0, sink: VideoSink | None = None
) -> Path:
    sink = sink or VideoSink(path)
    sink.open(rate)
    for output in outputs:
        sink.write(output)
    sink.close()
    return path


def by_definition(path: Path) -> NDArray[np.uint8]:
    """RGB of the first picture by the numbers of ITU-R BT.709, limited range."""
    yuv = decoded(path)[0].to_ndarray().astype(float)
    height = yuv.shape[0] * 2 // 3
    luma = (yuv[:height] - 16) / 219
    chroma = (yuv[height:].reshape(2, height // 2, -1) - 128) / 224
    blue, red = chroma.repeat(2, 1).repeat(2, 2)
    rgb = [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue]
    return np.clip(np.rint(np.stack(rgb, axis=2) * 255), 0, 255).astype(np.uint8)


def by_pyav(path: Path) -> NDArray[np.uint8]:
    return decoded(path)[0].to_ndarray(format="rgb24")


def by_opencv(path: Path) -> NDArray[np.uint8]:
    captured = cv2.VideoCapture(str(path))
    found, bgr = captured.read()
    captured.release()
    assert found
    return bgr[..., ::-1]


@pytest.mark.parametrize(
    "read",
    [
        by_definition,
        pytest.param(
            by_pyav,
            marks=pytest.mark.skipif(
                int(av.__version__.split(".")[0]) < 17, reason="older PyAV reads all as BT.601"
            ),
        ),
        pytest.param(
            by_opencv,
            marks=pytest.mark.skipif(
                int(cv2.__version__.split(".")[0]) < 5, reason="older OpenCV reads all as BT.601"
            ),
        ),
    ],
)
def test_colours_come_back(
    read: Callable[[Path], NDArray[np.uint8]], tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path = written(tmp_path / "a.mp4", [make_output(patches(), i * SECOND) for i in range(2)])
    assert np.abs(read(path)[16::32, 16::32].astype(int) - COLOURS).max() <= 3


def test_the_file_says_how_its_colours_are_meant(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path = written(tmp_path / "a.mp4", [make_output(patches())])
    with av.open(str(path)) as container:
        video = container.streams.video[0].codec_context
        assert video.pix_fmt == "yuv420p"
        assert (video.color_primaries, video.color_trc, video.colorspace) == (1, 1, 1)
        assert video.color_range == 1


def test_white_and_black_are_limited_range(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    path = written(tmp_path / "a.mp4", [make_output(patches())])
    luma = decoded(path)[0].to_ndarray()[:64]
    assert abs(int(luma[16, 112]) - 235) <= 1
    assert abs(int(luma[48, 16]) - 16) <= 1


def test_time_stamps_are_those_of_the_frames(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    times = np.cumsum(np.random.default_rng(0).integers(1_000_000, 400_000_000, 60)).tolist()
    path = written(tmp_path / "a.mp4", [make_output(plain(32, 48), t) for t in times])
    stamps = [frame.pts * frame.time_base for frame in decoded(path)]
    wanted = [Fraction(time - times[0], SECOND) for time in times]
    assert len(stamps) == 60
    assert max(abs(a - b) for a, b in zip(stamps, wanted, strict=True)) <= Fraction(1, 90_000)


def test_time_never_goes_back(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    times = [5, 5, 5 + SECOND, SECOND // 2, 2 * SECOND]
    path = written(tmp_path / "a.mp4", [make_output(plain(32, 48), t) for t in times])
    stamps = [frame.pts for frame in decoded(path)]
    assert len(stamps) == 5
    assert all(a < b for a, b in pairwise(stamps))


@pytest.mark.parametrize("rate", [0.0, 5.0, 30.0, 59.94])
def test_a_key_picture_comes_each_second(
    rate: float, tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    outputs = [make_output(plain(32, 48, i), i * SECOND // 20) for i in range(70)]
    frames = decoded(written(tmp_path / "a.mp4", outputs, rate))
    keys = [frame.time for frame in frames if frame.key_frame]
    assert keys[0] == 0
    assert max(np.diff(keys)) <= 1.05


@pytest.mark.parametrize(
    ("size", "expected"),
    [((33, 47), (34, 48)), ((1, 1), (2, 2)), ((270, 481), (270, 482)), ((16, 16), (16, 16))],
)
def test_odd_sizes_become_even(
    size: tuple[int, int],
    expected: tuple[int, int],
    tmp_path: Path,
    make_output: Callable[..., Any],
) -> None:
    (frame,) = decoded(written(tmp_path / "a.mp4", [make_output(plain(*size))]))
    assert (frame.height, frame.width) == expected


def test_a_change_of_size_stays_in_the_first_size(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    sizes = [(48, 64), (48, 64), (96, 32), (24, 32)]
    outputs = [make_output(plain(*size), i * SECOND // 10) for i, size in enumerate(sizes)]
    frames = decoded(written(tmp_path / "a.mp4", outputs))
    assert {(frame.height, frame.width) for frame in frames} == {(48, 64)}
    tall = frames[2].to_ndarray(format="rgb24")
    assert abs(int(tall[24, 32].mean()) - 90) < 4
    assert tall[24, 4].mean() < 4


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.m4v", "x:y %d ä.mp4"])
def test_any_file_name_is_taken_as_it_is(
    name: str, tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path = written(tmp_path / "new" / "folder" / name, [make_output(plain(32, 48))])
    assert len(decoded(path)) == 1
    assert [found.name for found in path.parent.iterdir()] == [name]


def test_a_finished_file_is_an_ordinary_one(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    if av.library_versions["libavformat"] < (62, 0, 0):
        pytest.skip("FFmpeg before 8 leaves the file in fragments")
    outputs = [make_output(plain(32, 48), i * SECOND // 10) for i in range(31)]
    written(tmp_path / "a.mp4", outputs)
    assert top_level_boxes(tmp_path / "a.mp4") == [b"ftyp", b"free", b"mdat", b"moov"]
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert container.streams.video[0].frames == 31
        assert container.duration / 1e6 == pytest.approx(3.1, abs=0.11)


def test_nothing_is_made_without_a_picture(tmp_path: Path) -> None:
    written(tmp_path / "a.mp4", [])
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_until_the_first_picture(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path = tmp_path / "a.mp4"
    path.write_text("mine")
    written(path, [])
    assert path.read_text() == "mine"
    assert len(decoded(written(path, [make_output(plain(32, 48))]))) == 1


def test_opened_again_it_spares_what_it_wrote(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path = tmp_path / "a.mp4"
    (tmp_path / "a-2.mp4").write_text("mine")
    sink = VideoSink(path)
    for pictures in (2, 3):
        written(path, [make_output(plain(32, 48), i * SECOND) for i in range(pictures)], sink=sink)
    assert len(decoded(path)) == 2
    assert (tmp_path / "a-2.mp4").read_text() == "mine"
    assert len(decoded(tmp_path / "a-3.mp4")) == 3


def test_closing_twice_or_unopened_is_harmless(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    sink = VideoSink(tmp_path / "a.mp4")
    sink.close()
    written(tmp_path / "a.mp4", [make_output(plain(32, 48))], sink=sink)
    sink.close()
    with pytest.raises(SinkError, match="not open"):
        sink.write(make_output(plain(32, 48)))


def test_a_folder_of_that_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").mkdir()
    with pytest.raises(SinkError, match="it is a folder"):
        VideoSink(tmp_path / "a.mp4").open(30)


def test_a_file_for_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(SinkError, match=r"cannot write .*a\.mp4: .* file"):
        VideoSink(tmp_path / "a" / "a.mp4").open(30)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a place nobody may write")
def test_a_forbidden_place_is_named() -> None:
    with pytest.raises(SinkError) as caught:
        VideoSink(Path("/proc/a.mp4")).open(30)
    assert "cannot write /proc/a.mp4" in caught.value.message
    assert caught.value.remedy


def test_a_size_that_no_encoder_takes_is_named(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    sink = VideoSink(tmp_path / "a.mp4")
    sink.open(30)
    with pytest.raises(SinkError, match="no video encoder takes pictures of 40000x2") as caught:
        sink.write(make_output(plain(2, 40_000)))
    assert "--output-size" in caught.value.remedy
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_leaves_what_it_wrote(
    tmp_path: Path, run_writer: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = run_writer(tmp_path / "a.mp4", 200, "killed")
    assert done.returncode == -signal.SIGKILL, done.stderr
    frames = decoded(tmp_path / "a.mp4")
    assert 200 - 75 <= len(frames) < 200
    assert [round(frame.time * 30) for frame in frames] == list(range(len(frames)))


@pytest.mark.parametrize("limit", [100_000, 400_000])
def test_a_full_disk_leaves_what_was_written(
    limit: int, tmp_path: Path, run_writer: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = run_writer(tmp_path / "a.mp4", 400, "limited", limit)
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    pictures, message, remedy = done.stdout.strip().split("|")
    assert "cannot write" in message
    assert "free some space" in remedy
    frames = decoded(tmp_path / "a.mp4")
    assert 0 < len(frames) <= int(pictures)
    assert len(frames) % 30 == 0


def test_a_disk_without_any_room_leaves_nothing(
    tmp_path: Path, run_writer: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = run_writer(tmp_path / "a.mp4", 60, "limited", 2000)
    assert done.returncode == 1, done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_refused_and_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.mp4"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/null")
    with pytest.raises(SinkError, match="a pipe or a device"):
        VideoSink(path).open(30)
    assert path.is_fifo() or path.is_char_device()


def test_a_slow_run_is_on_the_disk_as_it_goes(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    path, now = tmp_path / "a.mp4", [0.0]
    sink = VideoSink(path, lambda: now[0])
    sink.open(30)
    for index in range(20):
        sink.write(make_output(plain(32, 48, index), index * SECOND // 30))
        now[0] += 2.0
    killed = tmp_path / "killed.mp4"
    killed.write_bytes(path.read_bytes())
    sink.close()
    assert len(decoded(killed)) >= 20 - 6


def test_a_full_file_system_leaves_what_was_written(
    tmp_path: Path, run_writer: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    with small_disk(tmp_path / "disk", 500_000) as disk:
        done = run_writer(disk / "a.mp4", 400, "unlimited")
        assert done.returncode == 1, done.stderr
        assert "the disk is full" in done.stdout
        assert decoded(disk / "a.mp4")


def test_a_worse_encoder_steps_in(tmp_path: Path) -> None:
    other = next(encoder for encoder in ENCODERS if encoder.name == "mpeg4")
    absent = type(other)("no_such_encoder", "Absent")
    container, stream = open_video(tmp_path / "a.mp4", (48, 64), 25.0, (absent, other))
    for index in range(5):
        frame = av.VideoFrame.from_ndarray(plain(48, 64), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts, frame.time_base = index * other.ticks, Fraction(1, other.ticks)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
    container.close()
    assert [frame.time for frame in decoded(tmp_path / "a.mp4")] == [0, 1, 2, 3, 4]


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of `size` bytes, where this machine lets us mount one."""
    folder.mkdir()
    try:
        mount = ctypes.CDLL(None, use_errno=True).mount
    except (OSError, AttributeError, TypeError):
        pytest.skip("needs mount(2)")
    options = f"size={size}".encode()
    if mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options) != 0:
        pytest.skip(f"mounting is not allowed here: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)

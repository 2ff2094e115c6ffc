from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest

from camfilter.errors import SourceError
from camfilter.sources.images import StillSource, read_picture

RED = (200, 30, 60)


def write(path, array):
    assert cv2.imwrite(str(path), array)
    return path


@pytest.fixture
def red(tmp_path):
    return write(tmp_path / "red.png", np.full((6, 9, 3), RED[::-1], np.uint8))


@pytest.mark.parametrize(
    ("name", "array", "rgb", "alpha"),
    [
        ("grey.png", np.full((4, 5), 77, np.uint8), (77, 77, 77), None),
        ("grey16.png", np.full((4, 5), 257 * 77, np.uint16), (77, 77, 77), None),
        ("rgb.png", np.full((4, 5, 3), RED[::-1], np.uint8), RED, None),
        ("rgb16.png", np.full((4, 5, 3), RED[::-1], np.uint16) * np.uint16(257), RED, None),
        ("rgba.png", np.full((4, 5, 4), (*RED[::-1], 9), np.uint8), RED, 9),
        ("rgba16.png", np.full((4, 5, 4), 257 * 9, np.uint16), (9, 9, 9), 9),
        ("float.tiff", np.full((4, 5, 3), 0.2, np.float32), (51, 51, 51), None),
        ("odd.bmp", np.full((3, 7, 3), RED[::-1], np.uint8), RED, None),
        ("one.png", np.full((1, 1, 3), RED[::-1], np.uint8), RED, None),
        ("PHOTO.PNG", np.full((2, 2, 3), RED[::-1], np.uint8), RED, None),
        ("größe ü.png", np.full((2, 2, 3), RED[::-1], np.uint8), RED, None),
    ],
)
def test_every_kind_of_picture_file_is_read(tmp_path, name, array, rgb, alpha):
    made, coverage = read_picture(write(tmp_path / name, array))
    assert made.shape == (*array.shape[:2], 3)
    assert (made == rgb).all()
    assert coverage is None if alpha is None else (coverage == alpha).all()


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (1, lambda stored: stored),
        (3, lambda stored: np.rot90(stored, 2)),
        (6, lambda stored: np.rot90(stored, -1)),
        (8, lambda stored: np.rot90(stored, 1)),
        (2, lambda stored: stored[:, ::-1]),
    ],
)
@pytest.mark.parametrize("grey", [False, True])
def test_photos_are_turned_upright(tmp_path, orientation, turn, grey):
    stored = np.zeros((32, 48, 3), np.uint8)
    stored[:16, :24] = 250
    path = write(tmp_path / "photo.jpg", stored[..., 0] if grey else stored)
    path.write_bytes(with_orientation(path.read_bytes(), orientation))
    made, _ = read_picture(path)
    upright = turn(stored)
    assert made.shape == upright.shape
    assert np.abs(made.astype(int) - upright).mean() < 4


def with_orientation(jpeg, orientation):
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    payload = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "no file or folder"),
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.write_text("no picture"), "not a picture"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40)), "not a picture"),
        (lambda path: path.mkdir(), "is a folder"),
    ],
    ids=["missing", "empty", "text", "damaged", "folder"],
)
def test_what_is_no_picture_is_one_clear_error(tmp_path, capfd, make, says):
    path = tmp_path / "a.png"
    make(path)
    with pytest.raises(SourceError, match=says) as refused:
        StillSource(path).open()
    assert refused.value.remedy
    assert capfd.readouterr().out == ""


def test_a_still_comes_once_when_not_in_real_time(red, clock):
    source = StillSource(red, realtime=False, clock=clock)
    source.open()
    assert (source.info.live, source.info.count) == (False, 1)
    assert source.read(0.0).rgb.shape == (6, 9, 3)
    with pytest.raises(EOFError):
        source.read(0.0)
    source.close()
    source.open()
    assert source.read(0.0).index == 1


def test_a_looped_still_comes_as_often_as_it_is_asked_for(red, clock):
    source = StillSource(red, realtime=False, loop=True, clock=clock)
    source.open()
    frames = [source.read(0.0) for _ in range(5)]
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]
    assert np.diff([frame.time_ns for frame in frames]).min() > 0
    assert source.info.count is None


def test_a_still_stands_like_a_cameras_picture_in_real_time(red, clock):
    source = StillSource(red, clock=clock)
    source.open()
    assert (source.info.live, source.info.rate) == (True, 30.0)
    start = clock.now_ns()
    frames = [source.read(1.0) for _ in range(31)]
    assert clock.now_ns() - start == pytest.approx(1e9, rel=1e-6)
    assert [frame.index for frame in frames] == list(range(31))
    assert source.read(0.01) is None
    clock.pass_s(1.0)
    assert source.read(1.0).index == 31 + 29 + 0


def test_reading_what_is_not_open_is_an_error(red):
    source = StillSource(red)
    source.close()
    with pytest.raises(SourceError, match="not open"):
        source.read(0.0)


def test_a_kind_of_pixels_that_is_not_understood_names_the_file(tmp_path):
    path = tmp_path / "odd.tiff"
    cv2.imwrite(str(path), np.zeros((4, 4), np.int32))
    with pytest.raises(SourceError, match=r"odd\.tiff.*int32"):
        read_picture(path)

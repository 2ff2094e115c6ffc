from __future__ import annotations

import logging

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camfilter.errors import SourceError
from camfilter.sources.folder import FolderSource, natural_key


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "album"
    path.mkdir()
    return path


def fill(folder, *names):
    for number, name in enumerate(names):
        cv2.imwrite(str(folder / name), np.full((4 + number, 5, 3), 10 * number, np.uint8))


def shades(source):
    seen = []
    try:
        while True:
            frame = source.read(10.0)
            seen.append(int(frame.rgb[0, 0, 0]) // 10)
    except EOFError:
        return seen


@pytest.mark.parametrize("realtime", [True, False])
def test_pictures_come_once_each_in_the_order_people_count(folder, clock, realtime):
    fill(folder, "img1.png", "img2.PNG", "IMG10.png", "img11.bmp")
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.png").write_text("no picture")
    (folder / "img3.png").mkdir()
    source = FolderSource(folder, realtime=realtime, clock=clock)
    source.open()
    assert (source.info.live, source.info.count) == (False, 4)
    clock.pass_s(5.0)
    assert shades(source) == [0, 1, 2, 3]
    source.close()
    source.open()
    assert shades(source) == [0, 1, 2, 3]


def test_sizes_may_change_and_order_never_goes_back(folder, clock):
    fill(folder, "a.png", "b.png", "c.png")
    source = FolderSource(folder, realtime=False, loop=True, clock=clock)
    source.open()
    assert source.info.count is None
    frames = [source.read(0.0) for _ in range(7)]
    assert [frame.size for frame in frames] == [(4, 5), (5, 5), (6, 5)] * 2 + [(4, 5)]
    assert [frame.index for frame in frames] == list(range(7))
    assert np.diff([frame.time_ns for frame in frames]).min() > 0


def test_real_time_paces_but_never_drops(folder, clock):
    fill(folder, "a.png", "b.png", "c.png")
    source = FolderSource(folder, clock=clock)
    source.open()
    assert source.read(1.0).index == 0
    assert source.read(0.01) is None
    clock.pass_s(2.0)
    assert [source.read(1.0).index, source.read(1.0).index] == [1, 2]
    with pytest.raises(EOFError):
        source.read(1.0)


def test_unreadable_pictures_are_reported_and_left_out(folder, caplog):
    fill(folder, "a.png", "b.png", "c.png")
    (folder / "b.png").write_text("no picture")
    source = FolderSource(folder, realtime=False)
    source.open()
    with caplog.at_level(logging.WARNING):
        assert shades(source) == [0, 2]
    assert "b.png" in caplog.text


@pytest.mark.parametrize(
    ("names", "says"), [([], "no pictures in"), (["a.png", "b.jpg"], "none of the pictures")]
)
def test_a_folder_without_a_readable_picture_is_one_clear_error(folder, names, says):
    for name in names:
        (folder / name).write_text("no picture")
    source = FolderSource(folder, realtime=False, loop=True)
    with pytest.raises(SourceError, match=says) as refused:  # noqa: PT012
        source.open()
        source.read(1.0)
    assert refused.value.remedy


def test_a_missing_folder_is_one_clear_error(tmp_path):
    with pytest.raises(SourceError, match="cannot be listed"):
        FolderSource(tmp_path / "nowhere").open()


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_names_can_be_sorted(names):
    assert sorted(sorted(names, key=natural_key)) == sorted(names)


def test_numbers_are_sorted_by_value():
    names = ["f10", "f9", "F1", "f09b", "f9a", "10", "9", "a²", "x"]
    assert sorted(names, key=natural_key) == [
        "9",
        "10",
        "a²",
        "F1",
        "f9",
        "f9a",
        "f09b",
        "f10",
        "x",
    ]


def test_pictures_taken_as_fast_as_possible_stand_for_a_thirtieth_of_a_second(folder, clock):
    fill(folder, "a.png", "b.png", "c.png", "d.png")
    source = FolderSource(folder, realtime=False, clock=clock)
    source.open()
    times = [source.read(0.0).time_ns for _ in range(4)]
    assert np.diff(times) == pytest.approx(1e9 / 30, abs=2)

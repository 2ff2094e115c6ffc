from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest

from camfilter.errors import SourceError, SourceLostError
from camfilter.sources.screen import ScreenSource, list_screens

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="displays are named on Linux only")
pytestmark = linux_only


@pytest.fixture
def no_display(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def display(monkeypatch):
    """A real X server of 320x240 pixels without a window on it."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "320x240x24", "-nolisten", "tcp", "-noreset"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        number = server.stdout.readline().strip()
        monkeypatch.setenv("DISPLAY", f":{number}")
        yield server
        server.terminate()


def test_without_a_display_there_is_one_clear_error(no_display):
    source = ScreenSource()
    with pytest.raises(SourceError, match="cannot be captured") as refused:
        source.open()
    assert "DISPLAY" in refused.value.remedy
    source.close()
    with pytest.raises(SourceError, match="not open"):
        source.read(0.0)


def test_without_a_display_the_list_says_so(no_display):
    (listing,) = list_screens()
    assert (listing.spec, listing.available) == ("screen", False)
    assert listing.remedy


def test_a_screen_is_read_at_its_beat(display, clock):
    source = ScreenSource(clock=clock)
    source.open()
    assert source.info.live
    start = clock.now_ns()
    frames = [source.read(1.0) for _ in range(4)]
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert clock.now_ns() - start == pytest.approx(0.1e9, rel=1e-6)
    assert frames[0].rgb.shape == (240, 320, 3)
    assert frames[0].rgb.flags.c_contiguous
    assert source.read(0.001) is None
    clock.pass_s(0.2)
    assert source.read(1.0).index == 4 + 5
    source.close()


def test_screens_are_listed_and_an_unknown_one_is_refused(display):
    (listing,) = list_screens()
    assert (listing.spec, listing.detail, listing.available) == ("screen:1", "320x240", True)
    with pytest.raises(SourceError, match="no screen 7") as refused:
        ScreenSource(7).open()
    assert "screen:1" in refused.value.remedy


def test_all_screens_together_are_number_zero(display):
    source = ScreenSource(0)
    source.open()
    assert source.read(1.0).size == (240, 320)
    source.close()


def test_a_display_that_goes_away_is_a_lost_source(display, clock):
    source = ScreenSource(clock=clock)
    source.open()
    source.read(1.0)
    display.terminate()
    display.wait()
    with pytest.raises(SourceLostError):
        source.read(1.0)
    source.close()


def test_colours_of_the_screen_are_right(display):
    if shutil.which("xsetroot") is None:
        pytest.skip("xsetroot is not installed")
    subprocess.run(["xsetroot", "-solid", "#c81e3c"], check=True)
    source = ScreenSource()
    source.open()
    frame = source.read(1.0)
    source.close()
    assert np.unique(frame.rgb.reshape(-1, 3), axis=0).tolist() == [[200, 30, 60]]

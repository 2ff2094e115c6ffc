"""Real windows on a screen that nobody sees: what the README shows, and large screens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TOOL = Path(__file__).parents[2] / "tools" / "screenshots.py"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A real X server with a 4K screen."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    screen = ["-displayfd", "1", "-screen", "0", "3840x2160x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        ["Xvfb", *screen], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with server:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


def _take(display: str, folder: Path, *names: str, **variables: str) -> None:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"} | variables
    done = subprocess.run(
        [sys.executable, str(TOOL), str(folder), *names],
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    if "no Qt platform plugin could be initialized" in done.stderr:
        pytest.skip("Qt's libraries for X11 are not installed")
    assert (done.returncode, done.stderr) == (0, "")


def _spread(path: Path) -> float:
    """How much a picture's brightness varies: nothing on it, nothing varies."""
    return float(cv2.imread(str(path)).std())


@pytest.mark.parametrize(
    ("name", "scale", "size"),
    [
        ("app-light", "1", (800, 1280)),
        ("app-small", "1", (480, 640)),
        ("app-4k", "2", (2160, 3840)),
    ],
)
def test_the_window_comes_up_in_every_size(
    display: str, tmp_path: Path, name: str, scale: str, size: tuple[int, int]
) -> None:
    _take(display, tmp_path, name, QT_SCALE_FACTOR=scale)
    picture = tmp_path / f"{name}.jpg"
    assert cv2.imread(str(picture)).shape[:2] == size
    assert _spread(picture) > 20


def test_dark_is_dark_and_light_is_light(display: str, tmp_path: Path) -> None:
    _take(display, tmp_path, "app-dark", "app-models")
    dark, light = (cv2.imread(str(tmp_path / f"app-{n}.jpg")) for n in ("dark", "models"))
    assert dark[-12:, :, :].mean() < 90 < 180 < light[-12:, :, :].mean()

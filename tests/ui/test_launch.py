"""The app where there is no screen, no library for one, or OpenCV's Qt in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OPEN = "from camfilter.cli.app import main; main([])"


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    others = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=others | environment,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":9877"},
        {"QT_QPA_PLATFORM": "no-such-platform"},
    ],
)
def test_without_a_screen_it_says_so_in_two_lines(environment: dict[str, str]) -> None:
    done = run(OPEN, **environment)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in lines] == ["error", "try"]
    assert "camfilter run" in lines[1]


def test_without_qt_s_libraries_it_says_so_in_two_lines(tmp_path: Path) -> None:
    package = tmp_path / "PySide6"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "QtWidgets.py").write_text("raise ImportError('libEGL.so.1: cannot open it')")
    done = run(f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {OPEN}")
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert "libEGL.so.1" in lines[0]
    assert [line.partition(":")[0] for line in lines] == ["error", "try"]


def test_qt_uses_its_own_plugins_and_not_opencv_s() -> None:
    code = (
        "import os, cv2\n"
        "os.environ['QT_QPA_PLATFORM_PLUGIN_PATH'] = '/somewhere/cv2/qt/plugins'\n"
        "from camfilter_ui.launch import application\n"
        "application(['camfilter'])\n"
        "print([name for name in os.environ if name.startswith('QT_QPA_') and 'cv2' in "
        "os.environ[name]])"
    )
    assert run(code, QT_QPA_PLATFORM="offscreen").stdout.strip() == "[]"

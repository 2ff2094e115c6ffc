from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from camfilter import __version__
from camfilter.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_help_names_every_command(camfilter: Command, words: list[str]) -> None:
    ending = camfilter(*words)
    assert ending.status == 0
    for name in ("run", "image", "devices", "models", "doctor", "bench"):
        assert name in ending.out


@pytest.mark.parametrize("missing", ["PySide6", "camfilter_ui"])
def test_without_the_app_it_prints_help(
    camfilter: Command, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(app, "find_spec", lambda name: None if name == missing else object())
    ending = camfilter()
    assert ending.status == 0
    assert "Usage: camfilter" in ending.out


def test_the_version_is_the_package_s(camfilter: Command) -> None:
    assert __version__ in camfilter("--version").out


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["run", "--opacity", "2"],
        ["run", "--opacity", "nan"],
        ["run", "--output", "sideways"],
        ["run", "--inference-resolution", "100"],
        ["run", "--frames", "0"],
        ["run", "--seconds", "nan"],
        ["run", "--seconds", "inf"],
        ["run", "--source", "x" * 300 + ".mp4"],
        ["run", "--source", "demo", "--to", "x" * 300 + ".mp4"],
        ["run", "--source", "demo", "--to", "x" * 300 + "/"],
        ["run", "--source", "demo", "--stats-json", "x" * 300],
        ["run", "--source", "~nobody-of-that-name/a.mp4"],
        ["run", "--source", "demo", "--to", "~nobody-of-that-name/a.mp4"],
        ["run", "--source", "demo", "--preset", "~nobody-of-that-name/a.toml"],
        ["image", "x" * 300 + ".png", "--out", "a.png"],
        ["image", "a.png", "--out", "x" * 300 + ".png"],
        ["run", "--source", "demo", "--output-size", "641x480"],
        ["run", "--near", "5", "--far", "2"],
        ["run", "--output-size", "big"],
        ["run", "--source", "demo", "--to", "vcam9:x:y"],
        ["run", "--preset", "no such preset"],
        ["image"],
        ["models", "verify", "no-such-weights"],
    ],
)
def test_wrong_usage_is_two_lines_and_status_2(camfilter: Command, words: list[str]) -> None:
    ending = camfilter(*words)
    lines = ending.err.strip().splitlines()
    assert ending.status == 2
    assert [line.partition(":")[0] for line in lines] == ["error", "try"]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, camfilter.cli.app as app\n"
        "try: app.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'cv2', 'onnxruntime', 'torch', 'av', 'PySide6', 'mss', 'huggingface_hub'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


def test_debug_is_taken_on_every_place(camfilter: Command) -> None:
    for words in (["--debug", "models", "list"], ["models", "--debug", "list"]):
        assert camfilter(*words).status == 0
    assert camfilter("models", "list", "--debug").status == 0


def test_models_alone_prints_its_help(camfilter: Command) -> None:
    ending = camfilter("models")
    assert (ending.status, ending.err) == (0, "")
    assert "verify" in ending.out
    assert len(ending.out.splitlines()) > 5


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "opacity = [broken"])
def test_a_hopeless_configuration_is_named(camfilter: Command, own_config: Path, text: str) -> None:
    own_config.mkdir()
    (own_config / "config.toml").write_text(text)
    ending = camfilter("run", "--source", "demo", "--frames", "1")
    assert ending.status == 2
    assert "config.toml is not TOML" in ending.err
    assert len(ending.err.splitlines()) == 2


def test_a_home_folder_that_is_not_known_is_named(
    camfilter: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMFILTER_CONFIG_DIR", "~nobody-of-that-name/x")
    ending = camfilter("run", "--source", "demo", "--frames", "1")
    assert ending.status == 2
    assert "set CAMFILTER_CONFIG_DIR" in ending.err


def test_ctrl_c_while_the_command_loads_ends_it_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import camfilter.cli as cli"
    command = [sys.executable, "-c", f"{code}; cli.main()"]
    ending = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ending.returncode, ending.stdout, ending.stderr) == (130, "", "")


def test_a_thread_that_a_driver_holds_does_not_keep_the_program_or_change_its_status() -> None:
    code = (
        "import atexit, sys, threading\n"
        "from camfilter import cli; from camfilter.priority import *\n"
        "atexit.register(print, 'Python was taken down')\n"
        "hold = threading.Event().wait\n"
        "threading.Thread(target=hold, name=BEHIND_NAME, daemon=True).start()\n"
        "cli.main()"
    )
    command = [sys.executable, "-c", code, "--version"]
    ending = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ending.returncode, len(ending.stdout.splitlines()), ending.stderr) == (0, 1, "")


def test_python_runs_the_package() -> None:
    command = [sys.executable, "-m", "camfilter", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith("camfilter")

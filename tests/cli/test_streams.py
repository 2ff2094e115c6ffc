"""Standard streams that are closed, full or not read, and what else a command must survive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest

from camfilter.cli import app, progress

if TYPE_CHECKING:
    from conftest import Command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="redirections of a POSIX shell")

_MAIN = f'"{sys.executable}" -W error -c "from camfilter.cli import main; main()"'


def _shell(line: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run `line`, in which $C is the command and "$@" its words."""
    script = line.replace("$C", _MAIN)
    command = ["bash", "-c", script, "bash", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "line",
    [
        '$C "$@" 2>&- >/dev/null',
        '$C "$@" >&- 2>&-',
        '$C "$@" <&- >&- 2>&-',
        'set -o pipefail; $C "$@" 2>&1 | true',
        'set -o pipefail; $C "$@" 2>&1 >/dev/null | head -c 1 >/dev/null',
    ],
)
def test_a_recording_survives_the_loss_of_its_streams(
    folder: Path, tmp_path: Path, line: str
) -> None:
    (folder / "broken.png").write_text("reported on standard error")
    video = tmp_path / "out.mp4"
    done = _shell(line, "run", "--source", folder, "--to", video)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with av.open(str(video)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["devices"], ["run", "--source", "demo", "--frames", "1"]])
def test_a_full_disk_behind_the_output_is_two_lines(words: list[str]) -> None:
    done = _shell('$C "$@" >/dev/full', *words)
    assert done.returncode == 1
    lines = done.stderr.splitlines()[-2:]
    assert lines == [
        "error: the output cannot be printed: the disk is full",
        "try: free some space there",
    ]
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_gets_no_traceback() -> None:
    assert _shell('$C "$@" | true', "devices", "--json").stderr == ""


def test_nobody_need_be_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    progress.say("unheard")
    with progress.progress(3) as bar:
        bar.update()
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as broken:
        monkeypatch.setattr(sys, "stderr", broken)
        progress.say("unheard")
        progress.say("unheard")
    progress.say("to a closed stream")


@pytest.mark.parametrize("words", [["devices"], ["models", "list"]])
def test_the_unforeseen_is_two_lines_and_a_traceback_only_on_request(
    camfilter: Command, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(app.cli, "invoke", broken)
    ending = camfilter(*words)
    lines = ending.err.splitlines()
    assert ending.status == 1
    assert [line.partition(":")[0] for line in lines] == ["error", "try"]
    assert "boom" in lines[0]
    assert "camfilter --debug" in lines[1]
    with pytest.raises(ZeroDivisionError):
        app.main([*words, "--debug"])

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import av
import pytest

from camfilter.settings import parameters

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command

_KEYS = {
    "frames_in", "frames_out", "dropped", "fps_out", "latency_ms", "geometry_age_ms",
    "stages_ms", "engine", "device", "source", "sinks",
}  # fmt: skip


def _pictures(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_folder_becomes_a_video_with_every_picture(
    camfilter: Command, folder: Path, tmp_path: Path
) -> None:
    video, statistics = tmp_path / "new" / "out.mp4", tmp_path / "s.json"
    ending = camfilter("run", "--source", folder, "--to", video, "--stats-json", statistics)
    assert ending.status == 0, ending.err
    assert _pictures(video) == 6
    report = json.loads(statistics.read_text())
    assert report.keys() >= _KEYS
    assert report["latency_ms"].keys() == report["geometry_age_ms"].keys() == {"p50", "p95"}
    assert (report["frames_in"], report["frames_out"], report["dropped"]) == (6, 6, 0)
    assert report["sinks"][str(video)] == {"frames": 6, "dropped": 0, "errors": 0}
    assert (report["engine"], report["device"]) == ("builtin", "cpu")
    assert report["stages_ms"]["engine"] > 0


def test_several_sinks_get_the_same_pictures(
    camfilter: Command, folder: Path, tmp_path: Path
) -> None:
    targets = [tmp_path / "a.mp4", f"{tmp_path}/pictures out/", f"{tmp_path}/depth/:png16", "null"]
    words = [word for target in targets for word in ("--to", target)]
    ending = camfilter("run", "--source", folder, *words, "--output", "both", "--frames", "4")
    assert ending.status == 0, ending.err
    assert _pictures(tmp_path / "a.mp4") == 4
    assert len(list((tmp_path / "pictures out").glob("*.png"))) == 4
    assert len(list((tmp_path / "depth").glob("*.png"))) == 4


def test_every_parameter_is_an_option(camfilter: Command) -> None:
    shown = camfilter("run", "--help").out
    for parameter in parameters():
        assert "--" + parameter.name.replace("_", "-") in shown


def test_options_go_before_preset_environment_and_file(
    camfilter: Command, folder: Path, own_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_config.mkdir()
    (own_config / "config.toml").write_text('schema_version = 1\noutput_rate = "fast"\n')
    assert camfilter("run", "--source", folder).status == 2
    (own_config / "config.toml").write_text("schema_version = 1\noutput_rate = 15.0\n")
    assert "3 pictures" in camfilter("run", "--source", folder).out
    monkeypatch.setenv("CAMFILTER_OUTPUT_RATE", "10")
    assert "2 pictures" in camfilter("run", "--source", folder).out
    assert "6 pictures" in camfilter("run", "--source", folder, "--output-rate", "0").out


@pytest.mark.parametrize(
    ("source", "says"),
    [("missing.mp4", "missing.mp4"), ("cut.mp4", "cut.mp4"), ("notes.txt", "notes.txt")],
)
def test_a_source_that_is_no_video_is_one_clear_error(
    camfilter: Command, tmp_path: Path, source: str, says: str
) -> None:
    (tmp_path / "cut.mp4").write_bytes(b"\x00\x00\x00\x20ftypisom" + bytes(100))
    (tmp_path / "notes.txt").write_text("not a video")
    target = tmp_path / "out.mp4"
    ending = camfilter("run", "--source", tmp_path / source, "--to", target)
    errors = [line for line in ending.err.splitlines() if line.startswith(("error:", "try:"))]
    assert ending.status in (1, 2)
    assert len(errors) == 2
    assert says in errors[0]
    assert "Traceback" not in ending.err
    assert not target.exists()


def test_a_sink_that_cannot_be_written_fails_the_run_but_not_the_others(
    camfilter: Command, folder: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file" / "out.mp4"
    blocked.parent.write_text("in the way")
    good = tmp_path / "good.mp4"
    ending = camfilter("run", "--source", folder, "--to", blocked, "--to", good)
    assert ending.status == 1
    assert "error:" in ending.err
    assert _pictures(good) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other processes are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_in_order(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    video = tmp_path / "out.mp4"
    words = ["run", "--source", folder, "--loop", "--to", video, "--to", f"{tmp_path}/seen/"]
    command = [sys.executable, "-c", "from camfilter.cli import main; main()", *map(str, words)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        while len(list(tmp_path.glob("seen/*.png"))) < 10:
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, "Traceback" in err) == (0, False)
    assert _pictures(video) >= 9
    assert "pictures" in out


def test_a_file_is_not_read_and_written_at_once(
    camfilter: Command, folder: Path, tmp_path: Path
) -> None:
    video = tmp_path / "a.mp4"
    assert camfilter("run", "--source", folder, "--to", video).status == 0
    before = video.read_bytes()
    assert camfilter("run", "--source", video, "--to", video).status == 2
    assert camfilter("run", "--source", folder, "--to", video, "--to", video).status == 2
    assert video.read_bytes() == before

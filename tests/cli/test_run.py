from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from camfilter.live import Session
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


def test_no_target_clashes_under_any_name(
    camfilter: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    video, link = tmp_path / "a.mp4", tmp_path / "link.mp4"
    assert camfilter("run", "--source", folder, "--to", video).status == 0
    link.hardlink_to(video)
    before = video.read_bytes()
    new = tmp_path / "new.mp4"
    for source, says, *words in [
        (video, "overwrite the source", "--to", link),
        (video, "overwrite the source", "--to", "~/a.mp4"),
        ("~/a.mp4", "overwrite the source", "--to", video),
        (folder, "overwrite the source", "--to", f"{folder}/"),
        (folder, "overwrite the source", "--to", f"{folder}/:png16"),
        (folder, "named twice", "--to", f"{tmp_path}/x/", "--to", f"{tmp_path}/x/:png"),
        (folder, "named twice", "--to", video, "--to", link),
        (video, "overwrite the source", "--stats-json", link),
        (folder, "--stats-json", "--to", new, "--stats-json", new),
    ]:
        ending = camfilter("run", "--source", source, *words)
        assert ending.status == 2, words
        assert says in ending.err
    assert video.read_bytes() == before
    assert not new.exists()
    words = ["--to", f"{tmp_path}/x/", "--to", f"{tmp_path}/x/:exr"]
    assert camfilter("run", "--source", folder, "--frames", "1", *words).status == 0


def test_statistics_that_cannot_be_written_stop_the_run_before_it_begins(
    camfilter: Command, folder: Path, tmp_path: Path
) -> None:
    video = tmp_path / "a.mp4"
    for place in (photo_in_the_way(tmp_path) / "s.json", tmp_path):
        ending = camfilter("run", "--source", folder, "--to", video, "--stats-json", place)
        assert ending.status in (1, 2)
        assert "try: name a file" in ending.err
        assert not video.exists()


def photo_in_the_way(tmp_path: Path) -> Path:
    path = tmp_path / "in the way"
    path.write_text("")
    return path


def test_statistics_that_fail_at_the_end_hide_nothing(
    camfilter: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file" / "out.mp4"
    blocked.parent.write_text("in the way")
    statistics = tmp_path / "s.json"
    # While the run goes on, somebody puts a folder there.
    start = Session.start

    def start_and_spoil(session: Session) -> None:
        (statistics / "x").mkdir(parents=True)
        start(session)

    monkeypatch.setattr(Session, "start", start_and_spoil)
    words = ["--to", blocked, "--to", tmp_path / "good.mp4", "--stats-json", statistics]
    ending = camfilter("run", "--source", folder, *words)
    assert ending.status == 1
    assert "6 pictures" in ending.out
    assert ending.err.count("error:") == ending.err.count("try:") == 2
    assert ending.err.count("out.mp4") == 1
    assert "statistics cannot be written" in ending.err
    assert not list(tmp_path.glob(".camfilter-*"))


def test_one_is_not_many(camfilter: Command, folder: Path) -> None:
    out = camfilter("run", "--source", folder, "--frames", "1").out
    assert out.startswith("1 picture at")


def test_bounds_may_come_from_different_layers(
    camfilter: Command, folder: Path, own_config: Path, tmp_path: Path
) -> None:
    preset = tmp_path / "far.toml"
    preset.write_text("near = 20.0\n")
    run = ["run", "--source", folder, "--frames", "1", "--preset", preset]
    assert camfilter(*run, "--far", "50").status == 0
    ending = camfilter(*run)
    assert ending.status == 2
    assert "far.toml" in ending.err
    own_config.mkdir()
    (own_config / "config.toml").write_text("near = 30.0\n")
    assert "config.toml" in camfilter(*run[:-2]).err
    assert camfilter(*run[:-2], "--far", "40").status == 0
    assert camfilter(*run[:-2], "--far", "25").err.startswith("error: near (30) must be")


def test_a_film_that_is_cut_short_keeps_what_is_there_and_fails_the_run(
    camfilter: Command, tmp_path: Path
) -> None:
    whole, cut, out = (tmp_path / name for name in ("whole.mp4", "cut.mp4", "out.mp4"))
    random = np.random.default_rng(0)
    with av.open(str(whole), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(40):
            noise = random.integers(0, 255, (48, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noise)))
        container.mux(stream.encode(None))
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    ending = camfilter("run", "--source", cut, "--to", out)
    assert ending.status == 1
    assert ending.err.count("error:") == ending.err.count("try:") == 1
    assert ending.err.count("cut.mp4") == 1
    assert "cut short" in ending.err
    assert _pictures(out) >= 15


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other processes are POSIX")
def test_a_second_signal_of_any_kind_ends_at_once() -> None:
    code = (
        "import os, signal\n"
        "from camfilter.cli.signals import ends_on_signals\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "with ends_on_signals(lambda number: print(number, flush=True)):\n"
        "    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):\n"
        "        os.kill(os.getpid(), number)\n"
        "    print('still here')"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, f"{signal.SIGINT:d}\n")

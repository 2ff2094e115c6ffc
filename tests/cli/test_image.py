from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from camfilter.engines.builtin.engine import working_size

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command


def test_one_picture_into_one_file(camfilter: Command, photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "depth.jpg"
    assert camfilter("image", photo, "--out", out).status == 0
    assert cv2.imread(str(out)).shape == (120, 160, 3)
    assert not out.with_suffix(".npz").exists()


def test_raw_writes_the_geometry_beside_the_picture(
    camfilter: Command, photo: Path, tmp_path: Path
) -> None:
    assert camfilter("image", photo, "--out", tmp_path / "depth.png", "--raw").status == 0
    with np.load(tmp_path / "depth.npz", allow_pickle=False) as raw:
        assert set(raw) >= {"depth", "normals", "valid", "intrinsics", "metric"}
        assert raw["normals"].shape == (*raw["depth"].shape, 3)
        assert raw["valid"].dtype == bool
        assert (raw["depth"][raw["valid"]] > 0).all()
        assert not raw["metric"]
        aspect = raw["depth"].shape[1] / raw["depth"].shape[0]
        # Of a still more is seen than of a frame, for which there is less time.
        assert raw["depth"].size > 1.5 * np.prod(working_size(120, 160, 512))
    assert aspect == pytest.approx(160 / 120, rel=0.1)


def test_many_pictures_and_folders_into_a_folder(
    camfilter: Command, photo: Path, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "photo.png").write_bytes(photo.read_bytes())
    ending = camfilter("image", photo, other / "photo.png", folder, "--out", f"{tmp_path}/out/")
    assert ending.status == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"photo.png", "photo-2.png", *(f"ball{i}.png" for i in range(6))}


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((7, 9), np.uint8), ((8, 8), np.uint16), ((9, 7, 4), np.uint8), ((1, 1, 3), np.uint8)],
    ids=["grey", "16-bit", "RGBA", "1x1"],
)
def test_any_kind_of_picture_goes_through(
    camfilter: Command, tmp_path: Path, shape: tuple[int, ...], dtype: type
) -> None:
    source, out = tmp_path / "odd.png", tmp_path / "out.png"
    cv2.imwrite(str(source), np.full(shape, 77, dtype))
    ending = camfilter("image", source, "--out", out)
    assert (ending.status, ending.err) == (0, "")
    assert cv2.imread(str(out)).shape[:2] == shape[:2]


def test_a_broken_picture_is_reported_and_the_others_are_done(
    camfilter: Command, photo: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(photo.read_bytes()[:60])
    ending = camfilter("image", broken, photo, "--out", f"{tmp_path}/out/")
    assert ending.status == 1
    assert "error: " in ending.err
    assert "broken.png" in ending.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["photo.png"]


@pytest.mark.parametrize("out", ["one.png", "one.xyz"])
def test_an_output_that_cannot_hold_it_is_wrong_usage(
    camfilter: Command, photo: Path, tmp_path: Path, out: str
) -> None:
    inputs = [photo, photo] if out.endswith("png") else [photo]
    ending = camfilter("image", *inputs, "--out", tmp_path / out)
    assert ending.status == 2
    assert "try: " in ending.err


@pytest.mark.parametrize("raw", [True, False])
def test_no_input_is_written_over(
    camfilter: Command, photo: Path, folder: Path, tmp_path: Path, raw: bool
) -> None:
    link = tmp_path / "link.png"
    link.hardlink_to(photo)
    (tmp_path / "soft.png").symlink_to(photo)
    npz = tmp_path / "named.npz"
    npz.hardlink_to(photo)
    kept = {path: path.read_bytes() for path in [photo, *folder.iterdir()]}
    calls = [
        (folder, f"{folder}/"),
        (photo, photo),
        (photo, link),
        (tmp_path / "soft.png", photo),
        (photo, f"{tmp_path}/"),
    ]
    if raw:
        calls.append((photo, tmp_path / "named.png"))
    for source, out in calls:
        ending = camfilter("image", source, "--out", out, *(["--raw"] if raw else []))
        assert ending.status == 2, (source, out)
        assert "would overwrite the input" in ending.err
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_format_that_cannot_hold_the_picture_says_so(camfilter: Command, tmp_path: Path) -> None:
    wide = tmp_path / "wide.png"
    cv2.imwrite(str(wide), np.full((4, 16400, 3), 90, np.uint8))
    ending = camfilter("image", wide, "--out", tmp_path / "out.webp")
    assert ending.status == 1
    assert "16400x4 cannot be written as .webp" in ending.err
    assert ".png" in ending.err.splitlines()[1]
    assert not (tmp_path / "out.webp").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of other processes are POSIX")
def test_a_signal_ends_behind_a_whole_picture(photo: Path, tmp_path: Path) -> None:
    words = ["image", *[str(photo)] * 2000, "--out", f"{tmp_path}/out/"]
    command = [sys.executable, "-c", "from camfilter.cli import main; main()", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        while not list(tmp_path.glob("out/*.png")):
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err) == (143, "")
    found = list((tmp_path / "out").iterdir())
    assert all(cv2.imread(str(path)) is not None for path in found)
    assert len(found) < 2000

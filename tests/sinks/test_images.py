from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np
import pytest

from camfilter.errors import SinkError
from camfilter.sinks import make_sink

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

PICTURE = np.random.default_rng(0).integers(0, 255, (5, 7, 3), np.uint8)
DEPTH = np.float32([[1.0, 2.5, 10.0], [0.0, 80.0, 1e-3]])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_pictures_are_numbered_and_exact(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    sink = make_sink(f"{tmp_path}/new/shots/")
    sink.open(0)
    for offset in range(3):
        sink.write(make_output(PICTURE + np.uint8(offset)))
    sink.close()
    folder = tmp_path / "new/shots"
    assert names(folder) == [f"picture_00000{number}.png" for number in range(3)]
    last = cv2.imread(str(folder / "picture_000002.png"), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(last[..., ::-1], PICTURE + np.uint8(2))


def test_the_depth_is_not_asked_for_by_pictures(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    output = make_output(PICTURE, depth=DEPTH)
    sink = make_sink(f"{tmp_path}/")
    sink.open(0)
    sink.write(output)
    assert set(output.asked) == {"picture"}


def test_nothing_is_overwritten(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    (tmp_path / "picture_000041.png").write_text("mine")
    (tmp_path / "picture_x.png").write_text("not numbered")
    sinks = [make_sink(f"{tmp_path}/"), make_sink(f"{tmp_path}/:exr")]
    for sink in sinks:
        sink.open(0)
        sink.write(make_output(PICTURE, depth=DEPTH))
        sink.close()
    assert (tmp_path / "picture_000041.png").read_text() == "mine"
    assert (tmp_path / "picture_000042.png").exists()
    assert (tmp_path / "depth_000042.exr").exists()


def test_a_sink_opened_again_goes_on(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    sink = make_sink(f"{tmp_path}/")
    for _ in range(2):
        sink.open(0)
        sink.write(make_output(PICTURE))
        sink.close()
    assert names(tmp_path) == ["picture_000000.png", "picture_000001.png"]


def test_a_size_may_change(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    sink = make_sink(f"{tmp_path}/:exr")
    sink.open(0)
    for size in ((4, 6), (3, 9), (1, 1)):
        depth = np.ones(size, np.float32)
        sink.write(make_output(np.zeros((*size, 3), np.uint8), depth=depth))
    shapes = [read_exr(path).shape for path in sorted(tmp_path.iterdir())]
    assert shapes == [(4, 6), (3, 9), (1, 1)]


def test_exr_keeps_every_bit(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    depth = np.random.default_rng(1).uniform(0.1, 5000, (67, 131)).astype(np.float32)
    depth[10:20] = 0
    sink = make_sink(f"{tmp_path}/:exr")
    sink.open(0)
    sink.write(make_output(PICTURE, depth=depth))
    assert np.array_equal(read_exr(tmp_path / "depth_000000.exr"), depth)


def test_what_is_not_finite_is_unknown(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    depth = np.float32([[np.nan, np.inf, -1.0, 2.0]])
    for kind, read in (("exr", read_exr), ("png16", read_grey)):
        sink = make_sink(f"{tmp_path}/{kind}/:{kind}")
        sink.open(0)
        sink.write(make_output(PICTURE, depth=depth))
        (path,) = (tmp_path / kind).iterdir()
        assert (read(path) > 0).tolist() == [[False, False, False, True]]


def test_png16_leads_back_to_the_distance(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    sink = make_sink(f"{tmp_path}/:png16")
    sink.open(0)
    sink.write(make_output(PICTURE, depth=DEPTH, depth_range=(1.0, 10.0)))
    path = tmp_path / "depth_000000.png"
    texts, grey = read_texts(path), read_grey(path).astype(np.float64)
    assert grey.tolist()[0][::2] == [65535, 1]
    assert grey.tolist()[1] == [0, 1, 65535]
    assert texts["metric"] == "true"
    near, far = float(texts["near"]), float(texts["far"])
    distance = 1 / (1 / far + (grey[0, 1] - 1) / 65534 * (1 / near - 1 / far))
    assert distance == pytest.approx(2.5, rel=1e-4)


@pytest.mark.parametrize("kind", ["png16", "exr"])
def test_a_standby_card_has_no_depth(
    kind: str, tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    sink = make_sink(f"{tmp_path}/:{kind}")
    sink.open(0)
    sink.write(make_output(PICTURE))
    (path,) = tmp_path.glob("depth_000000.*")
    depth = read_exr(path) if kind == "exr" else read_grey(path)
    assert depth.shape == (5, 7)
    assert not depth.any()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "shots").write_text("")
    with pytest.raises(SinkError, match="a file of that name is in the way"):
        make_sink(f"{tmp_path}/shots/").open(0)


def test_a_full_disk_leaves_whole_files_only(
    tmp_path: Path, run_writer: Callable[..., Any]
) -> None:
    done = run_writer(f"{tmp_path}/", 3, "limited", 100)
    assert done.returncode == 1, done.stderr
    assert "free some space" in done.stdout
    assert names(tmp_path) == []


def test_writing_to_a_closed_sink_is_refused(
    tmp_path: Path, make_output: Callable[..., Any]
) -> None:
    with pytest.raises(SinkError, match="not open"):
        make_sink(f"{tmp_path}/").write(make_output(PICTURE))


def read_exr(path: Path) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert frame.format.name == "grayf32le"
        plane = frame.planes[0]
        rows = np.frombuffer(plane, np.float32).reshape(frame.height, plane.line_size // 4)
        return rows[:, : frame.width].copy()


def read_grey(path: Path) -> NDArray[np.uint16]:
    grey = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert grey is not None
    assert grey.dtype == np.uint16
    return grey


def read_texts(path: Path) -> dict[str, str]:
    content, texts = path.read_bytes()[8:], {}
    while content:
        length = int.from_bytes(content[:4], "big")
        if content[4:8] == b"tEXt":
            key, _, text = content[8 : 8 + length].partition(b"\0")
            texts[key.decode()] = text.decode()
        content = content[12 + length :]
    return texts


@pytest.mark.parametrize("links", [True, False])
def test_two_runs_into_one_folder_keep_every_picture(
    tmp_path: Path,
    make_output: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    links: bool,
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refused)
    sinks = [make_sink(f"{tmp_path}/") for _ in range(2)]
    for sink in sinks:
        sink.open(0)
    for number in range(3):
        for offset, sink in enumerate(sinks):
            sink.write(make_output(np.full((4, 4, 3), 10 * number + offset, np.uint8)))
    assert names(tmp_path) == [f"picture_00000{number}.png" for number in range(6)]
    greys = {int(cv2.imread(str(path))[0, 0, 0]) for path in tmp_path.iterdir()}
    assert greys == {0, 1, 10, 11, 20, 21}


def test_no_link_in_the_folder_is_followed(tmp_path: Path, make_output: Callable[..., Any]) -> None:
    mine, folder = tmp_path / "mine", tmp_path / "shots"
    mine.write_text("mine")
    folder.mkdir()
    (folder / ".picture_000000.png.part").symlink_to(mine)
    sink = make_sink(f"{folder}/")
    sink.open(0)
    (folder / "picture_000000.png").symlink_to(mine)
    sink.write(make_output(PICTURE))
    assert mine.read_text() == "mine"
    assert (folder / "picture_000000.png").is_symlink()
    assert np.array_equal(cv2.imread(str(folder / "picture_000001.png"))[..., ::-1], PICTURE)

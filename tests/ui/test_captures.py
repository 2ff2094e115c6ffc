from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from fakes import FlatEngine, frames
from PySide6.QtCore import QStandardPaths

from camfilter.look import Look
from camfilter.settings import FilterSettings
from camfilter_ui.captures import Snapshots, capture_name, captures_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def output() -> object:
    frame, settings, look = frames(1)[0], FilterSettings(), Look()
    geometry = look.steady(FlatEngine().infer(frame), frame, settings)
    return look.render(frame, geometry, settings)


def at_once(chore: object) -> None:
    chore()  # type: ignore[operator]


def test_captures_go_where_the_user_said_or_to_their_pictures(tmp_path: Path) -> None:
    assert captures_folder(str(tmp_path)) == tmp_path
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    assert str(captures_folder("")).startswith(pictures)
    assert captures_folder("", movies=True).name == "camfilter"


def test_no_capture_takes_the_name_of_another(tmp_path: Path) -> None:
    names = set()
    for _ in range(5):
        name = capture_name(tmp_path, ".png")
        name.touch()
        names.add(name)
    assert len(names) == 5


def test_a_snapshot_is_the_picture_and_its_depth(
    qtbot: QtBot, output: object, tmp_path: Path
) -> None:
    snapshots, folder = Snapshots(at_once), tmp_path / "new" / "folder"
    with qtbot.waitSignal(snapshots.saved) as saved:
        snapshots.take(output, folder)
    picture = cv2.imread(saved.args[0])
    np.testing.assert_array_equal(picture[..., ::-1], output.picture)
    assert sorted(path.suffix for path in folder.iterdir()) == [".png", ".png"]


def test_what_cannot_be_written_leaves_nothing_behind(
    qtbot: QtBot, output: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    snapshots = Snapshots(at_once)
    monkeypatch.setattr(type(tmp_path), "write_bytes", full)
    with qtbot.waitSignal(snapshots.failed) as failed:
        snapshots.take(output, tmp_path / "shots")
    assert "No space left" in failed.args[0].message
    assert "free some space" in failed.args[0].remedy
    assert list((tmp_path / "shots").iterdir()) == []

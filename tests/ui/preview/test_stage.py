"""Where the pictures lie, and that none of their pixels is lost on any screen."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect

from camfilter_ui.app_settings import ViewMode
from camfilter_ui.preview.sink import Shown
from camfilter_ui.preview.stage import Hit, Stage

CRISP = """
import sys
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from camfilter_ui.app_settings import ViewMode
from camfilter_ui.preview.sink import PreviewSink, Shown
from camfilter_ui.preview.view import PreviewView

qt = QApplication([])
parent = QWidget()
parent.resize(173, 101)
view = PreviewView(parent)
view.setGeometry(7, 5, 163, 91)
sink = PreviewSink(view.wake)
view.attach(sink)
board = np.zeros((31, 51, 4), np.uint8)
board[(np.add.outer(range(31), range(51)) % 2) == 1] = 255
parent.show()
sink._waiting = Shown(board, None, None)
view.wake()
image = parent.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
seen = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., 0]
windows = np.lib.stride_tricks.sliding_window_view(seen, board.shape[:2])
places = [
    (row, column)
    for row in range(windows.shape[0])
    for column in range(windows.shape[1])
    if (windows[row, column] == board[..., 0]).all()
]
print(places)
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "1.75", "2", "3"])
def test_every_pixel_of_the_picture_is_one_of_the_screen(scale: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CRISP],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )
    assert done.stdout.count("(") == 1, done.stdout + done.stderr
    row, column = eval(done.stdout)[0]
    factor = float(scale)
    assert column == pytest.approx((7 + 163 / 2) * factor - 51 / 2, abs=1)
    assert row == pytest.approx((5 + 91 / 2) * factor - 31 / 2, abs=1)


def board(width: int, height: int) -> np.ndarray:
    return np.zeros((height, width, 4), np.uint8)


def stage(mode: ViewMode, *, source: bool, picture: bool = True, ratio: float = 1.0) -> Stage:
    """A room of 400 x 200, a picture of 160 x 60 and a source of 100 x 60."""
    shown = Shown(
        board(160, 60) if picture else None,
        board(100, 60) if source else None,
        None,  # type: ignore[arg-type]
    )
    return Stage(QRect(0, 0, 400, 200), ratio, mode, 0.5, shown)


def test_the_result_alone_is_in_the_middle() -> None:
    alone = stage(ViewMode.OUTPUT, source=False)
    assert alone.main.getRect() == (120, 70, 160, 60)
    assert alone.hit(QPointF(160, 85)) == Hit(False, 0.25, 0.25)
    assert alone.hit(QPointF(100, 85)) is None
    assert alone.hit(QPointF(160, 60)) is None


def test_the_source_alone_takes_clicks_as_the_source() -> None:
    alone = stage(ViewMode.SOURCE, source=True, picture=False)
    assert alone.hit(QPointF(175, 85)) == Hit(True, 0.25, 0.25)


def test_side_by_side_both_take_clicks() -> None:
    both = stage(ViewMode.BESIDE, source=True)
    assert both.source.getRect() == (50, 70, 100, 60)
    assert both.main.getRect() == (220, 70, 160, 60)
    assert both.hit(QPointF(75, 85)) == Hit(True, 0.25, 0.25)
    assert both.hit(QPointF(260, 85)) == Hit(False, 0.25, 0.25)
    assert both.hit(QPointF(160, 85)) is None


def test_when_split_each_side_of_the_line_is_its_own_picture() -> None:
    split = stage(ViewMode.SPLIT, source=True)
    assert split.line == 200
    assert split.hit(QPointF(175, 85)) == Hit(True, 0.25, 0.25)
    assert split.hit(QPointF(240, 85)) == Hit(False, 0.75, 0.25)
    # Left of the line, and beside the source that is narrower than the result.
    assert split.hit(QPointF(130, 85)) is None


def test_a_view_for_which_the_pictures_are_not_there_yet_shows_what_there_is() -> None:
    for mode in (ViewMode.SPLIT, ViewMode.BESIDE):
        early = stage(mode, source=False)
        assert early.main.getRect() == (120, 70, 160, 60)
        assert early.hit(QPointF(160, 85)) == Hit(False, 0.25, 0.25)


def test_on_a_fine_screen_it_is_smaller_by_its_ratio() -> None:
    assert stage(ViewMode.OUTPUT, source=False, ratio=2.0).main.getRect() == (160, 85, 80, 30)

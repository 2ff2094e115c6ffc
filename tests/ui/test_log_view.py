from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from camfilter_ui.log_records import LogRecords
from camfilter_ui.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def records() -> LogRecords:
    return LogRecords()


@pytest.fixture
def log(records: LogRecords) -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.of.the.log")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(records)
    yield logger
    logger.removeHandler(records)


@pytest.fixture
def view(records: LogRecords, log: logging.Logger, qtbot: QtBot) -> Iterator[LogView]:
    shown = LogView(records)
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.shut_down()


def press(qtbot: QtBot, view: LogView, words: str) -> None:
    found = [b for b in view.findChildren(QPushButton) if words in b.text().replace("&", "")]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_records_come_while_the_view_is_open(
    view: LogView, log: logging.Logger, qtbot: QtBot
) -> None:
    log.info("a camera came")
    qtbot.waitUntil(lambda: "a camera came" in view.shown_text())
    assert "INFO" in view.shown_text()
    assert "tests.of.the.log" in view.shown_text()
    log.warning("it went")
    qtbot.waitUntil(lambda: "it went" in view.shown_text())
    assert view.shown_text().count("a camera came") == 1


def test_records_from_before_and_from_other_threads_are_there(
    records: LogRecords, log: logging.Logger, qtbot: QtBot
) -> None:
    threads = [
        threading.Thread(target=lambda n=n: [log.info("by %d", n) for _ in range(200)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    view = LogView(records)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: len(view.shown_text().splitlines()) == 800)
    assert all(view.shown_text().count(f"by {n}") == 200 for n in range(4))
    view.shut_down()


def test_level_and_words_choose_what_is_shown(
    view: LogView, log: logging.Logger, qtbot: QtBot
) -> None:
    log.debug("detail")
    log.warning("Slow Picture")
    log.error("no picture")
    qtbot.waitUntil(lambda: "no picture" in view.shown_text())
    assert "detail" not in view.shown_text()
    level = view.findChildren(QComboBox)[0]
    level.setCurrentIndex(level.findData(logging.DEBUG))
    assert "detail" in view.shown_text()
    level.setCurrentIndex(level.findData(logging.ERROR))
    assert "Slow" not in view.shown_text()
    level.setCurrentIndex(level.findData(logging.DEBUG))
    qtbot.keyClicks(view.findChildren(QLineEdit)[0], "slow pic")
    qtbot.waitUntil(lambda: len(view.shown_text().splitlines()) == 1)
    assert "Slow Picture" in view.shown_text()


def test_clearing_hides_what_was_and_not_what_comes(
    view: LogView, log: logging.Logger, qtbot: QtBot
) -> None:
    log.info("before")
    qtbot.waitUntil(lambda: "before" in view.shown_text())
    press(qtbot, view, "Clear")
    assert view.shown_text() == ""
    log.info("after")
    qtbot.waitUntil(lambda: "after" in view.shown_text())
    view.findChildren(QComboBox)[0].setCurrentIndex(0)
    assert "before" not in view.shown_text()


def test_following_can_be_left_and_taken_up_again(
    view: LogView, log: logging.Logger, qtbot: QtBot
) -> None:
    bar = view.findChildren(QPlainTextEdit)[0].verticalScrollBar()
    for number in range(300):
        log.info("line %d", number)
    qtbot.waitUntil(lambda: "line 299" in view.shown_text())
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
    read = bar.value()
    assert read < bar.maximum()
    follow = view.findChildren(QCheckBox)[0]
    assert not follow.isChecked()
    log.info("one more")
    qtbot.waitUntil(lambda: "one more" in view.shown_text())
    assert bar.value() == read
    follow.setChecked(True)
    assert bar.value() == bar.maximum()


def test_what_is_shown_is_copied_and_saved(
    view: LogView, log: logging.Logger, qtbot: QtBot, tmp_path: Path
) -> None:
    log.info("to keep: größer")
    qtbot.waitUntil(lambda: "to keep" in view.shown_text())
    press(qtbot, view, "Copy")
    assert QGuiApplication.clipboard().text() == view.shown_text()
    path = tmp_path / "camfilter.log"
    with qtbot.waitSignal(view.saved):
        view.save_to(path)
    assert path.read_text(encoding="utf-8") == view.shown_text() + "\n"


def test_a_file_that_cannot_be_written_is_named(
    view: LogView, qtbot: QtBot, tmp_path: Path
) -> None:
    view.save_to(tmp_path / "missing" / "camfilter.log")
    labels = view.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("choose another folder" in label.text() for label in labels))


@pytest.mark.parametrize(
    ("logged", "kept"),
    [
        ("token hf_abcDEF0123456789xyz refused", "token [removed] refused"),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer [removed]"),
        ("GET /a?token=abcdef123456&b=1", "GET /a?token=[removed]&b=1"),
        ("hf_hub downloads", "hf_hub downloads"),
    ],
)
def test_tokens_are_never_kept(
    records: LogRecords, log: logging.Logger, logged: str, kept: str
) -> None:
    log.info("%s", logged)
    log.error("failed", exc_info=ValueError(logged))
    first, second = records.since(0)
    assert first.text == kept
    assert second.text.endswith(f"ValueError: {kept}")


def test_only_the_last_records_are_kept(log: logging.Logger) -> None:
    few = LogRecords(most=3)
    log.addHandler(few)
    for number in range(5):
        log.info("%d", number)
    log.removeHandler(few)
    assert [record.text for record in few.since(0)] == ["2", "3", "4"]
    assert [record.text for record in few.since(4)] == ["4"]
    assert [record.text for record in few.since(1, most=2)] == ["2", "3"]

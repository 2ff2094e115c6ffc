from __future__ import annotations

import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from camfilter import doctor
from camfilter.doctor import CHECKS, Check
from camfilter_ui.check_row import CheckState
from camfilter_ui.checks import ChecksView
from camfilter_ui.first_run import ORDER, FirstRunDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Open = Callable[..., ChecksView]

QUICK = ("system", "configuration", "disk")


@pytest.fixture
def open_view(qtbot: QtBot) -> Iterator[Open]:
    views = []

    def open_one(*names: str) -> ChecksView:
        view = ChecksView(names)
        qtbot.addWidget(view)
        views.append(view)
        view.show()
        return view

    yield open_one
    for view in views:
        view.shut_down()


@pytest.fixture
def slow_check(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Adds the checks "slow" and "next"; slow ends when the event is set."""
    go_on = threading.Event()

    def slow(name: str) -> Check:
        go_on.wait(20)
        return Check(name, ok=True, detail="at last")

    module = SimpleNamespace(slow=slow, next=lambda name: Check(name, ok=True, detail="after it"))
    monkeypatch.setitem(sys.modules, "own_checks", module)
    places = {"slow": "own_checks:slow", "next": "own_checks:next"}
    monkeypatch.setattr(doctor, "CHECKS", CHECKS | places)
    yield go_on
    go_on.set()


def text(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return " | ".join(label.text() for label in labels if label.isVisibleTo(widget))


def button(widget: QWidget, words: str) -> QPushButton:
    found = [b for b in widget.findChildren(QPushButton) if words in b.text().replace("&", "")]
    return found[0]


def test_each_check_gets_a_row_with_its_state_in_words(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(*QUICK)
    assert "Not checked" in text(view.row("system"))
    with qtbot.waitSignal(view.examined, timeout=20_000):
        view.examine()
    assert "Works" in text(view.row("system"))
    assert "Python" in text(view.row("system"))
    assert "Everything works" in text(view)
    assert not view.running


def test_what_does_not_work_comes_with_a_remedy_that_can_be_copied(
    open_view: Open, qtbot: QtBot, own_config: Path
) -> None:
    own_config.mkdir()
    (own_config / "config.toml").write_text("engine = [")
    view = open_view("configuration")
    with qtbot.waitSignal(view.examined, timeout=20_000):
        view.examine()
    row, check = view.row("configuration"), view.check("configuration")
    assert check is not None
    assert "Does not work" in text(row)
    assert "What to do:" in text(row)
    qtbot.mouseClick(button(row, "Copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == check.remedy
    qtbot.mouseClick(button(view, "Copy report"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == view.report()
    assert view.report().startswith("NOT OK configuration: ")


def test_one_check_can_be_made_again_once_its_cause_is_gone(
    open_view: Open, qtbot: QtBot, own_config: Path
) -> None:
    own_config.mkdir()
    (own_config / "config.toml").write_text("engine = [")
    view = open_view("system", "configuration")
    with qtbot.waitSignal(view.examined, timeout=20_000):
        view.examine()
    assert "Does not work: 1 of 2" in text(view)
    (own_config / "config.toml").unlink()
    with qtbot.waitSignal(view.examined, timeout=20_000):
        qtbot.mouseClick(
            button(view.row("configuration"), "Check again"), Qt.MouseButton.LeftButton
        )
    assert view.row("configuration").state is CheckState.WORKS
    assert "Everything works" in text(view)


def test_only_the_command_of_a_remedy_is_copied(open_view: Open, qtbot: QtBot) -> None:
    view = open_view("virtual camera")
    row = view.row("virtual camera")
    remedy = "run: sudo apt install v4l2loopback-dkms; then: see https://example.org/page."
    row.show_check(Check(row.name, ok=False, detail="none", remedy=remedy, needed=False))
    assert "Not available (optional)" in text(row)
    assert '<a href="https://example.org/page">' in text(row)
    qtbot.mouseClick(button(row, "Copy command"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "sudo apt install v4l2loopback-dkms"


def test_the_window_goes_on_while_a_check_takes_its_time(
    open_view: Open, qtbot: QtBot, slow_check: threading.Event
) -> None:
    view = open_view("slow", "next")
    view.examine()
    qtbot.waitUntil(lambda: view.row("slow").state is CheckState.RUNNING)
    assert view.row("next").state is CheckState.WAITING
    assert "Checking this machine" in text(view)
    with qtbot.waitSignal(view.examined, timeout=20_000):
        slow_check.set()
    assert view.row("next").state is CheckState.WORKS


def test_stopping_makes_no_further_check_and_asking_again_does(
    open_view: Open, qtbot: QtBot, slow_check: threading.Event
) -> None:
    view = open_view("slow", "next")
    view.examine()
    qtbot.waitUntil(lambda: view.row("slow").state is CheckState.RUNNING)
    view.stop()
    with qtbot.waitSignal(view.examined, timeout=20_000):
        slow_check.set()
    assert view.row("next").state is CheckState.UNCHECKED
    with qtbot.waitSignal(view.examined, timeout=20_000):
        view.examine()
    assert view.row("next").state is CheckState.WORKS


def test_asking_while_a_stopped_check_still_runs_starts_over_after_it(
    open_view: Open, qtbot: QtBot, slow_check: threading.Event
) -> None:
    view = open_view("slow", "next")
    view.examine()
    qtbot.waitUntil(lambda: view.row("slow").state is CheckState.RUNNING)
    view.stop()
    view.examine()
    slow_check.set()
    qtbot.waitUntil(lambda: view.row("next").state is CheckState.WORKS, timeout=20_000)
    qtbot.waitUntil(lambda: not view.running)


def test_the_first_run_begins_with_how_pictures_get_out(qtbot: QtBot) -> None:
    assert ORDER[:2] == ("virtual camera", "NDI library")
    assert set(ORDER) == set(CHECKS)


def test_the_first_run_never_blocks_and_closes_at_any_time(
    qtbot: QtBot, slow_check: threading.Event
) -> None:
    dialog = FirstRunDialog(names=("slow", "next"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.isModal()
    qtbot.waitUntil(lambda: dialog.checks.row("slow").state is CheckState.RUNNING)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    slow_check.set()
    qtbot.waitUntil(lambda: dialog.checks.row("next").state is CheckState.WORKS, timeout=20_000)
    dialog.shut_down()

"""Nothing is cut off and the Tab key goes through the windows as one reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from camfilter.doctor import Check
from camfilter.errors import EngineError
from camfilter.weights.catalogue import model_named
from camfilter_ui.about import AboutDialog
from camfilter_ui.checks import ChecksView
from camfilter_ui.first_run import FirstRunDialog
from camfilter_ui.gated import AccessDialog
from camfilter_ui.labels import TextLabel
from camfilter_ui.log_records import LogRecords
from camfilter_ui.log_view import LogView
from camfilter_ui.models_page import ModelsPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

PROBLEM = EngineError(
    "/home/someone/.cache/camfilter/models/Ruicheng/moge-2-vits-normal/model.pt is damaged",
    "delete it, then look at https://huggingface.co/facebook/sam-3d-objects and fetch it again",
)


def models() -> ModelsPage:
    page = ModelsPage()
    for name in ("moge-2-vits", "sam3d"):
        page.row(name).show_problem(PROBLEM)
    return page


def access() -> AccessDialog:
    dialog = AccessDialog(model_named("sam3d"))
    dialog.show_token(False)
    return dialog


def fill(view: ChecksView) -> None:
    for ok in (True, False):
        name = "system" if ok else "disk"
        view.row(name).show_check(Check(name, ok, PROBLEM.message, PROBLEM.remedy))


def checks() -> ChecksView:
    view = ChecksView(("system", "disk"))
    fill(view)
    return view


def first_run() -> FirstRunDialog:
    dialog = FirstRunDialog(names=("system", "disk"))
    fill(dialog.checks)
    return dialog


WINDOWS = {
    "models": models,
    "access": access,
    "checks": checks,
    "first run": first_run,
    "about": AboutDialog,
    "log": lambda: LogView(LogRecords()),
}


@pytest.fixture(params=WINDOWS)
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    made = WINDOWS[request.param]()
    qtbot.addWidget(made)
    yield made
    made.shut_down()


def visible(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def cut_off(window: QWidget) -> list[str]:
    """What the visible labels and buttons say that have not enough room."""
    texts = [
        label.text()
        for label in visible(window, QLabel)
        if label.height() < label.heightForWidth(label.width())
        or (not isinstance(label, TextLabel) and label.width() < label.sizeHint().width())
    ]
    buttons = visible(window, QAbstractButton)
    texts += [b.text() for b in buttons if b.width() < b.minimumSizeHint().width()]
    areas = visible(window, QScrollArea)
    return texts + ["scrolls sideways" for a in areas if a.horizontalScrollBar().maximum() > 0]


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1280, 800), (3840, 2160)])
def test_nothing_is_cut_off(window: QWidget, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    assert (window.width(), window.height()) == (width, height)
    qtbot.waitUntil(lambda: not cut_off(window))


def test_the_tab_key_goes_as_one_reads(window: QWidget, qtbot: QtBot) -> None:
    window.resize(640, 2000)
    window.show()
    qtbot.waitExposed(window)
    chain, widget = [], window.nextInFocusChain()
    while widget is not window:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisible() and not isinstance(widget, QScrollArea):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    places = [widget.mapTo(window, QPoint(0, 0)) for widget in chain]
    rows = [place.y() // 40 for place in places]
    assert rows == sorted(rows), [
        (w.accessibleName() or w.text(), r) for w, r in zip(chain, rows, strict=True)
    ]


def test_what_takes_the_keyboard_has_a_name(window: QWidget, qtbot: QtBot) -> None:
    window.show()
    qtbot.waitExposed(window)
    for button in visible(window, QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert button.text() or button.accessibleName()

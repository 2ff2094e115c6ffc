"""The app's windows with much in them, and what is cut off in one."""

from __future__ import annotations

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

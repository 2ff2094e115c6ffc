from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fake_hub import TOKEN, FakeHub, fake_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
)

from camfilter.weights.fetch import fetch_model, partial_path
from camfilter.weights.local import fetch_folder, half_folder, hub_folder, locate
from camfilter_ui.gated import AccessDialog
from camfilter_ui.models_page import ModelsPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from camfilter.weights.catalogue import Model
    from camfilter_ui.model_row import ModelRow

    Open = Callable[..., ModelsPage]

CONTENT = bytes(range(256)) * 9000


@pytest.fixture
def open_page(qtbot: QtBot) -> Iterator[Open]:
    """Opens a page of these models and waits until it has looked for them."""
    pages = []

    def open_one(*models: Model) -> ModelsPage:
        page = ModelsPage(models)
        qtbot.addWidget(page)
        pages.append(page)
        page.show()
        for model in models:
            waits_for(qtbot, page.row(model.name), "Looking", shown=False)
        return page

    yield open_one
    for page in pages:
        page.shut_down()


def two(hub: FakeHub) -> tuple[Model, Model]:
    model = fake_model(hub, first_bin=CONTENT)
    return model, replace(model, name="other", folders=("other",), repository="owner/other")


def text(row: ModelRow) -> str:
    shown: list[QLabel | QProgressBar] = [
        *row.findChildren(QLabel),
        *row.findChildren(QProgressBar),
    ]
    return " | ".join(widget.text() for widget in shown if widget.isVisibleTo(row))


def waits_for(qtbot: QtBot, row: ModelRow, words: str, *, shown: bool = True) -> None:
    qtbot.waitUntil(lambda: (words in text(row)) is shown, timeout=10_000)


def buttons(row: ModelRow) -> set[str]:
    return {
        button.text().replace("&", "").rstrip("…")
        for button in row.findChildren(QPushButton)
        if button.isVisibleTo(row)
    }


def press(qtbot: QtBot, row: ModelRow, words: str) -> None:
    found = [b for b in row.findChildren(QPushButton) if words in b.text().replace("&", "")]
    assert found[0].isVisibleTo(row)
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_nothing_is_asked_of_the_hub_without_a_click(hub: FakeHub, open_page: Open) -> None:
    page = open_page(fake_model(hub, first_bin=CONTENT))
    shown = text(page.row("tiny"))
    assert all(part in shown for part in ("Tiny: for tests", "2 MB", "MIT", "Not downloaded"))
    assert buttons(page.row("tiny")) == {"Download"}
    assert hub.ranges == []


def test_a_click_downloads_and_the_page_says_where(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    page = open_page(model)
    with qtbot.waitSignal(page.installed_changed, timeout=10_000):
        press(qtbot, page.row("tiny"), "Download")
    shown = text(page.row("tiny")).replace("\u200b", "")
    assert f"Installed in {fetch_folder(model)}" in shown
    assert buttons(page.row("tiny")) == {"Check files", "Delete"}
    assert not page.downloads.busy


def test_a_download_shows_how_far_it_is_and_stops_and_resumes(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    hub.slow = threading.Event()
    page = open_page(model)
    row = page.row("tiny")
    press(qtbot, row, "Download")
    waits_for(qtbot, row, "4 kB of 2 MB")
    assert row.findChildren(QProgressBar)[0].isVisibleTo(row)
    assert buttons(row) == {"Stop"}
    hub.cuts = [0] * 9
    press(qtbot, row, "Stop")
    waits_for(qtbot, row, "Not complete")
    hub.slow.set()
    hub.slow, hub.cuts = None, []
    assert buttons(row) == {"Resume", "Delete"}
    with qtbot.waitSignal(page.installed_changed, timeout=10_000):
        press(qtbot, row, "Resume")
    assert hub.ranges[-1] is not None
    assert locate(model).paths["checkpoints/first.bin"].read_bytes() == CONTENT


def test_several_downloads_wait_for_each_other(hub: FakeHub, open_page: Open, qtbot: QtBot) -> None:
    first, second = two(hub)
    hub.files[f"/owner/other/resolve/{second.revision}/checkpoints/first.bin"] = CONTENT
    hub.slow = threading.Event()
    page = open_page(first, second)
    press(qtbot, page.row("tiny"), "Download")
    press(qtbot, page.row("other"), "Download")
    waits_for(qtbot, page.row("other"), "Waits for the downloads before it")
    hub.slow.set()
    waits_for(qtbot, page.row("other"), "Installed")
    waits_for(qtbot, page.row("tiny"), "Installed")


def test_a_waiting_download_can_be_taken_out_of_the_queue(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    first, second = two(hub)
    hub.slow = threading.Event()
    page = open_page(first, second)
    press(qtbot, page.row("tiny"), "Download")
    press(qtbot, page.row("other"), "Download")
    press(qtbot, page.row("other"), "Stop")
    waits_for(qtbot, page.row("other"), "Not downloaded")
    hub.slow.set()
    waits_for(qtbot, page.row("tiny"), "Installed")
    assert len(hub.ranges) == 1


def test_what_went_wrong_stands_in_the_row_with_retry(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(fake_model(hub, first_bin=CONTENT))
    row = page.row("tiny")
    hub.refusal = (404, "EntryNotFound")
    press(qtbot, row, "Download")
    waits_for(qtbot, row, "Failed:")
    assert "has no checkpoints" in text(row).replace("\u200b", "")
    assert "What to do:" in text(row)
    hub.refusal = None
    press(qtbot, row, "Retry")
    waits_for(qtbot, row, "Installed")
    assert "Failed" not in text(row)


def test_closing_while_a_download_runs_keeps_what_came(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    hub.slow = threading.Event()
    page = open_page(model)
    press(qtbot, page.row("tiny"), "Download")
    waits_for(qtbot, page.row("tiny"), "4 kB of")
    hub.slow.set()
    page.shut_down()
    file = model.files[0]
    target = fetch_folder(model) / file.path
    whole = target.is_file() and target.stat().st_size == file.size
    assert whole or partial_path(target, file).stat().st_size >= 4096
    page.downloads.start(model)
    assert not page.downloads.busy or page.downloads.of("tiny") is not None


def test_files_are_compared_with_the_published_ones(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    path = fetch_model(model).paths["checkpoints/first.bin"]
    row = open_page(model).row("tiny")
    press(qtbot, row, "Check files")
    waits_for(qtbot, row, "every file is as it was published")
    path.write_bytes(CONTENT[:-1] + b"!")
    press(qtbot, row, "Check files")
    waits_for(qtbot, row, "SHA-256 differs")
    assert "fetch it again" in text(row)


def test_deleting_asks_first(hub: FakeHub, open_page: Open, qtbot: QtBot) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    fetch_model(model)
    page = open_page(model)
    press(qtbot, page.row("tiny"), "Delete")
    box = page.findChildren(QMessageBox)[0]
    assert "2 MB" in box.informativeText()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert locate(model).complete
    press(qtbot, page.row("tiny"), "Delete")
    sure = next(b for b in page.findChildren(QMessageBox)[-1].buttons() if "Delete" in b.text())
    with qtbot.waitSignal(page.installed_changed, timeout=10_000):
        qtbot.mouseClick(sure, Qt.MouseButton.LeftButton)
    assert not locate(model).complete
    assert buttons(page.row("tiny")) == {"Download"}


def test_weights_of_others_are_shown_and_cannot_be_deleted(hub: FakeHub, open_page: Open) -> None:
    path = hub_folder() / "models--owner--tiny/snapshots/abc/checkpoints/first.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"theirs")
    row = open_page(fake_model(hub, first_bin=CONTENT)).row("tiny")
    assert "found in the cache of the Hugging Face hub" in text(row)
    assert buttons(row) == {"Check files"}


def test_our_copies_of_weights_of_others_can_be_deleted(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    model = fake_model(hub, first_bin=CONTENT)
    theirs = hub_folder() / "models--owner--tiny/snapshots/abc/checkpoints/first.bin"
    copy = half_folder() / f"first-{model.files[0].sha256[:16]}-12345678-v1.safetensors"
    for path in (theirs, copy):
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(3_000_000))
    page = open_page(model)
    assert "copies of it take 3 MB" in text(page.row("tiny"))
    press(qtbot, page.row("tiny"), "Delete copies")
    box = page.findChildren(QMessageBox)[0]
    sure = next(b for b in box.buttons() if "Delete" in b.text())
    qtbot.mouseClick(sure, Qt.MouseButton.LeftButton)
    waits_for(qtbot, page.row("tiny"), "copies of it take", shown=False)
    assert not copy.exists()
    assert theirs.exists()


def test_gated_weights_are_explained_before_anything_is_asked(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(fake_model(hub, gated=True, first_bin=CONTENT))
    press(qtbot, page.row("tiny"), "Download")
    dialog = page.findChildren(AccessDialog)[0]
    assert dialog.isVisible()
    assert "https://huggingface.co/owner/tiny" in all_text(dialog)
    assert hub.ranges == []


def test_a_pasted_token_opens_the_way_to_gated_weights(
    hub: FakeHub, open_page: Open, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    hub.required_token = TOKEN
    model = fake_model(hub, gated=True, first_bin=CONTENT)
    page = open_page(model)
    press(qtbot, page.row("tiny"), "How to get access")
    dialog = page.findChildren(AccessDialog)[0]
    field = dialog.findChildren(QLineEdit)[0]
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, TOKEN)
    with qtbot.waitSignal(dialog.token_stored, timeout=10_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == ""
    assert dialog.isVisible()
    with qtbot.waitSignal(page.installed_changed, timeout=10_000):
        download = next(b for b in dialog.findChildren(QPushButton) if "Download" in b.text())
        qtbot.mouseClick(download, Qt.MouseButton.LeftButton)
    assert locate(model).complete
    assert TOKEN not in caplog.text + all_text(dialog) + text(page.row("tiny"))


def test_a_refused_token_is_explained(hub: FakeHub, open_page: Open, qtbot: QtBot) -> None:
    hub.refusal = (401, "")
    page = open_page(fake_model(hub, gated=True, first_bin=CONTENT))
    press(qtbot, page.row("tiny"), "How to get access")
    dialog = page.findChildren(AccessDialog)[0]
    field = dialog.findChildren(QLineEdit)[0]
    field.setText("hf_refused_by_the_hub")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not accept this token" in all_text(dialog), timeout=10_000)
    assert field.isEnabled()


def test_a_token_that_was_not_stored_is_forgotten(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(fake_model(hub, gated=True, first_bin=CONTENT))
    press(qtbot, page.row("tiny"), "How to get access")
    dialog = page.findChildren(AccessDialog)[0]
    field = dialog.findChildren(QLineEdit)[0]
    qtbot.keyClicks(field, TOKEN)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert field.text() == ""
    assert hub.tokens == []


def test_the_keyboard_stays_with_the_row_that_it_works_on(
    hub: FakeHub, open_page: Open, qtbot: QtBot
) -> None:
    first, second = two(hub)
    hub.slow = threading.Event()
    page = open_page(first, second)
    row = page.row("tiny")
    page.activateWindow()
    button = next(b for b in row.findChildren(QPushButton) if "Download" in b.text())
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.accessibleName() == "Stop: tiny"
    hub.slow.set()
    waits_for(qtbot, row, "Installed")
    assert row.isAncestorOf(QApplication.focusWidget())


def test_every_button_says_what_it_is_for(hub: FakeHub, open_page: Open) -> None:
    row = open_page(fake_model(hub, gated=True, first_bin=CONTENT)).row("tiny")
    names = [button.accessibleName() for button in row.findChildren(QPushButton)]
    assert all(name.endswith(": tiny") for name in names)
    assert len(set(names)) == len(names)


def all_text(dialog: AccessDialog) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))

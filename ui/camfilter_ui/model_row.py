"""One set of weights on the models page: what it is, how it stands, what can be done."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from camfilter.weights.storage import Place
from camfilter_ui.downloads import State
from camfilter_ui.labels import TextLabel, breakable, heading
from camfilter_ui.model_words import (
    amount_text,
    download_text,
    facts_text,
    progress_text,
    stored_text,
)
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter.errors import CamfilterError
    from camfilter.weights.catalogue import Model
    from camfilter.weights.storage import Stored
    from camfilter_ui.downloads import Download

_STEPS = 1000


class ModelRow(QFrame):
    """Shows one model; what its buttons ask for is done elsewhere.

    Signals:
        download_requested(object): get this Model.
        stop_requested(object): stop its download or its check.
        check_requested(object): compare it with what was published.
        delete_requested(object): delete it from this machine.
        access_requested(object): explain how its owner grants access.
    """

    download_requested = Signal(object)
    stop_requested = Signal(object)
    check_requested = Signal(object)
    delete_requested = Signal(object)
    access_requested = Signal(object)

    def __init__(
        self, model: Model, companions: tuple[Model, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._stored: Stored | None = None
        self._download: Download | None = None
        self._checking = self._checked = False
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(tr_core(model.title))
        self._facts = TextLabel(facts_text(model, companions))
        self._state = TextLabel()
        self._problem = TextLabel()
        self._problem.hide()
        self._progress = QProgressBar()
        self._progress.setRange(0, _STEPS)
        self._progress.setAccessibleName(self.tr("Progress of {name}").format(name=model.name))
        self._make_buttons()
        self._lay_out()
        self._refresh()

    def show_stored(self, stored: Stored) -> None:
        """Show what of the model is on this machine."""
        self._stored = stored
        self._refresh()

    def show_download(self, download: Download | None) -> None:
        """Show how its download stands; None when there is none."""
        known, self._download = self._download, download
        if known is not None and download is not None and known.state is download.state:
            # Several times a second: without a new layout of the whole page.
            self._show_progress(download)
            return
        if download is not None and download.state in (State.QUEUED, State.RUNNING):
            self._begin()
        if download is not None and download.error is not None:
            self.show_problem(download.error)
        self._refresh()

    def show_check(self, done: int) -> None:
        """Show that its files are being compared, `done` bytes of them already."""
        if not self._checking:
            self._checking = True
            self._begin()
            self._refresh()
        self._progress.setValue(round(_STEPS * done / max(self.model.size, 1)))
        self._progress.setFormat(amount_text(done, self.model.size))

    def show_checked(self, problem: CamfilterError | None) -> None:
        """Show what came of the comparison."""
        self._checking, self._checked = False, problem is None
        self._refresh()
        if problem is not None:
            self.show_problem(problem)

    def show_check_stopped(self) -> None:
        """Show that nobody knows whether its files are as published."""
        self._checking = False
        self._refresh()

    def show_problem(self, error: CamfilterError) -> None:
        """Show what did not work and what to do."""
        self._problem.set_problem(error)
        self._problem.show()

    def _begin(self) -> None:
        """What came of the last try no longer holds."""
        self._problem.hide()
        self._checked = False

    def _make_buttons(self) -> None:
        self._download_button = self._button(self.tr("&Download"), self._on_download)
        self._stop = self._button(self.tr("Stop"), self._on_stop)
        self._stop.setToolTip(self.tr("What has come is kept; the download continues from there."))
        self._access = self._button(self.tr("How to get access…"), self._on_access)
        self._check = self._button(self.tr("Check files"), self._on_check)
        self._check.setToolTip(self.tr("Reads all files and compares them with the published ones"))
        self._delete = self._button(self.tr("Delete…"), self._on_delete)

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(False)
        self._label(button, text)
        button.clicked.connect(slot)
        return button

    def _label(self, button: QPushButton, text: str) -> None:
        """Give it `text`, and a name that says of which model."""
        button.setText(text)
        name = self.tr("{action}: {model}").format(
            action=text.replace("&", "").rstrip("…"), model=self.model.name
        )
        button.setAccessibleName(name)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self._download_button, self._access, self._check, self._delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        working = QHBoxLayout()
        working.addWidget(self._progress, 1)
        working.addWidget(self._stop)
        self._progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.addWidget(heading(tr_core(self.model.title)))
        for label in (self._facts, self._state):
            layout.addWidget(label)
        layout.addLayout(working)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def _refresh(self) -> None:
        had_focus = self._has_focus()
        self._refresh_download()
        here = self._stored is not None and self._stored.complete
        busy = self._checking or (self._download is not None and not self._failed)
        offered = {
            self._download_button: not here and not busy and self._stored is not None,
            self._access: self.model.gated and not here and not busy,
            self._check: here and not busy,
            self._delete: not busy and self._stored is not None and self._stored.deletable > 0,
            self._stop: busy,
        }
        # Hiding what has the focus gives it to what is visible by then.
        for button, visible in sorted(offered.items(), key=lambda pair: not pair[1]):
            button.setVisible(visible)
        self._progress.setVisible(busy)
        if had_focus and not self._has_focus():
            next((button for button, visible in offered.items() if visible), self).setFocus()

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _refresh_download(self) -> None:
        download = self._download
        if download is not None:
            self._show_progress(download)
        self._stop.setEnabled(download is None or download.state is not State.STOPPING)
        self._state.set_rich(breakable(html.escape(self._state_text())))
        self._label(self._download_button, self._download_text())
        self._label(self._delete, self._delete_text())

    def _show_progress(self, download: Download) -> None:
        share = download.done / download.total if download.total else 0.0
        self._progress.setValue(round(_STEPS * share))
        self._progress.setFormat(progress_text(download))

    @property
    def _failed(self) -> bool:
        return self._download is not None and self._download.state is State.FAILED

    def _download_text(self) -> str:
        if self._failed:
            return self.tr("&Retry")
        begun = self._stored is not None and self._stored.received > 0
        return self.tr("&Resume") if begun else self.tr("&Download")

    def _delete_text(self) -> str:
        here = self._stored
        elsewhere = here is not None and here.complete and here.place is not Place.OWN
        return self.tr("Delete copies…") if elsewhere else self.tr("Delete…")

    def _state_text(self) -> str:
        if self._checking:
            return self.tr("Comparing its files with the published ones…")
        if self._download is not None and not self._failed:
            return download_text(self._download)
        if self._stored is None:
            return self.tr("Looking for it on this machine…")
        if self._stored.complete and self._checked:
            return self.tr("Installed; every file is as it was published.")
        return stored_text(self._stored)

    def _on_download(self) -> None:
        self.download_requested.emit(self.model)

    def _on_stop(self) -> None:
        self.stop_requested.emit(self.model)

    def _on_access(self) -> None:
        self.access_requested.emit(self.model)

    def _on_check(self) -> None:
        self.check_requested.emit(self.model)

    def _on_delete(self) -> None:
        self._begin()
        self.delete_requested.emit(self.model)

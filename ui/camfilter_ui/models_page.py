"""The page on which weights are downloaded, checked and deleted."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from camfilter.errors import CamfilterError
from camfilter.weights.catalogue import GROUPS, MODELS, Model
from camfilter.weights.check import CheckStoppedError
from camfilter.weights.storage import Place, Stored
from camfilter_ui.amounts import size_text
from camfilter_ui.background import Tasks
from camfilter_ui.downloads import Downloads, State
from camfilter_ui.gated import AccessDialog
from camfilter_ui.labels import TextLabel
from camfilter_ui.model_row import ModelRow
from camfilter_ui.survey import Survey, delete, look
from camfilter_ui.texts import tr_core
from camfilter_ui.verification import Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent


class ModelsPage(QWidget):
    """What weights there are and what is here of them; nothing is fetched without a click.

    Signals:
        installed_changed(): weights have come or gone.
    """

    installed_changed = Signal()

    def __init__(self, models: Sequence[Model] = MODELS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = {model.name: model for model in models}
        self._survey: Survey | None = None
        self._surveying = self._survey_again = False
        self._tasks = Tasks(self)
        self._checks: dict[str, Verification] = {}
        self._access: dict[str, AccessDialog] = {}
        self._deleting: Model | None = None
        self.downloads = Downloads(self)
        self.downloads.changed.connect(self._on_download_changed)
        self.downloads.arrived.connect(self._on_arrived)
        self._rows = {model.name: self._make_row(model) for model in models}
        self._note = TextLabel()
        self._lay_out()

    def refresh(self) -> None:
        """Look again at what is on this machine."""
        if self._surveying:
            self._survey_again = True
            return
        work = partial(look, tuple(self._models.values()))
        task = self._tasks.start(work, self._on_surveyed, self._on_failed)
        self._surveying = task is not None

    def row(self, name: str) -> ModelRow:
        """The row of the model `name`."""
        return self._rows[name]

    def shut_down(self) -> None:
        """Stop downloads and checks and wait for their end; what has come is kept."""
        self.downloads.close()
        for check in self._checks.values():
            check.close()
        for dialog in self._access.values():
            dialog.shut_down()
        self._tasks.close()

    def _make_row(self, model: Model) -> ModelRow:
        row = ModelRow(model, tuple(self._companions(model)))
        row.download_requested.connect(self._on_download_requested)
        row.stop_requested.connect(self._on_stop_requested)
        row.check_requested.connect(self._on_check_requested)
        row.delete_requested.connect(self._on_delete_requested)
        row.access_requested.connect(self._on_access_requested)
        return row

    def _companions(self, model: Model) -> list[Model]:
        """What else `model` needs to run."""
        names = GROUPS.get(model.name, ())
        return [self._models[n] for n in names if n != model.name and n in self._models]

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(TextLabel(self._introduction()))
        for row in self._rows.values():
            inside.addWidget(row)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addLayout(self._footer())

    def _footer(self) -> QHBoxLayout:
        self._open = QPushButton(self.tr("Open &folder"))
        self._open.clicked.connect(self._on_open_folder)
        self._open.setEnabled(False)
        again = QPushButton(self.tr("Look a&gain"))
        again.setToolTip(self.tr("Looks again at what is on this machine"))
        again.clicked.connect(self.refresh)
        line = QHBoxLayout()
        line.addWidget(self._note, 1)
        line.addWidget(self._open)
        line.addWidget(again)
        return line

    def _introduction(self) -> str:
        text = self.tr(
            "The embedded engine comes with camfilter and needs nothing from here. These weights "
            "give better pictures on a machine with a GPU. Nothing is downloaded without a click."
        )
        if find_spec("torch") is not None:
            return text
        missing = self.tr(
            "Their engines need PyTorch, which is not installed: {command}, then start again."
        )
        return f"{text} <b>{missing.format(command='pip install &quot;camfilter[sam3d]&quot;')}</b>"

    def _show_note(self, survey: Survey) -> None:
        note = self.tr("{used} used, {free} free in {folder}")
        used, free = size_text(survey.used), size_text(survey.free)
        self._note.set_plain(note.format(used=used, free=free, folder=survey.folder))
        self._open.setEnabled(survey.folder.is_dir())

    def _complete(self) -> frozenset[str]:
        return self._survey.complete if self._survey else frozenset()

    def _on_surveyed(self, survey: object) -> None:
        assert isinstance(survey, Survey)
        first, before = self._survey is None, self._complete()
        self._survey, self._surveying = survey, False
        for found in survey.models:
            self._rows[found.model.name].show_stored(found)
        self._show_note(survey)
        for dialog in self._access.values():
            dialog.show_token(survey.has_token)
        if not first and before != self._complete():
            self.installed_changed.emit()
        if self._survey_again:
            self._survey_again = False
            self.refresh()

    def _on_failed(self, error: object) -> None:
        self._surveying = False
        if isinstance(error, CamfilterError):
            self._note.set_plain(tr_core(error.message))

    def _on_download_requested(self, model: Model) -> None:
        if model.gated and self._survey is not None and not self._survey.has_token:
            self._on_access_requested(model)
            return
        self._fetch(model)

    def _fetch(self, model: Model) -> None:
        for wanted in (model, *self._companions(model)):
            if wanted.name not in self._complete():
                self.downloads.start(wanted)

    def _on_stop_requested(self, model: Model) -> None:
        check = self._checks.get(model.name)
        if check is not None:
            check.stop()
        else:
            self.downloads.stop(model.name)

    def _on_check_requested(self, model: Model) -> None:
        check = self._checks[model.name] = Verification(model, self)
        check.progressed.connect(self._on_check_progressed)
        check.ended.connect(self._on_check_ended)
        check.start()

    def _on_check_progressed(self, model: Model, done: int) -> None:
        self._rows[model.name].show_check(done)

    def _on_check_ended(self, model: Model, error: CamfilterError | None) -> None:
        self._checks.pop(model.name).deleteLater()
        if isinstance(error, CheckStoppedError):
            self._rows[model.name].show_check_stopped()
        else:
            self._rows[model.name].show_checked(error)

    def _on_download_changed(self, name: str) -> None:
        download = self.downloads.of(name)
        self._rows[name].show_download(download)
        if download is None or download.state is State.FAILED:
            self.refresh()

    def _on_arrived(self, name: str) -> None:
        self.refresh()

    def _on_access_requested(self, model: Model) -> None:
        dialog = self._access.get(model.name)
        if dialog is None:
            dialog = self._access[model.name] = AccessDialog(model, self)
            dialog.token_stored.connect(self.refresh)
            dialog.download_requested.connect(self._fetch)
        dialog.show_token(self._survey is not None and self._survey.has_token)
        dialog.open()

    def _on_delete_requested(self, model: Model) -> None:
        if self._survey is None:
            return
        self._deleting = model
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Delete weights"))
        question, consequence = self._deletion_texts(self._survey.of(model))
        box.setText(question)
        box.setInformativeText(consequence)
        delete = box.addButton(self.tr("&Delete"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        delete.clicked.connect(self._on_delete_confirmed)
        box.finished.connect(box.deleteLater)
        box.open()

    def _deletion_texts(self, found: Stored) -> tuple[str, str]:
        question = self.tr("Delete {name} from this machine?")
        text = self.tr("{size} become free. To use it again it has to be downloaded again.")
        if not found.complete:
            text = self.tr("What has come of it so far, {size}, goes.")
        elif found.place is not Place.OWN:
            question = self.tr("Delete camfilter's faster copies of {name}?")
            text = self.tr("{size} become free. The weights in {folder} stay.")
        size = size_text(found.deletable)
        return question.format(name=found.model.name), text.format(size=size, folder=found.folder)

    def _on_delete_confirmed(self) -> None:
        if self._deleting is not None:
            work = partial(delete, self._deleting)
            self._tasks.start(work, self._on_deleted, self._on_failed)

    def _on_deleted(self, outcome: object) -> None:
        assert isinstance(outcome, tuple)
        model, error = outcome
        if error is not None:
            self._rows[model.name].show_problem(error)
        self.refresh()

    def _on_open_folder(self) -> None:
        if self._survey is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._survey.folder)))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Look at the disk whenever the page comes up."""
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh()

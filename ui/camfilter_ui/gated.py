"""How to get weights whose owner wants to know who downloads them."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from camfilter.errors import CamfilterError
from camfilter.weights.hub import TOKENS_PAGE
from camfilter.weights.login import overriding_variable, store_token
from camfilter_ui.background import Tasks
from camfilter_ui.labels import TextLabel, heading, link
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    import threading

    from camfilter.weights.catalogue import Model

_JOIN: Final = "https://huggingface.co/join"


class AccessDialog(QDialog):
    """The steps to a gated model, and a field that takes the token of the last one.

    The token goes to Hugging Face's own store alone; the field is emptied as soon as it is read.

    Signals:
        token_stored(): a token that Hugging Face accepts is now on this machine.
        download_requested(object): get this Model now.
    """

    token_stored = Signal()
    download_requested = Signal(object)

    def __init__(self, model: Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._tasks = Tasks(self)
        self.setWindowTitle(self.tr("Access to {name}").format(name=model.name))
        self._field = QLineEdit()
        self._store = QPushButton(self.tr("&Store token"))
        self._status = TextLabel()
        self._prepare_field()
        self._lay_out()
        self.resize(self.fontMetrics().averageCharWidth() * 80, self.sizeHint().height())

    def show_token(self, present: bool) -> None:
        """Say whether a token is on this machine already."""
        variable = overriding_variable()
        if variable is not None:
            text = self.tr(
                "The token of the environment variable {variable} is used before a stored one."
            ).format(variable=variable)
        elif present:
            text = self.tr("A token is stored on this machine; another one replaces it.")
        else:
            text = self.tr("No token is stored on this machine yet.")
        self._status.set_plain(text)

    def shut_down(self) -> None:
        """Wait for what runs; call once, before the program ends."""
        self._tasks.close()

    def _prepare_field(self) -> None:
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self._field.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self._field.setPlaceholderText(self.tr("hf_…"))
        self._field.textChanged.connect(self._on_text)
        self._field.returnPressed.connect(self._on_store)
        self._store.setEnabled(False)
        self._store.setAutoDefault(False)
        self._store.clicked.connect(self._on_store)

    def _lay_out(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addWidget(heading(tr_core(self._model.title)))
        for number, step in enumerate(self._steps(), 1):
            inside.addWidget(TextLabel(f"<b>{number}.</b> {step}"))
        inside.addLayout(self._token_line())
        inside.addWidget(self._status)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self._buttons())

    def _token_line(self) -> QHBoxLayout:
        label = QLabel(self.tr("&Token:"))
        label.setBuddy(self._field)
        line = QHBoxLayout()
        for widget in (label, self._field, self._store):
            line.addWidget(widget)
        return line

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        download = box.addButton(self.tr("&Download"), QDialogButtonBox.ButtonRole.ActionRole)
        # Enter in the field of the token means the token.
        for button in box.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        download.clicked.connect(self._on_download)
        box.rejected.connect(self.reject)
        return box

    def _steps(self) -> list[str]:
        model = self._model
        account = self.tr("Make an account at {page}.")
        terms = self.tr(
            "Open {page}, read the {licence}, fill in the form and send it. The answer comes by "
            "mail, sometimes only after days."
        )
        token = self.tr(
            "Make a token with read access at {page}. A fine-grained token also needs the "
            "permission to read public gated repositories."
        )
        paste = self.tr(
            "Paste the token here. It is kept where Hugging Face's own programs keep it, and is "
            "shown to huggingface.co alone."
        )
        licence = link(model.licence_url, model.licence)
        return [
            account.format(page=link(_JOIN, _JOIN)),
            terms.format(page=link(model.page, model.page), licence=licence),
            token.format(page=link(TOKENS_PAGE, TOKENS_PAGE)),
            html.escape(paste, quote=False),
        ]

    def _on_text(self, text: str) -> None:
        self._store.setEnabled(bool(text.strip()))

    def _on_store(self) -> None:
        text = self._field.text()
        self._field.clear()
        if not text.strip():
            return
        self._field.setEnabled(False)
        self._status.set_plain(self.tr("Asking Hugging Face whether it accepts the token…"))
        self._tasks.start(partial(_stored, text), self._on_stored, self._on_refused)

    def _on_stored(self, _: object) -> None:
        self._field.setEnabled(True)
        self._status.set_plain(self.tr("Hugging Face accepts the token; it is stored."))
        self.token_stored.emit()

    def _on_refused(self, error: object) -> None:
        self._field.setEnabled(True)
        self._field.setFocus()
        if isinstance(error, CamfilterError):
            self._status.set_problem(error)

    def _on_download(self) -> None:
        self.accept()
        self.download_requested.emit(self._model)

    def done(self, result: int) -> None:
        """Close, and keep nothing of a token that was not stored."""
        self._field.clear()
        super().done(result)


def _stored(text: str, _: threading.Event) -> None:
    store_token(text)

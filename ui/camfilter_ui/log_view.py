"""The log in the window: filtered, searched, copied, saved."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from camfilter.errors import CamfilterError
from camfilter_ui.background import Tasks
from camfilter_ui.labels import TextLabel, copy_text
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    import threading

    from PySide6.QtGui import QHideEvent, QShowEvent

    from camfilter_ui.log_records import LogRecords, Record

_INTERVAL_MS: Final = 250
_AT_ONCE: Final = 200
"""Records shown in one go, so that the window never waits for them."""

_MOST_LINES: Final = 10_000


class LogView(QWidget):
    """Shows the records that are kept and those that come, while it is visible.

    Signals:
        saved(str): the shown records are in this file.
    """

    saved = Signal(str)

    def __init__(self, records: LogRecords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._cleared_up_to = self._shown_up_to = 0
        self._tasks = Tasks(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._show_new)
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.setInterval(0)
        self._more.timeout.connect(self._show_new)
        self._level = QComboBox()
        for level, label in self._levels().items():
            self._level.addItem(label, level)
        self._level.setCurrentIndex(self._level.findData(logging.INFO))
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Show only lines with this text"))
        self._search.setClearButtonEnabled(True)
        self._follow = QCheckBox(self.tr("F&ollow"))
        self._follow.setToolTip(self.tr("Keeps the newest line in view"))
        self._follow.setChecked(True)
        self._text = self._make_text()
        self._status = TextLabel()
        self._connect()
        self._lay_out()

    def shown_text(self) -> str:
        """The records that are shown."""
        return self._text.toPlainText()

    def save_to(self, path: Path) -> None:
        """Write the records that are shown into `path`, away from this thread."""
        self._tasks.start(partial(_write, path, self.shown_text()), self._on_saved, self._on_failed)

    def shut_down(self) -> None:
        """Wait for a file that is being written; call once, before the program ends."""
        self._timer.stop()
        self._more.stop()
        self._tasks.close()

    def _levels(self) -> dict[int, str]:
        return {
            logging.DEBUG: self.tr("Everything"),
            logging.INFO: self.tr("Information"),
            logging.WARNING: self.tr("Warnings"),
            logging.ERROR: self.tr("Errors"),
        }

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setMaximumBlockCount(_MOST_LINES)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setAccessibleName(self.tr("Log"))
        return text

    def _connect(self) -> None:
        self._level.currentIndexChanged.connect(self._show_all)
        self._search.textChanged.connect(self._show_all)
        self._follow.toggled.connect(self._follow_newest)
        bar = self._text.verticalScrollBar()
        # A long line brings the other scroll bar, which then covers the newest line.
        bar.rangeChanged.connect(self._follow_newest)
        bar.actionTriggered.connect(self._on_scrolled)

    def _lay_out(self) -> None:
        show, search = QLabel(self.tr("S&how:")), QLabel(self.tr("&Search:"))
        show.setBuddy(self._level)
        search.setBuddy(self._search)
        top = QGridLayout()
        for column, widget in enumerate((show, self._level, search, self._search, self._follow)):
            top.addWidget(widget, 0, column)
        top.setColumnStretch(3, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._status, 1)
        for text, slot in (
            (self.tr("&Copy"), self._on_copy),
            (self.tr("Save &as…"), self._on_save_as),
            (self.tr("C&lear"), self._on_clear),
        ):
            button = QPushButton(text)
            button.clicked.connect(slot)
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._text, 1)
        layout.addLayout(bottom)

    def _wanted(self, record: Record) -> bool:
        words = self._search.text().casefold()
        return record.level >= self._level.currentData() and words in str(record).casefold()

    def _show_all(self) -> None:
        self._text.clear()
        self._shown_up_to = self._cleared_up_to
        self._show_new()

    def _show_new(self) -> None:
        new = self._records.since(self._shown_up_to, _AT_ONCE)
        if not new:
            return
        self._shown_up_to = new[-1].number
        if self._shown_up_to < self._records.last_number:
            self._more.start()
        lines = [str(record) for record in new if self._wanted(record)]
        if not lines:
            return
        bar = self._text.verticalScrollBar()
        before = bar.value()
        self._text.appendPlainText("\n".join(lines))
        bar.setValue(before)
        self._follow_newest()

    def _follow_newest(self) -> None:
        if self._follow.isChecked():
            bar = self._text.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _on_scrolled(self) -> None:
        """Who scrolls back wants to read there, until they scroll to the end again."""
        bar = self._text.verticalScrollBar()
        self._follow.setChecked(bar.sliderPosition() >= bar.maximum())

    def _on_copy(self) -> None:
        chosen = self._text.textCursor().selection().toPlainText()
        copy_text(chosen or self.shown_text())
        self._status.set_plain(self.tr("Copied."))

    def _on_clear(self) -> None:
        self._cleared_up_to = self._records.last_number
        self._status.set_plain("")
        self._show_all()

    def _on_save_as(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the log"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("log")
        dialog.selectFile("camfilter.log")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_saved(self, path: object) -> None:
        self._status.set_plain(self.tr("Saved in {path}.").format(path=path))
        self.saved.emit(str(path))

    def _on_failed(self, error: object) -> None:
        if isinstance(error, CamfilterError):
            self._status.set_plain(f"{tr_core(error.message)}: {tr_core(error.remedy)}")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Catch up, and follow from now on."""
        super().showEvent(event)
        self._show_new()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._more.stop()


def _write(path: Path, text: str, _: threading.Event) -> Path:
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        said = QCoreApplication.translate("LogView", "cannot write {path}: {reason}")
        message = said.format(path=path, reason=error.strerror or error)
        raise CamfilterError(message, "choose another folder") from error
    return path

"""Snapshots at the user's wish, and the folder that they and recordings go to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from camfilter_ui.captures import Snapshots, captures_folder

if TYPE_CHECKING:
    from camfilter.errors import CamfilterError
    from camfilter_ui.chores import Chores
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.preview import PreviewSink
    from camfilter_ui.state import AppState


class CaptureDesk(QObject):
    """Takes snapshots of what `sink` shows."""

    def __init__(
        self,
        window: MainWindow,
        sink: PreviewSink,
        state: AppState,
        chores: Chores,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._sink, self._state = window, sink, state
        self.snapshots = Snapshots(chores.do, self)
        self.snapshots.saved.connect(self._on_saved)
        self.snapshots.failed.connect(self._on_failed)
        actions = window.actions_
        actions.snapshot.triggered.connect(self._on_snapshot)
        actions.show_captures.triggered.connect(self._on_show)
        actions.captures_folder.triggered.connect(self._on_folder)

    def _on_snapshot(self) -> None:
        output = self._sink.latest
        if output is None:
            self._window.status.say(self.tr("there is no picture yet"))
            return
        self.snapshots.take(output, captures_folder(self._state.settings.folder))

    def _on_saved(self, path: str) -> None:
        self._window.banner.solve("snapshot")
        self._window.status.say(self.tr("saved {name}").format(name=Path(path).name))

    def _on_failed(self, error: CamfilterError) -> None:
        self._window.banner.report("snapshot", error.message, error.remedy)

    def _on_show(self) -> None:
        folder = captures_folder(self._state.settings.folder)
        existing = next((f for f in (folder, *folder.parents) if f.is_dir()), folder)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(existing)))

    def _on_folder(self) -> None:
        before = str(captures_folder(self._state.settings.folder))
        title = self.tr("Folder for Snapshots and Recordings")
        chosen = QFileDialog.getExistingDirectory(self._window, title, before)
        if chosen:
            self._state.change(folder=chosen)

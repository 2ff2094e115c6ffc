"""Where the user says what is filtered: the list, dialogs, and what is dropped on the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QInputDialog

from camfilter_ui.sources import SourceWatcher, Thumbnails

if TYPE_CHECKING:
    from collections.abc import Callable

    from camfilter.errors import CamfilterError
    from camfilter.sources import SourceListing
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.state import AppState
    from camfilter_ui.studio import Studio

_LAST_RESORT_MS: Final = 1500


class SourceDesk(QObject):
    """Keeps the list of sources, and hands what is chosen to the studio."""

    def __init__(
        self,
        window: MainWindow,
        studio: Studio,
        state: AppState,
        lister: Callable[..., list[SourceListing]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._studio, self._state = window, studio, state
        self._watcher = SourceWatcher(self, lister=lister)
        self._thumbnails = Thumbnails(self)
        self._connect()

    def start(self) -> None:
        """Read what was read last, or the first camera, or the demo where there is none."""
        self._watcher.start()
        wanted = self._state.settings.source
        if wanted and self._studio.choose_source(wanted):
            return
        # The first list of cameras comes within moments; the demo plays if it does not.
        self._window.preview.set_message(self.tr("Looking for a camera …"))
        QTimer.singleShot(_LAST_RESORT_MS, self, self._on_no_camera)

    def rest(self) -> None:
        """Let go of what is only looked at."""
        self._thumbnails.rest()

    def close(self) -> None:
        """End, and wait for it."""
        self._watcher.close()
        self._thumbnails.close()

    def _connect(self) -> None:
        picker, actions = self._window.picker, self._window.actions_
        picker.chosen.connect(self._choose)
        picker.asked.connect(self._on_asked)
        picker.opened.connect(self._on_opened)
        picker.closed.connect(self._on_closed)
        picker.refresh_asked.connect(self._watcher.refresh)
        actions.open_file.triggered.connect(lambda: self._on_asked("file"))
        actions.open_folder.triggered.connect(lambda: self._on_asked("folder"))
        self._window.dropped.connect(self._choose)
        self._watcher.found.connect(self._on_found)
        self._thumbnails.made.connect(picker.show_thumbnail)
        self._studio.refused.connect(self._on_refused)
        self._studio.source_changed.connect(self._on_source)

    def _choose(self, spec: str) -> None:
        self._window.banner.solve("choice")
        self._window.banner.solve("source")
        if self._studio.choose_source(spec):
            self._state.change(source=spec)

    def _on_refused(self, error: CamfilterError) -> None:
        self._window.banner.report("choice", error.message, error.remedy)
        self._window.picker.set_current(self._studio.source)

    def _on_source(self, spec: str) -> None:
        self._window.picker.set_current(spec)
        self._window.preview.set_message("")

    def _on_found(self, listings: list[Any]) -> None:
        self._window.picker.show_listings(listings)
        self._thumbnails.update(listings)
        if not self._studio.source:
            cameras = [it.spec for it in listings if it.kind == "camera" and it.available]
            self._studio.choose_source(next(iter(cameras), "demo"))

    def _on_no_camera(self) -> None:
        if not self._studio.source:
            self._studio.choose_source("demo")

    def _on_opened(self) -> None:
        self._watcher.set_eager(eager=True)
        self._thumbnails.show(self._window.picker.listings)

    def _on_closed(self) -> None:
        self._watcher.set_eager(eager=False)
        self._thumbnails.rest()

    def _on_asked(self, what: str) -> None:
        asked = {"file": self._ask_file, "folder": self._ask_folder, "address": self._ask_address}
        spec = asked[what]()
        if spec:
            self._choose(spec)

    def _ask_file(self) -> str:
        title = self.tr("Open a Video or a Picture")
        return QFileDialog.getOpenFileName(self._window, title)[0]

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self._window, self.tr("Open a Folder of Pictures"))

    def _ask_address(self) -> str:
        title, text = self.tr("NDI at an Address"), self.tr("NAME@ADDRESS, or @ADDRESS alone:")
        said, given = QInputDialog.getText(self._window, title, text)
        return f"ndi:{said.strip()}" if given and said.strip() else ""

"""What camfilter is, under which terms, and on what it runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from camfilter import __version__
from camfilter_ui.background import Tasks
from camfilter_ui.installed import terms, versions
from camfilter_ui.labels import TextLabel, copy_text, heading, link

if TYPE_CHECKING:
    import threading

_LINKS: Final = {
    "Qt": "https://www.qt.io/",
    "NDI®": "https://ndi.video/",
    "SAM 3D Objects": "https://github.com/facebookresearch/sam-3d-objects",
    "MoGe": "https://github.com/microsoft/MoGe",
}


class AboutDialog(QDialog):
    """Version, terms and the versions of what camfilter runs on, which can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About camfilter"))
        self._tasks = Tasks(self)
        self._terms = _text_view(self.tr("Licences"))
        self._versions = _text_view(self.tr("Versions"))
        self._tabs = QTabWidget()
        self._tabs.addTab(self._about_page(), self.tr("&About"))
        self._tabs.addTab(self._terms, self.tr("&Licences"))
        self._tabs.addTab(self._versions_page(), self.tr("&Versions"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._tabs)
        layout.addWidget(box)
        unit = self.fontMetrics()
        self.resize(unit.averageCharWidth() * 95, unit.height() * 26)
        self._tasks.start(_read, self._on_read, self._on_failed)

    def shut_down(self) -> None:
        """Wait for what is being read; call once, before the program ends."""
        self._tasks.close()

    def _about_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(heading(f"camfilter {__version__}", scale=1.5))
        for text in self._paragraphs():
            layout.addWidget(TextLabel(text))
        layout.addStretch(1)
        return page

    def _paragraphs(self) -> list[str]:
        links = " · ".join(link(url, name) for name, url in _LINKS.items())
        return [
            self.tr("Live depth and surface normals from any camera, as webcam and over NDI."),
            self.tr("Copyright © 2026 the camfilter authors; MIT licence, without any warranty."),
            self.tr(
                "It uses the work of many others under terms of their own, which the page "
                "Licences lists."
            ),
            self.tr("NDI® is a registered trademark of Vizrt NDI AB."),
            links,
        ]

    def _versions_page(self) -> QWidget:
        page = QWidget()
        copy = QPushButton(self.tr("&Copy"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(page)
        layout.addWidget(self._versions)
        layout.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    def _on_read(self, read: object) -> None:
        assert isinstance(read, tuple)
        found_terms, found_versions = read
        self._terms.setPlainText("\n\n".join(found_terms.values()))
        lines = (f"{name}: {version}" for name, version in found_versions.items())
        self._versions.setPlainText("\n".join(lines))

    def _on_failed(self, error: object) -> None:
        self._terms.setPlainText(str(error))

    def _on_copy(self) -> None:
        copy_text(self._versions.toPlainText())


def _text_view(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setAccessibleName(name)
    return view


def _read(_: threading.Event) -> tuple[dict[str, str], dict[str, str]]:
    return terms(), versions()

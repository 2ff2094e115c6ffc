from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTabWidget

from camfilter import __version__
from camfilter_ui.about import AboutDialog
from camfilter_ui.installed import terms, versions

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_terms_of_everything_inside_are_found() -> None:
    found = terms()
    assert found["LICENSE"].startswith("MIT License")
    assert "SAM License" in found["NOTICE"]
    assert "LGPL-3.0" in found["NOTICE"]


def test_versions_of_camfilter_and_of_what_it_runs_on_are_named() -> None:
    found = versions()
    assert found["camfilter"] == __version__
    assert {"Python", "numpy", "PySide6-Essentials"} <= set(found)


def test_terms_and_versions_can_be_read_and_copied(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    views = {view.accessibleName(): view for view in dialog.findChildren(QPlainTextEdit)}
    qtbot.waitUntil(lambda: "MIT License" in views["Licences"].toPlainText())
    assert f"camfilter: {__version__}" in views["Versions"].toPlainText()
    dialog.findChildren(QTabWidget)[0].setCurrentIndex(2)
    copy = next(b for b in dialog.findChildren(QPushButton) if "Copy" in b.text().replace("&", ""))
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == views["Versions"].toPlainText()
    dialog.shut_down()

"""The app in other languages: what `tools/translations.py` makes of its texts."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def install_language(qt: QApplication, language: str) -> None:
    """Translate everything that is made from now on; 'system' is the system's language.

    What there is no translation of stays English.
    """
    locale = QLocale.system() if language == "system" else QLocale(language)
    QLocale.setDefault(locale)
    # The region decides how numbers are written, not which language is spoken.
    name = next(iter(locale.uiLanguages()), locale.name()).replace("-", "_")
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own = QTranslator(qt)
    with as_file(files("camfilter_ui.translations")) as folder:
        found = own.load(f"camfilter_{name}", str(folder))
    if not found:
        return
    qt.installTranslator(own)
    qts = QTranslator(qt)
    if qts.load(f"qtbase_{name}", place):
        qt.installTranslator(qts)

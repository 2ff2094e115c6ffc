"""Words of the core in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr_core(text: str) -> str:
    """`text`, which the core says in English, in the language of the app where it is known."""
    return QCoreApplication.translate("core", text)

"""Texts of the core in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr_core(text: str) -> str:
    """What the core says (a label, a help text, a sentence) as the catalogue has it."""
    return QCoreApplication.translate("core", text)

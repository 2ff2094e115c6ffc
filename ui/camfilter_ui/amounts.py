"""Sizes and times in the words of the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale


def size_text(size: float) -> str:
    """Bytes as "12.1 GB"."""
    digits = 1 if size >= 1e9 else 0
    style = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(round(size), digits, style)


def speed_text(bytes_per_s: float) -> str:
    """Bytes a second as "35 MB/s"."""
    return QCoreApplication.translate("amounts", "{size}/s").format(size=size_text(bytes_per_s))


def time_left_text(seconds: float) -> str:
    """How long something will take, as coarsely as it can be known."""
    if seconds < 60:
        return QCoreApplication.translate("amounts", "{s} s left").format(s=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return QCoreApplication.translate("amounts", "{min} min left").format(min=minutes)
    hours, minutes = divmod(minutes, 60)
    text = QCoreApplication.translate("amounts", "{h} h {min} min left")
    return text.format(h=hours, min=minutes)

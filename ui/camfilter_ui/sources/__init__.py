"""Choosing where pictures come from."""

from __future__ import annotations

from camfilter_ui.sources.picker import SourcePicker
from camfilter_ui.sources.thumbnails import Thumbnails
from camfilter_ui.sources.watcher import SourceWatcher

__all__ = ["SourcePicker", "SourceWatcher", "Thumbnails"]

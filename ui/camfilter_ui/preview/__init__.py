"""The live picture: shrunk beside the sinks, painted by the window."""

from __future__ import annotations

from camfilter_ui.preview.sink import PreviewSink, Shown
from camfilter_ui.preview.view import PreviewView

__all__ = ["PreviewSink", "PreviewView", "Shown"]

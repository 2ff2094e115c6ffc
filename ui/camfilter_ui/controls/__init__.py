"""The controls of every parameter, made from the parameters' own declaration."""

from __future__ import annotations

from camfilter_ui.controls.panel import ControlsPanel

__all__ = ["ControlsPanel"]

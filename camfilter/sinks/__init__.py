"""Sinks for finished pictures: files, image sequences, nothing."""

from __future__ import annotations

from camfilter.sinks.registry import list_sinks, make_sink

__all__ = ["list_sinks", "make_sink"]

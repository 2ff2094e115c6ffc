"""The `camfilter` command."""

from __future__ import annotations

from camfilter.cli.app import main

__all__ = ["main"]

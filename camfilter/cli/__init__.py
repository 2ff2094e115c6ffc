"""The `camfilter` command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its status: 0 done, 1 failed, 2 wrong usage."""
    try:
        # Ctrl-C may come while this loads.
        from camfilter.cli import app
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        app.main(arguments)
    except SystemExit as leave:
        if arguments is None:
            from camfilter.cli.leaving import leave_if_held

            leave_if_held(leave.code)
        raise

"""Progress bars on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm

# Its watchdog is a thread that nobody joins.
tqdm.monitor_interval = 0


def progress(total: int | None) -> tqdm[Any]:
    """A bar of pictures on standard error; nothing where that is no terminal."""
    hidden = not sys.stderr.isatty()
    return tqdm(total=total, unit=" pictures", disable=hidden, dynamic_ncols=True)


def say(line: str) -> None:
    """Print a line on standard error without breaking a bar."""
    tqdm.write(line, file=sys.stderr)

"""Progress bars on a terminal, plain lines in a pipe; neither ever ends the work."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

if TYPE_CHECKING:
    from typing import TextIO

    from camfilter.errors import CamfilterError

_log = logging.getLogger(__name__)

# Its watchdog is a thread that nobody joins.
tqdm.monitor_interval = 0


def progress(total: int | None) -> tqdm[Any]:
    """A bar of pictures on standard error; nothing where that is no terminal."""
    hidden = not _is_terminal(sys.stderr)
    return tqdm(total=total, unit=" pictures", disable=hidden, dynamic_ncols=True)


def say(line: str) -> None:
    """Print a line on standard error without breaking a bar; nobody need be listening."""
    if sys.stderr is None:
        return
    try:
        tqdm.write(line, file=sys.stderr)
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def complain(error: CamfilterError) -> None:
    """Print what happened and what to do, a line each; with `--debug`, where from too."""
    _log.debug("traceback", exc_info=error)
    for label, text in (("error", error.message), ("try", error.remedy)):
        say(f"{label}: {' '.join(text.split())}")


def silence(stream: TextIO | None) -> None:
    """Send what `stream` still holds nowhere, so that leaving does not fail on it."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)


def counted(number: int) -> str:
    """'1 picture', '2 pictures' and so on."""
    return f"{number} picture{'' if number == 1 else 's'}"


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False

"""Paths as users write them."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from camfilter.errors import UsageError

_MOST_SHOWN: Final = 80


def path_of(text: str) -> Path:
    """`text` as a path, with '~' and '~NAME' replaced; nothing need be there.

    Raises:
        UsageError: if there is no such home, or the path can neither exist nor be made.
    """
    try:
        path = Path(text).expanduser()
    except RuntimeError as error:
        message = f"'{_shortened(text)}' begins with a home folder that is not known"
        raise UsageError(message, "write the path in full, without '~'") from error
    try:
        path.exists()
    except OSError as error:
        message = f"'{_shortened(text)}' cannot be used: {error.strerror or error}"
        too_long = error.errno == errno.ENAMETOOLONG
        remedy = "choose a shorter name" if too_long else "check the path and your permissions"
        raise UsageError(message, remedy) from error
    return path


def same_file(one: Path, other: Path) -> bool:
    """Whether both are one file, under whatever names; missing ones are told by their paths."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."

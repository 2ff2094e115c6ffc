"""What can be said of a file before anything tries to decode it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from camfilter.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


def check_file(path: Path) -> None:
    """Make sure that there is something to read at `path`.

    Raises:
        SourceError: if it is missing, a folder, empty or not ours to read.
    """
    if not path.exists():
        raise SourceError(
            f"there is no file or folder '{path}'",
            "check the path, or use camera, screen, demo, or a file that exists",
        )
    if path.is_dir():
        raise SourceError(f"'{path}' is a folder, not a file", "name a file inside it")
    if not os.access(path, os.R_OK):
        raise SourceError(f"'{path}' may not be read", "give yourself permission to read it")
    if path.is_file() and path.stat().st_size == 0:
        raise SourceError(f"'{path}' is empty", "copy or download the file again")

"""The place on disk of a file that is written over a long time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from camfilter.errors import SinkError
from camfilter.sinks.fragments import keep_whole_fragments

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)


def try_writing(file: Path) -> None:
    """Make the folder of `file` and see that it can be written; an older file stays as it is.

    Raises:
        OSError: if it cannot.
        SinkError: if something is there that is no file.
    """
    _refuse_what_is_no_file(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    existed = file.exists()
    file.open("ab").close()
    if not existed:
        file.unlink()


def free_name(path: Path) -> Path:
    """The first of NAME-2, NAME-3 and so on that is not there."""
    number = 2
    while (free := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return free


def leave_readable(file: Path) -> None:
    """Cut off what is broken, and remove a file without a picture (but never a device)."""
    try:
        if file.is_file() and not keep_whole_fragments(file):
            file.unlink()
    except OSError as error:
        _log.warning("could not tidy up %s: %s", file, error)


def _refuse_what_is_no_file(file: Path) -> None:
    # To open a pipe would wait for its reader, and a video has to be gone back over.
    if file.exists() and not file.is_file() and not file.is_dir():
        raise SinkError(
            f"cannot write {file}: it is a pipe or a device, not a file",
            "name a file for the video",
        )

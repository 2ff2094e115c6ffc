"""The statistics of a run as a JSON file."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from camfilter.errors import SinkError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def check_report(path: Path) -> None:
    """See, before the work, that `path` can be written; nothing is left of the trial.

    Raises:
        UsageError: if it is a folder or something else that is no file.
        SinkError: if it cannot be written.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"'{path}' is not a file", "name a file for --stats-json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _part(path)
        part.open("xb").close()
        part.unlink()
    except OSError as error:
        raise _failure(path, error) from error


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Write the whole file or leave it as it is.

    Raises:
        SinkError: if it cannot be written.
    """
    part = _part(path)
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(json.dumps(report, indent=2) + "\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _failure(path, error) from error


def _part(path: Path) -> Path:
    return path.with_name(f".camfilter-{secrets.token_hex(8)}.part")


def _failure(path: Path, error: OSError) -> SinkError:
    message = f"the statistics cannot be written to {path}: {error.strerror or error}"
    return SinkError(message, "name a file in a folder you may write to")

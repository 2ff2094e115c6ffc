"""Refuses to write where something else of the same command is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camfilter.errors import UsageError
from camfilter.paths import path_of, same_file
from camfilter.sinks.registry import target_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def refuse_clashes(source: str, targets: Iterable[str], report: Path | None) -> None:
    """One file cannot be read and written, or written twice, at the same time.

    Raises:
        UsageError: naming the first target that clashes.
    """
    read = path_of(source)
    taken: list[tuple[str, Path]] = []
    for target in targets:
        path = target_path(target)
        if path is None:
            continue
        _refuse_source(target, path, read)
        if any(same_file(path, other) for spec, other in taken if not _are_kinds(spec, target)):
            raise UsageError(f"'{target}' is named twice", "give every --to a name of its own")
        taken.append((target, path))
    if report is not None:
        _refuse_source(str(report), report, read)
        if any(same_file(report, other) for _, other in taken):
            message = f"'{report}' is both a --to and the --stats-json"
            raise UsageError(message, "give --stats-json a name of its own")


def refuse_overwriting(sources: Iterable[Path], targets: Iterable[Path]) -> None:
    """No picture may be written over one that is read.

    Raises:
        UsageError: naming the first input that would be lost.
    """
    known = {_identity(source): source for source in sources if source.exists()}
    for target in targets:
        if target.exists() and _identity(target) in known:
            source = known[_identity(target)]
            message = f"'{target}' would overwrite the input '{source}'"
            raise UsageError(message, "choose another --out")


def _refuse_source(target: str, path: Path, source: Path) -> None:
    if source.exists() and same_file(path, source):
        message = f"'{target}' would overwrite the source"
        raise UsageError(message, "choose a name other than the source's")


def _are_kinds(one: str, other: str) -> bool:
    """Whether two targets are different kinds of pictures, which go well into one folder."""
    return _kind(one) != _kind(other)


def _kind(target: str) -> str:
    head, colon, kind = target.rpartition(":")
    return (kind or "png") if colon and head.endswith(("/", "\\")) else "png"


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino

"""What the operating system refuses, in words."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

from camfilter.errors import SinkError

if TYPE_CHECKING:
    from pathlib import Path

_ELSEWHERE: Final = "choose a file or folder that you may write to"
_SPACE: Final = "free some space or choose another disk; what was written so far is complete"

_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", _SPACE),
    errno.EDQUOT: ("your share of the disk is used up", _SPACE),
    errno.EFBIG: ("the file would become too large", _SPACE),
    errno.EACCES: ("you may not write there", _ELSEWHERE),
    errno.EPERM: ("you may not write there", _ELSEWHERE),
    errno.EROFS: ("the disk is read-only", _ELSEWHERE),
    errno.EISDIR: ("it is a folder", "name a file in it, or end the path with /"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", _ELSEWHERE),
    errno.EEXIST: ("a file of that name is in the way", _ELSEWHERE),
    errno.ENOENT: ("the folder is gone", "make it again, or choose another one"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
    errno.EIO: ("the disk reports an error", "check the disk, or choose another one"),
}


def sink_error(path: Path, error: Exception) -> SinkError:
    """What `error` means for somebody who wants to write to `path`."""
    number = getattr(error, "errno", None) or 0
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    reason, remedy = _REASONS.get(number, (said, _ELSEWHERE))
    return SinkError(f"cannot write {path}: {reason}", remedy)

"""Makes a fragmented MP4 that broke off readable to its last picture."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def keep_whole_fragments(path: Path) -> bool:
    """Cut a broken fragment off the end of `path`; whether pictures are left.

    A player would show a half-written fragment too, but most readers call it an error.
    """
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        whole, pictures = 0, False
        for kind, end in _boxes(file, size):
            # A 'moof' announces the pictures of the 'mdat' behind it and is nothing alone.
            if kind != b"moof":
                whole = end
            pictures |= kind == b"mdat"
        if whole < size:
            file.truncate(whole)
    return pictures


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Kind and end of each whole top-level box (ISO/IEC 14496-12, section 4.2)."""
    start = 0
    while start + 8 <= size:
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1 and start + 16 <= size:
            (length,) = struct.unpack(">Q", file.read(8))
        if length < 8 or start + length > size:
            return
        start += length
        yield kind, start

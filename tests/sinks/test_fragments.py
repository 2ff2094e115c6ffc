from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from camfilter.sinks.fragments import keep_whole_fragments

if TYPE_CHECKING:
    from pathlib import Path


def box(kind: bytes, length: int = 8) -> bytes:
    return length.to_bytes(4, "big") + kind + bytes(length - 8)


HEADER = box(b"ftyp", 16) + box(b"moov", 40)
FRAGMENT = box(b"moof", 24) + box(b"mdat", 100)
LONG = b"\0\0\0\1mdat" + (50).to_bytes(8, "big") + bytes(34)


@pytest.mark.parametrize(
    ("content", "kept", "pictures"),
    [
        (b"", b"", False),
        (HEADER, HEADER, False),
        (HEADER + FRAGMENT, HEADER + FRAGMENT, True),
        (HEADER + FRAGMENT[:-1], HEADER, False),
        (HEADER + FRAGMENT * 2 + FRAGMENT[:30], HEADER + FRAGMENT * 2, True),
        (HEADER + FRAGMENT * 2 + FRAGMENT[:3], HEADER + FRAGMENT * 2, True),
        (HEADER + FRAGMENT + box(b"moof", 24), HEADER + FRAGMENT, True),
        (HEADER + LONG, HEADER + LONG, True),
        (HEADER + FRAGMENT + LONG[:-1], HEADER + FRAGMENT, True),
        (HEADER + FRAGMENT + bytes(20), HEADER + FRAGMENT, True),
        (box(b"ftyp", 16) + box(b"mdat", 64) + box(b"moov", 40),) * 2 + (True,),
    ],
)
def test_only_what_is_broken_is_cut_off(
    content: bytes, kept: bytes, pictures: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert keep_whole_fragments(path) is pictures
    assert path.read_bytes() == kept

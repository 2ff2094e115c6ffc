from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from camfilter.sinks.failures import sink_error


@pytest.mark.parametrize(
    ("number", "reason", "remedy"),
    [
        (errno.ENOSPC, "the disk is full", "free some space"),
        (errno.EDQUOT, "share of the disk", "free some space"),
        (errno.EACCES, "may not write", "that you may write to"),
        (errno.EROFS, "read-only", "that you may write to"),
        (errno.EISDIR, "is a folder", "end the path with /"),
        (errno.ENXIO, os.strerror(errno.ENXIO), "choose"),
    ],
)
def test_a_refusal_is_put_in_words(number: int, reason: str, remedy: str) -> None:
    error = sink_error(Path("a.mp4"), OSError(number, os.strerror(number)))
    assert error.message.startswith("cannot write a.mp4: ")
    assert reason in error.message
    assert remedy in error.remedy


def test_an_error_without_a_number_keeps_its_text() -> None:
    assert "broken" in sink_error(Path("a.mp4"), ValueError("broken")).message

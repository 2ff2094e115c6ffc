"""Runs the command in this process and says how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from camfilter.cli.app import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., "Ending"]


@dataclass(frozen=True)
class Ending:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture
def camfilter(capsys: pytest.CaptureFixture[str]) -> Command:
    """Call it with the words of a command line."""

    def run(*words: object) -> Ending:
        with pytest.raises(SystemExit) as leave:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return Ending(int(leave.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture with a bright ball over a grey ground."""
    picture = np.full((120, 160, 3), 90, np.uint8)
    cv2.circle(picture, (80, 70), 30, (220, 200, 190), -1)
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), picture)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures of a ball that moves."""
    path = tmp_path / "pictures"
    path.mkdir()
    for number in range(6):
        picture = np.full((90, 160, 3), 60, np.uint8)
        cv2.circle(picture, (40 + 12 * number, 50), 25, (200, 210, 190), -1)
        cv2.imwrite(str(path / f"ball{number}.png"), picture)
    return path

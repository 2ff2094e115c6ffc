"""Finished pictures to write, and a process that writes them and meets its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from camfilter.frames import Frame, Geometry

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_WRITER = Path(__file__).with_name("writer.py")


class FinishedOutput:
    """An output whose maps are given; it counts what is asked of it."""

    def __init__(
        self,
        picture: NDArray[np.uint8],
        time_ns: int = 0,
        depth: NDArray[np.float32] | None = None,
        depth_range: tuple[float, float] = (1.0, 10.0),
    ) -> None:
        self.frame = Frame(picture, time_ns, 0)
        self.asked: list[str] = []
        self._picture = picture
        self._depth = depth
        self._range = depth_range

    @property
    def picture(self) -> NDArray[np.uint8]:
        self.asked.append("picture")
        return self._picture

    @property
    def geometry(self) -> Geometry | None:
        if self._depth is None:
            return None
        normals = np.tile(np.float32([0, 0, -1]), (*self._depth.shape, 1))
        return Geometry.checked(self._depth, normals, self.frame, metric=True)

    def depth(self) -> NDArray[np.float32]:
        self.asked.append("depth")
        assert self._depth is not None
        return self._depth

    def normals(self) -> NDArray[np.uint8]:
        self.asked.append("normals")
        return self._picture

    def depth_range(self) -> tuple[float, float]:
        return self._range


@pytest.fixture
def make_output() -> Callable[..., FinishedOutput]:
    return FinishedOutput


@pytest.fixture
def run_writer() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Write noise into a sink in a process of its own: (spec, pictures, mode, limit)."""

    def run(*arguments: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", str(_WRITER), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    return run

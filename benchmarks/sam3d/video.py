"""A video of the benchmark's own object: a textured ellipsoid that sways before a wall."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.frames import Frame, Intrinsics
from camfilter.sources.base import SourceInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

CAMERA: Final = Intrinsics.from_fov(55, 9, 16)
AXES: Final = 0.43 / np.array([1.0, 1.08, 0.94])
"""Of the voxels that `benchmarks.sam3d.inputs.shell` makes, in the object's own unit."""
FARTHEST: Final = 5.0
_DISTANCE: Final = 1.9


def turn(index: int, count: int) -> NDArray[np.float64]:
    """(3, 3) how the object is turned in picture `index` of `count`: there and back again."""
    angle = 0.35 * np.sin(2 * np.pi * index / count)
    sine, cosine = np.sin(angle), np.cos(angle)
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


def centre(index: int, count: int) -> NDArray[np.float64]:
    """(3,) where it is."""
    phase = 2 * np.pi * index / count
    return np.array([0.2 * np.sin(phase), 0.05 * np.cos(phase), _DISTANCE])


def pictures(height: int, width: int, count: int) -> list[NDArray[np.uint8]]:
    """`count` pictures, of which the first follows on the last."""
    rng = np.random.default_rng(5)
    wall = np.full((height, width, 3), 90.0)
    for cell in (3, 9, 27, 81):
        grain = rng.normal(0, 14, (height // cell + 1, width // cell + 1, 3))
        wall += np.asarray(cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC))
    waves = rng.normal(0, 18, (8, 3)), rng.uniform(0, 6.3, (8, 3))

    def one(index: int) -> NDArray[np.uint8]:
        return _picture(wall, waves, turn(index, count), centre(index, count))

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, range(count)))


def _picture(wall: Any, waves: Any, rotation: Any, place: Any) -> NDArray[np.uint8]:
    rays = CAMERA.rays(*wall.shape[:2]).astype(np.float64)
    ray, start = rays @ rotation / AXES, -place @ rotation / AXES
    a, b = (ray * ray).sum(-1), (ray * start).sum(-1)
    inside = b * b - a * ((start * start).sum() - 1)
    hit = inside > 0
    along = ((-b - np.sqrt(np.maximum(inside, 0))) / a)[hit]
    local = (rays[hit] * along[:, None] - place) @ rotation
    colours = [np.sin(local @ waves[0].T + waves[1][:, c]).sum(-1) for c in range(3)]
    rgb = wall.copy()
    rgb[hit] = 128 + 40 * np.stack(colours, -1).clip(-2.5, 2.5)
    return np.asarray(rgb.clip(0, 255), np.uint8)


class Video:
    """A live source of pictures at an exact rate; asked late, it gives the newest one."""

    def __init__(self, shots: list[NDArray[np.uint8]], rate: float) -> None:
        height, width = shots[0].shape[:2]
        self.info = SourceInfo(f"{width}x{height} at {rate:g}", live=True, rate=rate)
        self._shots = shots
        self._interval_ns = int(1e9 / rate)
        self._idle = threading.Event()
        self._start_ns = 0
        self._index = 0

    def open(self) -> None:
        """Start the clock with the first picture."""
        self._start_ns = 0

    def read(self, timeout_s: float) -> Frame | None:
        """The next picture when it is due."""
        self._start_ns = self._start_ns or time.monotonic_ns()
        due = self._start_ns + self._index * self._interval_ns
        if (now := time.monotonic_ns()) < due:
            self._idle.wait(min((due - now) / 1e9, timeout_s))
        if (now := time.monotonic_ns()) < due:
            return None
        self._index = max(self._index, (now - self._start_ns) // self._interval_ns)
        taken = self._start_ns + self._index * self._interval_ns
        frame = Frame(self._shots[self._index % len(self._shots)], taken, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Nothing to give back."""

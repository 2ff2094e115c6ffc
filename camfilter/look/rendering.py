"""A finished picture, and the maps behind it for the sinks that carry them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes
    from camfilter.look.scene import Scene


class Rendering:
    """One finished picture and what it was made from; any thread may ask for the maps."""

    def __init__(self, scene: Scene, picture: Bytes, ask_for_normals: Callable[[], None]) -> None:
        self._scene = scene
        self._picture = picture
        self._ask_for_normals = ask_for_normals
        self._lock = threading.Lock()

    @property
    def picture(self) -> Bytes:
        """(H, W, 3) uint8 RGB, C-contiguous."""
        return self._picture

    @property
    def frame(self) -> Frame:
        """The source's picture that this one shows."""
        return self._scene.frame

    @property
    def geometry(self) -> Geometry:
        """The geometry shown, at the engine's size."""
        return self._scene.geometry

    def depth(self) -> NDArray[np.float32]:
        """(H, W) float32 distance at the frame's size, edges snapped to it; 0 where unknown."""
        with self._lock:
            return self._scene.depth

    def normals(self) -> Bytes:
        """(H, W, 3) uint8 picture of the normals at the frame's size."""
        self._ask_for_normals()
        with self._lock:
            return self._scene.normals

    def depth_range(self) -> tuple[float, float]:
        """The distances that are shown brightest and darkest now (near, far)."""
        return self._scene.limits.distances

"""The visible side of an object, moved: what a processor can do where it cannot draw Gaussians."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.engines.sam3d.live.drawn import Drawn
from camfilter.engines.sam3d.live.solving import projected
from camfilter.look.clean import inverse_depth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.engines.sam3d.live.motion import Motion
    from camfilter.frames import Geometry, Intrinsics
    from camfilter.look.arrays import Map

_AROUND: Final = np.ones((3, 3), np.uint8)


class Relief:
    """Shows what a keyframe saw of its object wherever that has moved to.

    Other sides of the object do not come into view: the fast engine shows them meanwhile.
    """

    def __init__(self, seen: Geometry, covered: NDArray[np.bool_], camera: Intrinsics) -> None:
        """`covered` (h, w) tells what of the keyframe's geometry is the object."""
        self._camera = camera
        self._size = seen.size
        inverse = inverse_depth(seen)
        covered = covered & (inverse > 0)
        self._points = camera.rays(*seen.size)[covered] / inverse[covered][:, None]
        self._normals = seen.normals[covered]
        thickness = np.zeros_like(inverse) if seen.thickness is None else seen.thickness
        self._thickness = thickness[covered]

    def draw(self, motion: Motion) -> Drawn:
        """The object after `motion`."""
        places = projected(self._points, self._camera, motion, self._size)
        depth = motion.points(self._points)[:, 2]
        which = self._nearest(places, depth)
        seen = which >= 0
        inverse = np.where(seen, 1 / depth[which], 0).astype(np.float32)
        normals = (self._normals @ motion.rotation.T.astype(np.float32))[which]
        thickness = self._thickness[which] * np.float32(motion.scale)
        return Drawn(
            inverse,
            np.where(seen[..., None], normals, np.float32(0)),
            seen.astype(np.float32),
            np.where(seen, thickness, np.float32(0)),
        )

    def _nearest(self, places: Map, depth: Map) -> NDArray[np.int64]:
        """(h, w) which point is seen in each pixel, -1 where none is."""
        height, width = self._size
        columns, rows = np.floor(places).astype(np.int64).T
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height) & (depth > 0)
        chosen = np.flatnonzero(inside)
        chosen = chosen[np.argsort(-depth[chosen])]
        # Where several fall into one pixel the last stays, which is the nearest.
        which: Any = np.zeros((height, width), np.float32)
        which[rows[chosen], columns[chosen]] = chosen + 1
        # Floats hold whole numbers up to 16 million, and OpenCV has no larger integers here.
        whole = cv2.morphologyEx((which > 0).astype(np.uint8), cv2.MORPH_CLOSE, _AROUND)
        filled = np.where((whole > 0) & (which == 0), cv2.dilate(which, _AROUND), which)
        return filled.astype(np.int64) - 1

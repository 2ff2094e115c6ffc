"""Surface normals: from depth, turned into another frame of axes, and as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.frames import FACING, Intrinsics
from camfilter.look.upsample import upsampled
from camfilter.settings import NormalFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.look.arrays import Map
    from camfilter.look.edges import Edges


USUAL_FOV_DEG: Final = 60.0
"""Horizontal field of view taken for a camera of which nothing is known."""
_FINE_SIDE: Final = 1000
_SUM: Final = np.ones((1, 3), np.float32)
_ENCODINGS: Final = {
    style: np.array([[1, 0, 0, 1], [0, green, 0, 1], [0, 0, -1, 1]], np.float32) * 127.5
    for style, green in ((NormalFormat.OPENGL, -1), (NormalFormat.DIRECTX, 1))
}


def normals_from_depth(
    depth: Map, intrinsics: Intrinsics | None = None, valid: NDArray[np.bool_] | None = None
) -> Map:
    """(h, w, 3) unit normals of the surface that `depth` describes, facing the camera.

    Exact on planes, because the inverse depth of a plane is linear in the picture. At a step each
    pixel looks to the side on which its own surface goes on. Unknown pixels face the camera.
    """
    height, width = depth.shape
    known = np.isfinite(depth) & (depth > 0)
    if valid is not None:
        known &= valid
    camera = intrinsics or Intrinsics.from_fov(USUAL_FOV_DEG, height, width)
    inverse = np.where(known, 1 / np.where(known, depth, 1), 0).astype(np.float32)
    gx = _one_sided(inverse) * np.float32(camera.fx * width)
    gy = _one_sided(inverse.T).T * np.float32(camera.fy * height)
    rays = camera.rays(height, width)
    normals = np.stack([-gx, -gy, rays[..., 0] * gx + rays[..., 1] * gy - inverse], axis=-1)
    length = np.sqrt((normals * normals).sum(axis=2))
    known &= length > 0
    unit = normals / np.where(known, length, 1)[..., None]
    return np.where(known[..., None], unit, np.asarray(FACING, np.float32))


def _one_sided(values: Map) -> Map:
    """Slope along x from the side that bends less, from both where neither does."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    padded = (
        np.pad(values, ((0, 0), (2, 2)), mode="reflect", reflect_type="odd")
        if (values.shape[1] > 2)
        else np.pad(values, ((0, 0), (2, 2)), mode="edge")
    )
    step = np.diff(padded, axis=1)
    bend = np.abs(np.diff(step, axis=1))
    left, right = bend[:, :-2] ** 2 + 1e-20, bend[:, 2:] ** 2 + 1e-20
    slope: Map = (step[:, 1:-2] * right + step[:, 2:-1] * left) / (left + right)
    return slope


def unit_length(vectors: Map) -> Map:
    """(h, w, 3) each vector divided by its length."""
    length = cv2.sqrt(cv2.transform(cv2.multiply(vectors, vectors), _SUM))
    length = np.clip(length, np.float32(1e-6), None)
    # Three times the same, for which this is the fastest way.
    return np.asarray(cv2.divide(vectors, cv2.cvtColor(length, cv2.COLOR_GRAY2BGR)))


def turned(normals: Map, rotation: NDArray[np.floating] | None) -> Map:
    """`normals` in other axes: `rotation` (3, 3) times each of them."""
    if rotation is None:
        return normals
    return np.asarray(cv2.transform(normals, np.asarray(rotation, np.float32)), np.float32)


def normal_picture(
    normals: Map,
    size: tuple[int, int],
    edges: Edges | None = None,
    style: NormalFormat = NormalFormat.OPENGL,
) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 of `size`: (n + 1) / 2 of (x, -y, -z); DirectX has green down.

    Normals between two known ones are made unit length again, on at most 1000 pixels a side.
    """
    fine = size
    while max(fine) > _FINE_SIDE:
        fine = (max(1, fine[0] // 2), max(1, fine[1] // 2))
    vectors = upsampled(normals, fine, edges)
    vectors = unit_length(vectors)
    picture = cv2.convertScaleAbs(cv2.transform(vectors, _ENCODINGS[style]))
    if fine == size:
        return np.asarray(picture, np.uint8)
    return np.asarray(cv2.resize(picture, size[::-1]), np.uint8)

"""The scene as it is seen from a little beside the camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.frames import Intrinsics, View3D
from camfilter.look.motion import places
from camfilter.look.normals import USUAL_FOV_DEG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map
    from camfilter.settings import FilterSettings

_PERIOD_S: Final = 8.0
_NODS: Final = 0.4
"""Of the sway, up and down."""


def angles(settings: FilterSettings, time_ns: int) -> tuple[float, float]:
    """Yaw and pitch in degrees at that time: what is set, and the sway about it."""
    phase = 2 * math.pi * (time_ns / 1e9 % _PERIOD_S) / _PERIOD_S
    yaw = settings.orbit_yaw + settings.orbit_sway * math.sin(phase)
    pitch = settings.orbit_pitch + settings.orbit_sway * _NODS * math.sin(2 * phase)
    return yaw, pitch


def orbited(frame: Frame, geometry: Geometry, inverse: Map, settings: FilterSettings) -> Bytes:
    """(H, W, 3) the picture seen from where `angles` says, about what is in its middle.

    The picture is bent by its depth; what an engine knows in 3D is drawn over it. `inverse` is the
    inverse depth of `geometry`.
    """
    yaw, pitch = angles(settings, frame.time_ns)
    pivot = _pivot(inverse)
    bent = _bent(frame.rgb, geometry, inverse, (yaw, pitch), pivot)
    if not isinstance(geometry.splats, View3D):
        return bent
    drawn, coverage = geometry.splats.seen_from(yaw, pitch, pivot, *frame.size)
    share = coverage[..., None]
    return np.asarray((drawn * share + bent * (1 - share)).round(), np.uint8)


def _pivot(inverse: Map) -> float:
    """The middle depth of what is in the middle of the picture, or of all of it."""
    height, width = inverse.shape
    middle = inverse[height // 3 : height - height // 3, width // 3 : width - width // 3]
    known = middle[middle > 0]
    if not known.size:
        known = inverse[inverse > 0]
    return 1 / float(np.median(known)) if known.size else 1.0


def _bent(
    rgb: Bytes, geometry: Geometry, inverse: Map, turn: tuple[float, float], pivot: float
) -> Bytes:
    """Every pixel looked up where what is seen there comes from."""
    height, width = inverse.shape
    camera = geometry.intrinsics or Intrinsics.from_fov(USUAL_FOV_DEG, height, width)
    moved = _moved(inverse, camera, turn, pivot)
    back = _looked_up(moved, inverse)
    where = places(back, rgb.shape[:2])
    return np.asarray(cv2.remap(rgb, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _looked_up(moved: Map, inverse: Map) -> Map:
    """(h, w, 2) by how many pixels right and down of each pixel its source lies.

    Of several sources the nearest counts. Where there is none, the farther of the two beside it is
    drawn out.
    """
    height, width = inverse.shape
    dx, dy = (part.ravel() for part in cv2.split(moved))
    column = np.tile(np.arange(width, dtype=np.float32), height)
    line = np.repeat(np.arange(height, dtype=np.float32), width)
    to_column, to_line = np.rint(column + dx), np.rint(line + dy)
    inside = (to_column >= 0) & (to_column < width) & (to_line >= 0) & (to_line < height)
    to = (to_line * width + to_column).astype(np.int32)
    # Far ones first: the nearer ones are then written over them.
    nearness = cv2.normalize(inverse, None, 0, 65535, cv2.NORM_MINMAX).astype(np.uint16).ravel()  # type: ignore[call-overload]
    order = np.argsort(nearness, kind="stable").astype(np.int32)
    order = order[inside[order]]
    source = np.full(height * width, -1, np.int32)
    source[to[order]] = order
    _close_cracks(source.reshape(height, width))
    missing = source < 0
    _draw_out(source.reshape(height, width), nearness)
    # A pixel that is hit is not hit quite in its middle.
    found_x, found_y = dx[source], dy[source]
    beside_x, beside_y = column[source] - column, line[source] - line
    back = [np.where(missing, beside_x, -found_x), np.where(missing, beside_y, -found_y)]
    return np.dstack([part.reshape(height, width) for part in back])


def _close_cracks(source: NDArray[np.int32]) -> None:
    """Give a pixel that is missing between two others what one of them has, as it is enlarged."""
    for grid in (source, source.T):
        before, inner, after = grid[:-2], grid[1:-1], grid[2:]
        crack = (inner < 0) & (before >= 0) & (after >= 0)
        inner[crack] = before[crack]


def _draw_out(source: NDArray[np.int32], nearness: NDArray[np.uint16]) -> None:
    """Put into (h, w) sources, where they are missing (-1), one from beside them in their row."""
    width = source.shape[1]
    lines, columns = np.nonzero(source < 0)
    own = np.where(source >= 0, np.arange(width, dtype=np.int32), -1)
    before = np.maximum.accumulate(own, axis=1)[lines, columns]
    own[own < 0] = width
    after = np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1][lines, columns]
    first, last = source[lines, before], source[lines, np.minimum(after, width - 1)]
    farther = (before < 0) | ((after < width) & (nearness[last] < nearness[first]))
    found = np.where(farther, last, first)
    source[lines, columns] = np.where(found >= 0, found, lines * width + columns)


def _moved(inverse: Map, camera: Intrinsics, turn: tuple[float, float], pivot: float) -> Map:
    """(h, w, 2) by how many pixels what each pixel shows goes right and down."""
    height, width = inverse.shape
    yaw, pitch = (math.radians(angle) for angle in turn)
    # What is unknown, the sky mostly, is far away.
    known = np.where(inverse > 0, inverse, 0.05 / pivot).astype(np.float32)
    depth = 1 / np.maximum(known, np.float32(0.05 / pivot))
    rays = camera.rays(height, width)
    x, y, z = rays[..., 0] * depth, rays[..., 1] * depth, depth - pivot
    x, z = x * math.cos(yaw) + z * math.sin(yaw), z * math.cos(yaw) - x * math.sin(yaw)
    y, z = y * math.cos(pitch) - z * math.sin(pitch), z * math.cos(pitch) + y * math.sin(pitch)
    z = np.maximum(z + pivot, np.float32(0.05 * pivot))
    right = (x / z - rays[..., 0]) * (camera.fx * width)
    down = (y / z - rays[..., 1]) * (camera.fy * height)
    return np.dstack([right, down]).astype(np.float32)

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
    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map
    from camfilter.settings import FilterSettings

_PERIOD_S: Final = 8.0
_NODS: Final = 0.4
"""Of the sway, up and down."""
_ROUNDS: Final = 4
_PIVOT: Final = 0.5
_SAMPLES: Final = 20_000


def angles(settings: FilterSettings, time_ns: int) -> tuple[float, float]:
    """Yaw and pitch in degrees at that time: what is set, and the sway about it."""
    phase = 2 * math.pi * (time_ns / 1e9 % _PERIOD_S) / _PERIOD_S
    yaw = settings.orbit_yaw + settings.orbit_sway * math.sin(phase)
    pitch = settings.orbit_pitch + settings.orbit_sway * _NODS * math.sin(2 * phase)
    return yaw, pitch


def orbited(frame: Frame, geometry: Geometry, inverse: Map, settings: FilterSettings) -> Bytes:
    """(H, W, 3) the picture seen from where `angles` says, about the middle of its depths.

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
    known = inverse[inverse > 0]
    if not known.size:
        return 1.0
    step = max(1, known.size // _SAMPLES)
    return 1 / float(np.quantile(known[::step], _PIVOT))


def _bent(
    rgb: Bytes, geometry: Geometry, inverse: Map, turn: tuple[float, float], pivot: float
) -> Bytes:
    """Every pixel looked up where it comes from, found by going back and forth a few times."""
    height, width = inverse.shape
    camera = geometry.intrinsics or Intrinsics.from_fov(USUAL_FOV_DEG, height, width)
    moved = _moved(inverse, camera, turn, pivot)
    flow = np.zeros_like(moved)
    for _ in range(_ROUNDS):
        where = places(-flow, (height, width))
        flow = np.asarray(
            cv2.remap(moved, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        )
    where = places(-flow, rgb.shape[:2])
    return np.asarray(cv2.remap(rgb, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


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

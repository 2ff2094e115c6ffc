"""The scene as it is seen from a little beside the camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.frames import Intrinsics, View3D
from camfilter.look.motion import places
from camfilter.look.normals import USUAL_FOV_DEG
from camfilter.look.parallax import looked_up

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map
    from camfilter.settings import FilterSettings

_PERIOD_S: Final = 8.0
_JUMP: Final = 4.0
"""Pixels between the sources of neighbours, from which they show different things."""
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
    yaw, pitch = (math.tan(math.radians(angle)) for angle in turn)
    # To turn about the pivot is to go to the side, and to keep the pivot where it is.
    travel = -pivot * yaw * camera.fx * width, pivot * pitch * camera.fy * height
    back = looked_up(inverse, travel, 1 / pivot)
    scale = np.array([rgb.shape[1] / width, rgb.shape[0] / height], np.float32)
    where = places(_enlarged(back, rgb.shape[:2]) * scale, rgb.shape[:2])
    found = cv2.remap(  # type: ignore[call-overload]
        rgb, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(found)


def _enlarged(back: Map, size: tuple[int, int]) -> Map:
    """The map at `size`, in its own pixels: smooth, but with no values in between at a step."""
    window = np.ones((3, 3), np.uint8)
    jump = np.max(cv2.morphologyEx(back, cv2.MORPH_GRADIENT, window), axis=2) > _JUMP
    smooth = cv2.resize(back, size[::-1], interpolation=cv2.INTER_LINEAR)
    sharp = cv2.resize(back, size[::-1], interpolation=cv2.INTER_NEAREST)
    steps = cv2.resize(jump.astype(np.uint8), size[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(steps[..., None] > 0, sharp, smooth)

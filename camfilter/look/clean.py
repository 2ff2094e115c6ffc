"""Geometry that can be computed with, whatever the engine delivered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.frames import FACING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Geometry
    from camfilter.look.arrays import Map


_FARTHEST: Final = 1e8
_NEAREST: Final = 1e-8


def cleaned(geometry: Geometry) -> Geometry:
    """The geometry with every number finite and every valid depth positive; itself if it is so."""
    if _is_clean(geometry):
        return geometry
    depth, normals, known = geometry.depth, geometry.normals, geometry.valid
    good = cv2.inRange(depth, _NEAREST, _FARTHEST).view(np.bool_) & known
    changes: dict[str, Map] = {}
    if not _all_finite(normals):
        finite = np.asarray(np.isfinite(normals).all(axis=2))
        good &= finite
        changes["normals"] = np.where(finite[..., None], normals, np.asarray(FACING, np.float32))
    if np.count_nonzero(good) != np.count_nonzero(known):
        changes["valid"] = good
    if "valid" in changes or not _all_finite(depth):
        changes["depth"] = np.where(good, depth, np.float32(0))
    for name in ("person", "thickness"):
        extra = getattr(geometry, name)
        if extra is not None and not _all_finite(extra):
            changes[name] = np.nan_to_num(extra, nan=0.0, posinf=0.0, neginf=0.0)
    return replace(geometry, **changes) if changes else geometry  # type: ignore[arg-type]


def inverse_depth(geometry: Geometry) -> Map:
    """(h, w) one over the depth of clean geometry; 0 where it is not valid."""
    if geometry.valid.all():
        return np.asarray(1 / geometry.depth)
    return np.divide(
        np.float32(1), geometry.depth, out=np.zeros_like(geometry.depth), where=geometry.valid
    )


def depth_of(inverse: Map, valid: NDArray[np.bool_]) -> Map:
    """(h, w) one over `inverse`, within what a depth may be; 0 where it is not valid."""
    depth = np.asarray(1 / np.clip(inverse, np.float32(1 / _FARTHEST), np.float32(1 / _NEAREST)))
    if not valid.all():
        depth[~valid] = 0
    return depth


def _is_clean(geometry: Geometry) -> bool:
    """Whether everything is known and fine, which is soon seen."""
    if geometry.person is not None and not _all_finite(geometry.person):
        return False
    if geometry.thickness is not None or not geometry.valid.all():
        return False
    if not (_all_finite(geometry.depth) and _all_finite(geometry.normals)):
        return False
    least, most = cv2.minMaxLoc(geometry.depth)[:2]
    return least > _NEAREST and most < _FARTHEST


def _all_finite(values: Map) -> bool:
    """Whether no number is NaN or infinite: one of them makes the sum so."""
    return bool(np.isfinite(cv2.sumElems(values)).all())

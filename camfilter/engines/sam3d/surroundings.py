"""The rest of the scene around an object, from the point map that the object was made with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from camfilter.look.clean import inverse_depth
from camfilter.look.guide import resized
from camfilter.look.normals import normals_from_depth

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.frames import Geometry


def within_scene(thing: Geometry, points: Tensor) -> Geometry:
    """The object with the scene that it stands in, so that nothing around it is unknown.

    `points` (3, H, W) are in the unit of the object. What belongs to the scene has no thickness.
    """
    if thing.valid.all() or thing.intrinsics is None:
        return thing
    depth = points[2].float().cpu().numpy()
    known = np.isfinite(depth) & (depth > 0)
    share = np.asarray(resized(known.astype(np.float32), thing.size))
    inverse = np.where(known, 1 / np.where(known, depth, 1), 0).astype(np.float32)
    around = np.asarray(resized(inverse, thing.size)) / np.maximum(share, np.float32(0.01))
    seen = np.asarray((share > 0.5) & (around > 0))
    if not seen.any():
        return thing
    merged = np.where(thing.valid, inverse_depth(thing), np.where(seen, around, 0))
    valid = thing.valid | seen
    distance = np.divide(1, merged, out=np.zeros_like(merged), where=valid)
    usual = np.where(seen, 1 / np.maximum(around, np.float32(1e-9)), float(np.median(depth[known])))
    normals = normals_from_depth(np.asarray(cv2.blur(usual, (3, 3))), thing.intrinsics)
    return replace(
        thing,
        depth=distance,
        valid=valid,
        normals=np.where(thing.valid[..., None], thing.normals, normals).astype(np.float32),
    )

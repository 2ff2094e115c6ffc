"""What a net says of a picture at one size, and the mean of what it says at several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from camfilter.look.guide import resized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camfilter.look.arrays import Map

_OPPOSED = 1e-3
"""A mean of unit normals that is shorter than this has no direction."""


class View(NamedTuple):
    """Inverse depth, person and valid (h, w) 0..1, unit normals (h, w, 3), and the focal length in
    picture widths."""

    inverse: Map
    normals: Map
    person: Map
    valid: Map
    focal: float


def mean_of(views: Sequence[View]) -> View:
    """The mean at the size of the last of them, which is the largest.

    The focal length is the first one's, whose size is nearer to what the net learnt from.
    """
    size = views[-1].inverse.shape
    maps = zip(*(view[:4] for view in views), strict=True)
    inverse, normals, person, valid = (
        np.asarray(np.mean([resized(each, size) for each in alike], axis=0), np.float32)
        for alike in maps
    )
    length = np.linalg.norm(normals, axis=-1, keepdims=True)
    normals = np.where(length > _OPPOSED, normals / np.maximum(length, _OPPOSED), views[-1].normals)
    return View(inverse, normals, person, valid, views[0].focal)

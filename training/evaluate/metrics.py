"""How far predictions are from the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DELTA: Final = 1.25
_FARTHEST_M: Final = 1000.0
_RANKED: Final = 20000


def depth_errors(
    inverse: NDArray[np.float32], depth: NDArray[np.float32], valid: NDArray[np.bool_]
) -> dict[str, float]:
    """AbsRel, delta1 and Spearman of inverse depth (h, w) after its least-squares scale and shift.

    The prediction is enlarged to the size of `depth` (H, W), which is in metres.
    """
    height, width = depth.shape
    given = cv2.resize(inverse, (width, height), interpolation=cv2.INTER_LINEAR)[valid]
    given = given.astype(np.float64)
    true_inverse = 1 / depth[valid].astype(np.float64)
    columns = np.stack([given, np.ones_like(given)], 1)
    scale, shift = np.linalg.lstsq(columns, true_inverse, rcond=None)[0]
    aligned = np.maximum(scale * given + shift, 1 / _FARTHEST_M)
    ratio = true_inverse / aligned
    return {
        "abs_rel": float(np.abs(ratio - 1).mean()),
        "delta1": float((np.maximum(ratio, 1 / ratio) < _DELTA).mean()),
        "spearman": spearman(given, true_inverse),
    }


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Rank correlation, of an even sample where there are many."""
    step = max(1, len(first) // _RANKED)
    ranks = [np.argsort(np.argsort(values[::step])) for values in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def angles(normals: NDArray[np.float32], truth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Degrees between unit normals (..., 3)."""
    cosine = np.clip((normals * truth).sum(-1), -1, 1)
    return np.degrees(np.arccos(cosine)).astype(np.float32)


def overlap(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[int, int]:
    """Pixels in both masks and in either."""
    return int((said & truth).sum()), int((said | truth).sum())


def mean_of(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean of every number."""
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]} if rows else {}

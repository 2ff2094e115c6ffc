"""How much of the picture is how far away, in few enough numbers to draw at every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLES: Final = 8192
_PER_DECADE: Final = 40
_MOST_DECADES: Final = 5
_TAILS: Final = (0.002, 0.998)


@dataclass(frozen=True, slots=True, eq=False)
class DepthHistogram:
    """Shares of the picture by distance, and the range that its depth is shown in.

    Attributes:
        counts: (N,) share of the known pixels in each bin, together at most 1.
        edges: (N + 1,) distances, ascending, in equal ratios; always on the same grid, so that
            bars do not creep from picture to picture.
        near, far: the distances shown brightest and darkest now.
        metric: whether distances are metres.
    """

    counts: NDArray[np.float64]
    edges: NDArray[np.float64]
    near: float
    far: float
    metric: bool


def histogram_of(
    depth: NDArray[Any], valid: NDArray[np.bool_], near: float, far: float, metric: bool
) -> DepthHistogram | None:
    """The histogram of (h, w) `depth` where it is `valid`, shown from `near` to `far`.

    It samples, and leaves out the few nearest and farthest pixels. None where nothing is known.
    """
    step = max(1, int(np.sqrt(depth.size / _SAMPLES)))
    values = depth[::step, ::step][valid[::step, ::step]]
    values = values[values > 0]
    if not values.size:
        return None
    bins = np.floor(np.log10(values) * _PER_DECADE).astype(np.int64)
    ranks = [round(share * (bins.size - 1)) for share in _TAILS]
    ordered = np.partition(bins, ranks)
    first = int(ordered[ranks[0]])
    last = min(int(ordered[ranks[1]]), first + _MOST_DECADES * _PER_DECADE)
    inside = bins[(bins >= first) & (bins <= last)] - first
    counts = np.bincount(inside, minlength=last - first + 1) / bins.size
    edges = 10.0 ** (np.arange(first, last + 2) / _PER_DECADE)
    return DepthHistogram(counts, edges, near, far, metric)

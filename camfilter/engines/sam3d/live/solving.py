"""The motion of known points that best explains where they are seen, and how far they seem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from camfilter.engines.sam3d.live.motion import Motion
    from camfilter.frames import Intrinsics
    from camfilter.look.arrays import Map

_ROUNDS: Final = 4
_STILL: Final = 1e-3
"""Of a radian, of the distance, or of the size: about the finest pixel on an object."""
_FINEST_PX: Final = 0.1
_FINEST_DEPTH: Final = 0.004
_DEPTH_WEIGHT: Final = 0.1
"""Errors of a depth map are alike over large parts of it, so that each point counts for less."""
_GROWTH: Final = 0.01
"""Usual deviation of the logarithm of the scale: most objects do not grow."""
_INLIER_PX: Final = 1.5


@dataclass(frozen=True, slots=True)
class Observed:
    """Points of an object in one picture.

    Attributes:
        points: (N, 3) at rest.
        pixels: (N, 2) where they are seen, in pixels.
        inverse: (N,) inverse depth there, up to a scale and a shift; 0 where not known.
        bias: (N,) by how much that was too small at the anchor, once scaled and shifted.
        weight: (N,) 0..1 how sure the place is.
        size: height and width of the picture.
    """

    points: Map
    pixels: Map
    inverse: Map
    bias: Map
    weight: Map
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Solved:
    """A motion, the share of the points that obey it, and the depth's scale and shift."""

    motion: Motion
    share: float
    depth: tuple[float, float]


def projected(points: Map, camera: Intrinsics, motion: Motion, size: tuple[int, int]) -> Map:
    """(N, 2) where points at rest are seen after `motion`; (0, 0) is the picture's corner."""
    placed = motion.points(points)
    z = np.maximum(placed[:, 2], 1e-9)
    u = (camera.fx * placed[:, 0] / z + camera.cx) * size[1]
    v = (camera.fy * placed[:, 1] / z + camera.cy) * size[0]
    return np.stack([u, v], 1)


def solve(
    seen: Observed, camera: Intrinsics, motion: Motion, depth: tuple[float, float], scale: float
) -> Solved:
    """The motion near `motion`, by Gauss-Newton with Cauchy weights.

    Each point has three residuals: its place in the picture (2), and its inverse depth at the
    scale and shift that are found with it. The object's own scale stays near `scale`.
    """
    for _ in range(_ROUNDS):
        system = _System(seen, camera, motion, depth)
        change = system.solution(float(np.log(motion.scale / scale)))
        centre = system.centre
        motion = motion.then(
            change[:3], change[3:6] * system.unit, float(np.exp(change[6])), centre
        )
        depth = depth[0] + float(change[7]), depth[1] + float(change[8])
        if np.abs(change[:7]).max() < _STILL:
            break
    system = _System(seen, camera, motion, depth)
    return Solved(motion, system.share, depth)


class _System:
    """Residuals, weights and derivatives at one motion; lengths are in mean depths."""

    def __init__(
        self, seen: Observed, camera: Intrinsics, motion: Motion, depth: tuple[float, float]
    ) -> None:
        placed = motion.points(seen.points)
        self.unit = _middle(placed[:, 2])
        self.centre = placed.mean(axis=0)
        height, width = seen.size
        self._z = np.maximum(placed[:, 2], 0.05 * self.unit)
        self._placed = placed
        self._focal = np.array((camera.fx * width, camera.fy * height))
        self._aside = placed[:, :2] / self._z[:, None]
        centre = camera.cx * width, camera.cy * height
        self._off = self._focal * self._aside + centre - seen.pixels
        self._length = np.hypot(self._off[:, 0], self._off[:, 1])
        self._seen = seen
        self._depth = depth

    @property
    def share(self) -> float:
        """Of the points, how many are where the motion says."""
        weight = self._seen.weight
        counted = max(float(np.count_nonzero(weight >= 0)), 1.0)
        return float((weight * (self._length < _INLIER_PX)).sum()) / counted

    def solution(self, growth: float) -> Map:
        """(9,) turn, shift in units, log of growth, and changes of the depth's scale and shift."""
        jacobian = self._slopes().reshape(-1, 9)
        off, weight = (values.ravel() for values in self._residuals())
        weighted = (jacobian * weight[:, None]).T
        left, right = weighted @ jacobian, -(weighted @ off)
        # The prior counts as so many points as there are, or plenty of them would outvote it.
        prior = float(weight.sum()) / _GROWTH**2 * 1e-3
        left[6, 6] += prior
        right[6] -= prior * growth
        left[np.diag_indices(9)] *= 1 + 1e-6
        left[np.diag_indices(9)] += 1e-9 * max(float(weight.sum()), 1e-6)
        return np.asarray(np.linalg.solve(left, right))

    def _residuals(self) -> tuple[Map, Map]:
        """(N, 3) column, row and inverse depth that are too much, and what each counts for."""
        seen, sure = self._seen, self._seen.weight > 0.5
        says = self._depth[0] * seen.inverse + self._depth[1] + seen.bias
        off, weight = np.empty((2, len(sure), 3))
        off[:, :2], off[:, 2] = self._off, (1 / self._z - says) * self.unit
        weight[:, :2] = (seen.weight * _cauchy(self._length, sure, _FINEST_PX))[:, None]
        known = (seen.inverse > 0) & sure
        deep = _cauchy(np.abs(off[:, 2]), known, _FINEST_DEPTH)
        weight[:, 2] = _DEPTH_WEIGHT * known * deep
        return off, weight

    def _slopes(self) -> Map:
        """(N, 3, 9) how the residuals of each point change with what is sought."""
        slopes = np.zeros((len(self._z), 3, 9))
        outwards = np.zeros((len(self._z), 3, 3))
        per_pixel = self._focal / self._z[:, None]
        outwards[:, (0, 1), (0, 1)] = per_pixel
        outwards[:, :2, 2] = -per_pixel * self._aside
        outwards[:, 2, 2] = -self.unit / self._z**2
        np.matmul(outwards, self._moves(), out=slopes[:, :, :7])
        slopes[:, 2, 7] = -self._seen.inverse * self.unit
        slopes[:, 2, 8] = -self.unit
        return slopes

    def _moves(self) -> Map:
        """(N, 3, 7) how each point moves with turn, shift and growth."""
        away = self._placed - self.centre
        moves = np.zeros((len(away), 3, 7))
        x, y, z = away.T
        moves[:, 0, 1], moves[:, 0, 2] = z, -y
        moves[:, 1, 0], moves[:, 1, 2] = -z, x
        moves[:, 2, 0], moves[:, 2, 1] = y, -x
        moves[:, (0, 1, 2), (3, 4, 5)] = self.unit
        moves[:, :, 6] = away
        return moves


def _cauchy(length: Map, chosen: Map, finest: float) -> Map:
    """(N,) weights by the usual length among the `chosen`, in terms of that."""
    usual = max(_middle(length[chosen]) if chosen.any() else finest, finest)
    return np.asarray(1 / (1 + (length / (2 * usual)) ** 2) / usual**2)


def _middle(values: Map) -> float:
    """The upper median, without the care that NumPy's takes of what does not occur here."""
    half = len(values) // 2
    return float(np.partition(values, half)[half])

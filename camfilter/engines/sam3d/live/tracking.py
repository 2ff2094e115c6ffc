"""Where an object is in each picture: points of its known surface, found again.

Points are found again from an anchor picture, in which the surface is known, in today's. While the
anchor serves nothing adds up, so that nothing drifts; when it no longer does, the picture before
takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.sam3d.live.motion import Motion
from camfilter.engines.sam3d.live.points import corners, found_again
from camfilter.engines.sam3d.live.solving import Observed, projected, solve
from camfilter.look.guide import guide_of, resized
from camfilter.look.motion import flow_size, is_cut

if TYPE_CHECKING:
    from camfilter.frames import Frame, Intrinsics
    from camfilter.look.arrays import Bytes, Map

_SIDE: Final = 384
"""Longest side of the pictures that points are found in."""
_FEWEST: Final = 24
_GRID_PX: Final = 4
_CONTINUED: Final = (15, 15)
_GOOD: Final = 0.55
_LEAST: Final = 0.3
"""Shares of the points that obey one motion: from which on it is trusted, below which it is not."""
_FAR: Final = 0.35
"""Radians of turn, or log of a change in distance, after which another view serves as anchor."""


def grey_for_points(frame: Frame) -> Bytes:
    """The frame's luma at the size in which points are looked for."""
    return guide_of(frame).grey(*flow_size(frame.size, _SIDE))


@dataclass(frozen=True, slots=True)
class View:
    """One picture in which the object's surface is known.

    Attributes:
        grey: from `grey_for_points`.
        inverse: (h, w) inverse depth of the object there in any size, 0 where it is not.
        fast: (h, w) the fast engine's, in any size, 0 where not known.
        motion: of the object from where it rests to this view.
    """

    grey: Bytes
    inverse: Map
    fast: Map
    motion: Motion


@dataclass(frozen=True, slots=True)
class Tracked:
    """Where the object is, how sure that is (0..1), and the fast depth's scale and shift."""

    motion: Motion
    confidence: float
    depth: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Points at rest, where they are in a picture, and what the fast depth is short of there.

    `grid` (h / 4, w / 4, 3) is the whole surface at rest, continued beyond its outline.
    """

    grey: Bytes
    pixels: Map
    points: Map
    grid: Map
    bias: Map
    motion: Motion


class Tracker:
    """Follows one object; `camera` is what it was reconstructed with, `scale` its size at rest."""

    def __init__(self, camera: Intrinsics, scale: float) -> None:
        self._camera = camera
        self._scale = scale
        self._anchor: _Anchor | None = None
        self._last: Bytes | None = None
        self._motion = Motion.none(scale)
        self._depth = 1.0, 0.0
        self._moved_on = False

    def start(self, view: View, depth: tuple[float, float]) -> bool:
        """Follow the object from `view` on; False if too little of it is seen there.

        `depth` is the scale and shift that bring the fast inverse depth to the object's.
        """
        anchor = self._anchored(view, depth)
        if anchor is None:
            return False
        self._anchor, self._depth, self._motion = anchor, depth, view.motion
        return True

    def track(self, grey: Bytes, fast: Map, before: View | None) -> Tracked:
        """Where the object is in a picture; `before` is the object in the picture before this."""
        last, self._last = self._last, grey
        if last is not None and last.shape == grey.shape and is_cut(grey, last):
            self._anchor = None
        found = self._solved(grey, fast)
        if found.confidence < 1 and before is not None:
            found = self._best(found, grey, fast, before)
        if found.confidence > 0:
            self._motion, self._depth = found.motion, found.depth
        self._moved_on = self._is_far(found.motion)
        return found

    @property
    def wants_anchor(self) -> bool:
        """Whether the object is now seen so differently that this view should be the anchor."""
        return self._moved_on

    def _best(self, found: Tracked, grey: Bytes, fast: Map, before: View) -> Tracked:
        """What comes of `before` as the anchor, or if that is no better, `found`."""
        kept = self._anchor
        if self.start(before, self._depth):
            again = self._solved(grey, fast)
            if again.confidence > found.confidence:
                return again
        self._anchor = kept
        return found

    def _is_far(self, motion: Motion) -> bool:
        anchor = self._anchor
        if anchor is None:
            return False
        turn = motion.rotation @ anchor.motion.rotation.T
        angle = float(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1)))
        now, then = (m.points(anchor.points.mean(0)[None])[0, 2] for m in (motion, anchor.motion))
        return angle > _FAR or abs(float(np.log(max(now, 1e-9) / max(then, 1e-9)))) > _FAR

    def _anchored(self, view: View, depth: tuple[float, float]) -> _Anchor | None:
        size = view.grey.shape[:2]
        inverse = _enlarged(view.inverse, size)
        # Next to its outline a point would be found by what is behind the object.
        inside = cv2.erode((inverse > 0).astype(np.uint8), np.ones((13, 13), np.uint8))
        pixels = corners(view.grey, np.asarray(inside) > 0)
        if len(pixels) < _FEWEST:
            return None
        columns, rows = pixels.astype(np.intp).T
        near = inverse[rows, columns].astype(np.float64)
        rays = self._camera.rays(*size)[rows, columns].astype(np.float64)
        seen = np.asarray(resized(view.fast, size))[rows, columns]
        bias = np.where(seen > 0, near - (depth[0] * seen + depth[1]), 0)
        points = view.motion.back(rays / near[:, None])
        grid = self._grid(inverse, view.motion)
        return _Anchor(view.grey, pixels, points, grid, bias, view.motion)

    def _grid(self, inverse: Map, motion: Motion) -> Map:
        size = max(2, inverse.shape[0] // _GRID_PX), max(2, inverse.shape[1] // _GRID_PX)
        known = np.asarray(resized((inverse > 0).astype(np.float32), size))
        small = np.asarray(resized(inverse, size))
        around = np.asarray(cv2.blur(known, _CONTINUED)), np.asarray(cv2.blur(small, _CONTINUED))
        usual = float(small.sum()) / float(known.sum())
        beyond = np.where(around[0] > 0, around[1] / np.maximum(around[0], 1e-6), usual)
        surface = np.where(known > 0.01, small / np.maximum(known, 0.01), beyond)
        rays = self._camera.rays(*size).astype(np.float64) / surface[..., None]
        return motion.back(rays.reshape(-1, 3)).reshape(*size, 3)

    def _solved(self, grey: Bytes, fast: Map) -> Tracked:
        lost = Tracked(self._motion, 0.0, self._depth)
        anchor = self._anchor
        if anchor is None or anchor.grey.shape != grey.shape:
            return lost
        seen = self._observed(anchor, grey, fast)
        if seen is None:
            return lost
        try:
            found = solve(seen, self._camera, self._motion, self._depth, self._scale)
        except np.linalg.LinAlgError:
            return lost
        if not np.isfinite(found.motion.translation).all() or found.depth[0] <= 0:
            return lost
        sure = float(np.clip((found.share - _LEAST) / (_GOOD - _LEAST), 0, 1))
        return Tracked(found.motion, sure, found.depth)

    def _observed(self, anchor: _Anchor, grey: Bytes, fast: Map) -> Observed | None:
        """The anchor's points as today's picture shows them; None if too few are within it.

        Today's picture is first bent to how the anchor would show it if the motion were that of
        the picture before, so that what is looked for looks the same.
        """
        size = height, width = (grey.shape[0], grey.shape[1])
        rows, columns = anchor.grid.shape[:2]
        there = projected(anchor.grid.reshape(-1, 3), self._camera, self._motion, size) - 0.5
        coarse = np.clip(there, -1e4, 1e4).reshape(rows, columns, 2).astype(np.float32)
        bent = np.asarray(cv2.resize(coarse, (width, height)))
        picture = cv2.remap(grey, bent, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
        found, sure = found_again(anchor.grey, np.asarray(picture), anchor.pixels)
        now = np.asarray(cv2.remap(bent, found[None], None, cv2.INTER_LINEAR))[0]  # type: ignore[call-overload]
        inside = ((now >= 0) & (now < (width - 1, height - 1))).all(axis=1)
        if np.count_nonzero(inside) < _FEWEST:
            return None
        now = now[inside]
        at = now[:, 1].astype(np.intp), now[:, 0].astype(np.intp)
        return Observed(
            anchor.points[inside],
            now.astype(np.float64) + 0.5,
            np.asarray(resized(fast, size))[at].astype(np.float64),
            anchor.bias[inside],
            sure[inside].astype(np.float64),
            size,
        )


def _enlarged(inverse: Map, size: tuple[int, int]) -> Map:
    """(h, w) inverse depth at another size, smooth within the object and 0 around it."""
    known = np.asarray(cv2.resize((inverse > 0).astype(np.float32), size[::-1]))
    values = np.asarray(cv2.resize(inverse.astype(np.float32), size[::-1]))
    return np.where(known > 0.5, values / np.maximum(known, 0.5), np.float32(0))

"""Where exactly a depth step runs: the frame's colours decide which side a pixel belongs to.

Around every step the surface is split into a near and a far side. Local linear regression of the
side on colour (the model of the guided filter, He et al. 2010, with statistics at low resolution
as in He & Sun 2015), together with the side the map itself says, gives each pixel a score that is
sharpened into "near" or "far". Only pixels around steps are touched, so that the texture of a flat
surface never reaches the map, and a pixel takes the value of one of the two sides, so that
silhouettes have no halo of values in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.look.around import mean, means
from camfilter.look.bands import aside
from camfilter.look.edge_colours import coloured, colours_of
from camfilter.look.guide import resized

if TYPE_CHECKING:
    from camfilter.look.arrays import Bytes, Map
    from camfilter.look.edge_colours import Colours
    from camfilter.look.guide import Guide


_LONGEST: Final = 144
_SMALLEST: Final = 8
_MAP_GAIN: Final = 2.5
_STEP: Final = (0.04, 0.08)
"""Height of a step, as a share of the shown range, that is left alone and that is taken fully."""
_TWO_SIDED: Final = (0.72, 0.86)
"""Share of a window's variance that two levels explain: 0.75 on a ramp, 1 on a sharp step."""
_SURELY: Final = 1.5
"""Where scores end: above 1, so that enlarging them keeps the step between two pixels sharp."""
_LATE_REACH: Final = 5
"""Pixels of the statistics over which the sides of a late map blend."""
_GATE: Final = (0.1, 0.4)
"""Share of such windows around a pixel that leaves it alone and that refines it fully."""
_NONE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Edges:
    """The steps of one map in one picture.

    Attributes:
        near: (h, w) 0 or 1 at statistics size: on the nearer side of its surroundings.
        share: (h, w) how much of the surroundings is on the nearer side.
        weight: (h, w) how much a window has to say about a step.
        total: (h, w) sum of the weights around.
        gate: (h, w) 0..1 how much of the refinement applies.
        rise: (h, w) how much nearer and far side differ in the map itself.
        side: (H, W) float32 at the map's size, 0 far side to 1 near side.
        score: (H', W') of at most `FINE_SIDE`: 0 far, 1 and above near.
    """

    near: Map
    share: Map
    weight: Map
    total: Map
    gate: Map
    rise: Map
    side: Map
    score: Map

    def alpha(self, size: tuple[int, int]) -> Bytes:
        """(height, width) of `size`: 0 on the far side of a step, 255 on its near side."""
        score = self.score
        if score.shape != size:
            score = cv2.resize(score, size[::-1])
        return np.asarray(cv2.convertScaleAbs(score, alpha=255.0))

    def own_jump(self) -> Map:
        """(H, W) at the map's size: `jump` of the map that the steps were found in."""
        return np.asarray(cv2.resize(self.rise * self.gate, self.side.shape[::-1]))

    def jump(self, values: Map) -> Map:
        """(H, W[, C]) at the map's size: how much nearer and far side differ in `values`."""
        size = (values.shape[1], values.shape[0])
        small = resized(values, self.near.shape)
        near = self.near if values.ndim == 2 else cv2.merge([self.near] * values.shape[2])
        share, weight, total, gate = (
            item if values.ndim == 2 else item[..., None]
            for item in (self.share, self.weight, self.total, self.gate)
        )
        middle, upper = mean(small), mean(small * near)
        difference = upper / share - (middle - upper) / (1 - share)
        return np.asarray(cv2.resize(mean(difference * weight) * (gate / total), size))


def prepare(shape: tuple[int, int], guide: Guide) -> None:
    """Do what finding edges takes of the picture alone, for a map of that `shape`."""
    colours_of(guide, _statistics_size(shape, guide.size))


def find_edges(shown: Map, guide: Guide, *, late: bool = False) -> Edges | None:
    """The steps of `shown` ((H, W), 0..1 over the shown range); None where there are none.

    Near the steps of a map that is `late` for the picture its colours count for more.
    """
    height, width = _statistics_size(shown.shape, guide.size)
    if min(height, width) < _SMALLEST:
        return None
    small = resized(shown, (height, width))
    near, share, low, rise, gate = _two_levels(small)
    if float(gate.max()) < 0.5:
        return None
    side = np.clip((small - low) / np.maximum(rise, _NONE), 0, 1)
    colours = colours_of(guide, (height, width))
    *model, explained = _regression(side, colours)
    weight = gate * (explained * explained + 0.01) + _NONE
    around = means(weight, gate, *(item * weight for item in (low, rise, *model)))
    total, gate = around[0], _smoothstep(around[1], *_GATE)
    low, rise, *model = (item / total for item in around[2:])
    said_by_colours = aside(coloured, model, colours.fine)
    side = _side(shown, low, np.maximum(rise, _NONE))
    said = _softened(side, width) if late else side
    score = _score(said_by_colours(), said)
    return Edges(near, share, weight, total, gate, rise, side, score)


def _statistics_size(shape: tuple[int, ...], picture: tuple[int, int]) -> tuple[int, int]:
    height, width = min(shape[0], picture[0]), min(shape[1], picture[1])
    factor = min(1.0, _LONGEST / max(height, width))
    return max(1, round(height * factor)), max(1, round(width * factor))


def _two_levels(small: Map) -> tuple[Map, Map, Map, Map, Map]:
    middle, square = means(small, small * small)
    variance = square - middle * middle
    near = (small > middle).astype(np.float32)
    share, upper = means(near, small * near)
    share = np.clip(share, 0.01, 0.99)
    low = (middle - upper) / (1 - share)
    rise = np.maximum(upper / share - low, 0)
    explained = share * (1 - share) * rise * rise / (np.maximum(variance, 0) + 1e-8)
    gate = _smoothstep(explained, *_TWO_SIDED) * _smoothstep(rise, *_STEP)
    return near, share, low, rise, gate


def _regression(side: Map, colours: Colours) -> tuple[Map, Map, Map, Map]:
    """The two slopes and the offset of side = slopes . colours + offset around, and its R^2."""
    (a, b), (ma, mb), (aa, ab, bb), scale = (
        colours.both,
        colours.means,
        colours.spread,
        colours.scale,
    )
    ms, sa, sb, ss = means(side, a * side, b * side, side * side)
    sa, sb, ss = sa - ma * ms, sb - mb * ms, np.maximum(ss - ms * ms, 1e-4)
    slope_a, slope_b = (bb * sa - ab * sb) * scale, (aa * sb - ab * sa) * scale
    explained = np.clip((slope_a * sa + slope_b * sb) / ss, 0, 1)
    return slope_a, slope_b, ms - slope_a * ma - slope_b * mb, explained


def _side(shown: Map, low: Map, rise: Map) -> Map:
    full = (shown.shape[1], shown.shape[0])
    side: Map = shown - cv2.resize(low, full)
    side *= cv2.resize(1 / rise, full)
    return np.asarray(np.clip(side, 0, 1, out=side))


def _softened(side: Map, width: int) -> Map:
    reach = max(1, round(_LATE_REACH * side.shape[1] / width))
    return np.asarray(cv2.blur(side, (reach, reach)))


def _score(coloured: Map, side: Map) -> Map:
    """(H', W') at the size of `coloured`: below 0 surely far, above 1 surely near."""
    size = (coloured.shape[1], coloured.shape[0])
    middle = 0.5 - 0.5 * _MAP_GAIN
    cv2.addWeighted(coloured, 1.0, cv2.resize(side, size), _MAP_GAIN, middle, dst=coloured)
    return np.asarray(np.clip(coloured, 0, _SURELY, out=coloured))


def _smoothstep(values: Map, low: float, high: float) -> Map:
    t = np.clip((values - low) * (1 / (high - low)), 0, 1)
    return t * t * (3 - 2 * t)

"""The reconstructed object in every picture, within the scene that the fast engine sees.

The object is drawn from its Gaussians where the tracker finds it. The fast engine's depth, at the
scale and shift that fit it to the object, makes the rest of the scene; it also takes over where it
contradicts the object, which then has moved out of shape or is covered by something.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from camfilter.engines.paced.fading import CrossFade
from camfilter.engines.paced.fields import NOISE, fit_both, lows
from camfilter.engines.sam3d.cloud_view import CloudView
from camfilter.engines.sam3d.live.drawing import Drawer
from camfilter.engines.sam3d.live.motion import Motion
from camfilter.engines.sam3d.live.relief import Relief
from camfilter.engines.sam3d.live.tracking import Tracker, View, grey_for_points
from camfilter.look.align import IDENTITY, Affine, fitted
from camfilter.look.clean import cleaned, depth_of, inverse_depth
from camfilter.look.filters import approach
from camfilter.look.guide import resized
from camfilter.look.normals import unit_length

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.engines.paced.engine import Sight
    from camfilter.engines.sam3d.live.drawn import Drawn, Shape
    from camfilter.frames import Frame, Geometry, Intrinsics
    from camfilter.look.arrays import Map
    from camfilter.settings import FilterSettings

    _Box = tuple[slice, slice]

_DROP_S: Final = 0.04
_RISE_S: Final = 0.15
_GHOST: Final = 0.03
"""Below this confidence the object is not drawn at all."""
_NOISES: Final = 3.0
_REMEMBERED: Final = 900
_RESCALED: Final = 2.0
_SAMPLED: Final = 4
_BESIDE: Final = 0.25
"""What differs from an object by this share of its inverse depth does not touch it."""


@dataclass(frozen=True, slots=True)
class _Object:
    """A keyframe's object on its way through the pictures."""

    shape: Shape
    tracker: Tracker
    camera: Intrinsics
    size: tuple[int, int]


class ObjectMerger:
    """Shows SAM 3D's object where it is now, and the fast engine's geometry around it."""

    def __init__(self) -> None:
        self._object: _Object | None = None
        self._before: View | None = None
        self._drawn: NDArray[np.bool_] | None = None
        self._fit: Affine = IDENTITY
        self._key_fit: Affine = IDENTITY
        self._fits: OrderedDict[int, Affine] = OrderedDict()
        self._fade = CrossFade()
        self._confidence = 0.0
        self._last_ns: int | None = None
        self._wish: tuple[object, ...] = ()

    @property
    def confidence(self) -> float:
        """0..1, how surely the object was followed to the last frame."""
        return self._confidence

    def hint(self, settings: FilterSettings) -> NDArray[np.bool_] | None:
        """(h, w) what the object covered in the last frame, if that is sure and still meant."""
        meant = self._wish == _wish_of(settings)
        return self._drawn if meant and self._confidence > 0.5 else None

    def reset(self) -> None:
        """The next frame belongs to another scene."""
        self._object, self._before, self._drawn = None, None, None
        self._confidence, self._last_ns = 0.0, None
        self._fits.clear()
        self._fade.reset()

    def refresh(self, sight: Sight, slow: Geometry) -> None:
        """Follow the object of `slow` from the next frame on, in place of the one before."""
        slow, fast = cleaned(slow), inverse_depth(cleaned(sight.fast))
        camera = slow.intrinsics
        inverse = inverse_depth(slow)
        if camera is None or slow.thickness is None:
            return
        fast = np.asarray(resized(fast, slow.size))
        scale = self._running_scale(sight.frame.index, inverse, fast)
        inverse = inverse / np.float32(scale)
        found = fit_both(fast, inverse, slow.valid, slow.thickness) or self._fit
        covered = slow.thickness > 0
        inverse = inverse * covered
        tracker = Tracker(camera, scale)
        view = View(grey_for_points(sight.frame), inverse, fast, Motion.none(scale))
        if not tracker.start(view, (found.scale, found.shift)):
            return
        shape: Shape
        if isinstance(slow.splats, CloudView) and slow.splats.cloud.xyz.is_cuda:
            shape = Drawer(slow.splats, slow.size)
        else:
            shape = Relief(slow, covered, camera)
        self._object = _Object(shape, tracker, camera, slow.size)
        self._before, self._fit, self._key_fit = None, found, found
        self._wish = _wish_of(sight.settings)
        self._fade.begin()

    def merge(self, frame: Frame, fast: Geometry) -> Geometry:
        """Geometry of `frame`."""
        known = self._object
        if known is None:
            return fast
        fast = cleaned(fast)
        grey, inverse = grey_for_points(frame), inverse_depth(fast)
        tracked = known.tracker.track(grey, inverse, self._before)
        self._confidence = self._followed(tracked.confidence, frame)
        near = np.asarray(resized(inverse, known.size))
        if self._confidence < _GHOST:
            self._before, self._drawn = None, None
            return self._scene_alone(fast, near, known)
        drawn = known.shape.draw(tracked.motion)
        self._drawn = drawn.inverse > 0
        sure = tracked.confidence >= 1
        self._before = View(grey, drawn.inverse, inverse, tracked.motion) if sure else None
        if sure and known.tracker.wants_anchor:
            known.tracker.start(self._before, tracked.depth)  # type: ignore[arg-type]
        self._fit = self._fitted(near, drawn)
        self._remember(frame.index)
        return self._fade.faded(self._together(fast, near, drawn, known))

    def _followed(self, confidence: float, frame: Frame) -> float:
        """The confidence that is shown: falls within a frame or two, and rises more slowly."""
        dt_s = 0.0 if self._last_ns is None else (frame.time_ns - self._last_ns) / 1e9
        first, self._last_ns = self._last_ns is None, frame.time_ns
        if first:
            return confidence
        share = approach(dt_s, _DROP_S if confidence < self._confidence else _RISE_S)
        return self._confidence + share * (confidence - self._confidence)

    def _running_scale(self, index: int, inverse: Map, fast: Map) -> float:
        """What brings a new object into the unit of the scene that is being shown."""
        known = self._fits.get(index)
        if known is None:
            return 1.0
        shown = np.maximum(fast * np.float32(known.scale) + np.float32(known.shift), 0)
        found = fitted(shown, inverse, (inverse > 0) * (shown > 0) * np.float32(1), shift=False)
        if found is None or not 1 / _RESCALED < found.scale < _RESCALED:
            return 1.0
        return found.scale

    def _fitted(self, near: Map, drawn: Drawn) -> Affine:
        """Scale and shift of today's fast depth: the keyframe's, at the scale that fits the object.

        A shift that was solved on the object alone would be wrong far from it.
        """
        known = self._key_fit
        part = slice(None, None, _SAMPLED), slice(None, None, _SAMPLED)
        now, true = _scaled(near, known)[part], drawn.inverse[part]
        found = fitted(now, true, drawn.opacity[part] * (now > 0) * (true > 0), shift=False)
        if found is None or not 1 / _RESCALED < found.scale < _RESCALED:
            return self._fit
        return Affine(known.scale * found.scale, known.shift * found.scale)

    def _remember(self, index: int) -> None:
        self._fits[index] = self._fit
        while len(self._fits) > _REMEMBERED:
            self._fits.popitem(last=False)

    def _together(self, fast: Geometry, near: Map, drawn: Drawn, known: _Object) -> Geometry:
        scene = _scaled(near, self._fit)
        covered = (drawn.inverse > 0).astype(np.float32)
        off = (drawn.inverse - scene) * covered
        weight = covered * (scene > 0)
        share = np.zeros_like(scene)
        box = _box_of(covered)
        agrees = _agreement(off[box], drawn.inverse[box], weight[box]) * covered[box]
        share[box] = agrees * drawn.opacity[box] * np.float32(self._confidence)
        scene = self._met(scene, drawn, off, weight * (share > 0.1))
        inverse = np.asarray(cv2.blendLinear(drawn.inverse, scene, share, 1 - share))
        normals = np.asarray(resized(fast.normals, known.size))
        normals = np.asarray(cv2.blendLinear(drawn.normals, normals, share, 1 - share))
        seen = resized(fast.valid.astype(np.uint8), known.size) > 0
        valid = np.asarray(((share > 0.5) | seen) & (inverse > 0))
        depth = depth_of(inverse, valid)
        geometry = self._of(fast, depth, normals, valid, known)
        thickness = np.zeros_like(scene)
        thickness[box] = self._thickness(drawn, depth, covered, box)
        return replace(geometry, thickness=thickness, splats=drawn.view)

    def _met(self, scene: Map, drawn: Drawn, off: Map, weight: Map) -> Map:
        """The scene bent to the object where both are about as far, so that they meet there."""
        inverse, shift, reached = lows(weight, drawn.inverse, off)
        beside = inverse / np.clip(reached, np.float32(1e-3), None)
        np.clip(beside, np.float32(1e-9), None, out=beside)
        apart = cv2.absdiff(scene, beside) / beside
        touches = np.clip(1 - apart * np.float32(1 / _BESIDE), 0, 1)
        bent = scene + shift * touches
        return np.asarray(np.clip(bent, 0, None, out=bent) * (scene > 0))

    def _thickness(self, drawn: Drawn, depth: Map, covered: Map, box: _Box) -> Map:
        """From the surface that is shown to the object's far side, within the `box`."""
        front = 1 / np.clip(drawn.inverse[box], np.float32(1e-9), None)
        thickness = drawn.thickness[box]
        behind = np.clip(front + thickness - depth[box], 0, None) * covered[box]
        behind = np.minimum(behind, 2 * thickness)
        return np.asarray(behind * np.float32(self._confidence), np.float32)

    def _scene_alone(self, fast: Geometry, near: Map, known: _Object) -> Geometry:
        inverse = _scaled(near, self._fit)
        valid = np.asarray((resized(fast.valid.astype(np.uint8), known.size) > 0) & (inverse > 0))
        normals = np.asarray(resized(fast.normals, known.size))
        geometry = self._of(fast, depth_of(inverse, valid), normals, valid, known)
        return self._fade.faded(replace(geometry, thickness=np.zeros(known.size, np.float32)))

    def _of(
        self, fast: Geometry, depth: Map, normals: Map, valid: NDArray[np.bool_], known: _Object
    ) -> Geometry:
        person = None if fast.person is None else np.asarray(resized(fast.person, known.size))
        return replace(
            fast,
            depth=depth,
            normals=unit_length(np.asarray(normals, np.float32)),
            valid=valid,
            metric=False,
            intrinsics=known.camera,
            person=person,
        )


def _wish_of(settings: FilterSettings) -> tuple[object, ...]:
    """What tells which object is meant."""
    return settings.object_mask, settings.pick_x, settings.pick_y


def _scaled(inverse: Map, found: Affine) -> Map:
    scaled = np.asarray(cv2.addWeighted(inverse, found.scale, inverse, 0, found.shift))
    return np.asarray(np.clip(scaled, 0, None, out=scaled) * (inverse > 0))


def _box_of(covered: Map) -> _Box:
    """Rows and columns that hold all that is covered and some pixels more, on the sampled grid."""
    x, y, width, height = cv2.boundingRect((covered > 0).astype(np.uint8))
    left, top = (max(0, side // _SAMPLED - 1) * _SAMPLED for side in (x, y))
    return slice(top, y + height + _SAMPLED), slice(left, x + width + _SAMPLED)


def _agreement(off: Map, inverse: Map, weight: Map) -> Map:
    """(h, w) 1 where object and scene differ as engines do, 0 where one is another thing."""
    amount = np.clip(cv2.blur(weight, (5, 5)), np.float32(0.04), None)
    differs = np.abs(cv2.blur(off * weight, (5, 5)) / amount)
    part = slice(None, None, _SAMPLED), slice(None, None, _SAMPLED)
    known = weight[part] > 0
    usual = float(np.median(differs[part][known])) if known.any() else 0.0
    least = np.float32(max(_NOISES * usual, 1e-9))
    allowed = np.clip(np.float32(_NOISES * NOISE) * inverse, least, None)
    return np.asarray(np.clip(2 - differs / allowed, 0, 1))

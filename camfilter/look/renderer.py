"""Geometry in, steady pictures out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from camfilter.look.bands import aside, helping
from camfilter.look.clean import cleaned, depth_of, inverse_depth
from camfilter.look.colour import blended
from camfilter.look.edges import prepare
from camfilter.look.filters import approach
from camfilter.look.gravity import Gravity
from camfilter.look.guide import guide_of
from camfilter.look.layout import PANELS, beside, fitted, halves
from camfilter.look.range import RangeTracker, locked, measured
from camfilter.look.rendering import Rendering
from camfilter.look.scene import Scene
from camfilter.look.temporal import Smoother
from camfilter.settings import NormalSpace, OutputMode
from camfilter.timing import StageTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Frame, Geometry
    from camfilter.look.arrays import Bytes, Map
    from camfilter.look.range import DepthRange
    from camfilter.settings import FilterSettings


_THICKNESS_S: Final = 1.0
_ASKED_FRAMES: Final = 30
"""Normals that somebody asked for are kept steady for so many frames more."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the geometry is shown that `steady` gave last: its depth range, the rotation (3, 3) to
    the world, and the greatest thickness, 0 if there is none."""

    depth_range: DepthRange
    rotation: NDArray[np.float64]
    thickest: float


class Look:
    """Turns geometry into steady pictures; remembers the range, the past and gravity.

    `steady` may run on one thread, `foresee` and `needs` on another and `render` on a third, if
    `manner` is handed on and `inverse` with it. What `steady` leaves for the others is replaced
    whole and read once; sinks on any thread ask for normals by a number that nobody else sets.
    """

    def __init__(self, times: StageTimes | None = None) -> None:
        self._times = times or StageTimes()
        self._smoother = Smoother()
        self._range = RangeTracker()
        self._gravity = Gravity()
        self._thickest = 0.0
        self._last_ns: int | None = None
        self._clean: tuple[Geometry, Map] | None = None
        self._steadied = 0
        self._asked_until = 0
        self._view: tuple[object, ...] = ()

    def reset(self) -> None:
        """Forget what came before: the next frame belongs to another scene."""
        self._smoother.reset()
        self._range.reset()
        self._gravity.reset()
        self._thickest = 0.0
        self._last_ns = None

    def steady(self, geometry: Geometry, frame: Frame, settings: FilterSettings) -> Geometry:
        """The geometry inferred from `frame`, aligned to what came before and smoothed with it.

        Called once for each new geometry; the range that is shown and gravity follow it.
        """
        view = (settings.mirror, settings.rotation, settings.engine)
        if view != self._view:
            self.reset()
            self._view = view
        with self._times.stage("steady"):
            geometry = cleaned(geometry)
            guide = guide_of(frame)
            inverse = inverse_depth(geometry)
            unit = self._range.current.span
            past, new_scene = self._smoother.update(
                inverse,
                geometry,
                guide,
                settings.temporal_smoothing,
                unit,
                normals=self._normals_wanted(settings),
            )
        if new_scene:
            self._range.reset()
            self._gravity.reset()
            self._last_ns = None
        dt_s = 0.0 if self._last_ns is None else (geometry.time_ns - self._last_ns) / 1e9
        self._last_ns = geometry.time_ns
        with self._times.stage("range"):
            self._range.update(measured(past.inverse, geometry.valid), dt_s)
        if not new_scene:
            depth = depth_of(past.inverse, geometry.valid)
            geometry = replace(geometry, depth=depth, normals=past.normals, person=past.person)
        self._follow(geometry, settings, dt_s)
        known = past.inverse if geometry.valid.all() else inverse_depth(geometry)
        self._clean = (geometry, known)
        return geometry

    def foresee(self, frame: Frame, settings: FilterSettings) -> None:
        """Have a helper begin what a picture of `frame` will take, if there is one."""
        known, guide = self._clean, guide_of(frame)
        if known is not None and settings.edge_refinement and helping() > 1:
            guide.begin()
            aside(prepare, known[0].size, guide)

    @property
    def inverse(self) -> Map | None:
        """Inverse depth of what `steady` gave last; for the thread that called it."""
        return None if self._clean is None else self._clean[1]

    @property
    def manner(self) -> Manner:
        """How what `steady` gave last is to be shown; for the thread that called it."""
        return Manner(self._range.current, self._gravity.rotation, self._thickest)

    def render(
        self,
        frame: Frame,
        geometry: Geometry,
        settings: FilterSettings,
        inverse: Map | None = None,
        manner: Manner | None = None,
    ) -> Rendering:
        """The picture of `frame` that the settings ask for, made from steady `geometry`.

        With its `inverse` depth, where that is known, the geometry is taken to be clean. Where
        `steady` may have gone on meanwhile, `manner` is that of right after this geometry.
        """
        world = settings.normal_space is NormalSpace.WORLD
        manner = manner or self.manner
        if inverse is None:
            geometry, inverse = self._cleaned(geometry)
        scene = Scene(
            frame,
            geometry,
            inverse,
            guide_of(frame),
            settings,
            locked(settings) or manner.depth_range,
            manner.rotation if world else None,
            manner.thickest or 1.0,
        )
        return Rendering(scene, self._composed(scene, settings), self._ask_for_normals)

    def needs(self, settings: FilterSettings) -> frozenset[str]:
        """The maps besides depth that pictures are made of now."""
        panels = PANELS[settings.output]
        asked = ("normals",) if self._steadied < self._asked_until else ()
        back = ("thickness",) if "back" in panels else ()
        return frozenset((*panels, *asked, *back))

    def _ask_for_normals(self) -> None:
        self._asked_until = self._steadied + _ASKED_FRAMES

    def _normals_wanted(self, settings: FilterSettings) -> bool:
        self._steadied += 1
        asked = self._steadied <= self._asked_until
        return asked or "normals" in PANELS[settings.output]

    def _cleaned(self, geometry: Geometry) -> tuple[Geometry, Map]:
        known = self._clean
        if known is not None and known[0] is geometry:
            return known
        with self._times.stage("clean"):
            geometry = cleaned(geometry)
            return geometry, inverse_depth(geometry)

    def _follow(self, geometry: Geometry, settings: FilterSettings, dt_s: float) -> None:
        if settings.normal_space is NormalSpace.WORLD:
            with self._times.stage("gravity"):
                self._gravity.update(geometry, dt_s)
        if geometry.thickness is not None and geometry.thickness.any():
            top = float(np.percentile(geometry.thickness[geometry.thickness > 0], 98))
            share = approach(dt_s, _THICKNESS_S) if self._thickest else 1.0
            self._thickest += share * (top - self._thickest)

    def _composed(self, scene: Scene, settings: FilterSettings) -> Bytes:
        if settings.edge_refinement and settings.output is not OutputMode.SOURCE:
            with self._times.stage("edges"):
                _ = scene.edges
        panels = [self._panel(scene, name, settings.opacity) for name in PANELS[settings.output]]
        with self._times.stage("layout"):
            if settings.output is OutputMode.BOTH_WIDE:
                picture = beside(*panels)
            else:
                picture = halves(*panels) if len(panels) == 2 else panels[0]
            return np.ascontiguousarray(fitted(picture, settings.target_size))

    def _panel(self, scene: Scene, name: str, opacity: float) -> Bytes:
        source = scene.frame.rgb
        if name == "source" or opacity == 0:
            return source
        with self._times.stage("upsample"):
            layer = scene.layer(name)
        with self._times.stage("colour"):
            effect = scene.coloured(name, layer)
        with self._times.stage("opacity"):
            return blended(source, effect, opacity)

"""Frames in, pictures out: engine and look put together for a host that calls once per picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from camfilter.live.pacing import PaceControl
from camfilter.look import FlowCarrier, Look

if TYPE_CHECKING:
    from camfilter.frames import Frame, Geometry
    from camfilter.look import Rendering
    from camfilter.settings import FilterSettings
    from camfilter_scope.engines import Engines
    from camfilter_scope.lane import Sight
    from camfilter_scope.values import Wishes

_PATIENCE_S: Final = 1.0
"""So long a live picture may wait for its own geometry before it gets that of an earlier one."""
_LONG_PATIENCE_S: Final = 30.0


class Studio:
    """Makes a picture of each frame with the best geometry there is for it."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._pace = PaceControl()
        self._source_ns = 0
        self._look = Look()
        self._carrier = FlowCarrier()
        self._latest: tuple[Frame, Geometry] | None = None
        self._is_carried = False

    def forget(self) -> None:
        """The next frame belongs to another scene, input or session."""
        self._engines.forget()
        self._forget_look()

    def render(self, frame: Frame, wishes: Wishes, interval_s: float) -> Rendering | None:
        """The picture of `frame`; None if there is no geometry that it could be made with.

        `interval_s` is the time between two pictures of the source, of which not all come here.
        """
        settings = wishes.settings
        self._engines.want(settings)
        arrived = self._engines.arrival(frame)
        if arrived is not None:
            # Another engine measures in another unit.
            self._forget_look()
            self._keep(arrived, settings)
        self._source_ns += round(interval_s * 1e9)
        self._pace.picture_came(self._source_ns)
        if self._pace.paced(settings.pace, live=wishes.live):
            self._keep(self._engines.offer(frame), settings)
            if self._latest is None:
                self._keep(self._engines.see(frame, _PATIENCE_S), settings)
        else:
            patience_s = _PATIENCE_S if wishes.live else _LONG_PATIENCE_S
            sight = self._engines.see(frame, patience_s)
            if sight is not None and sight.fault is not None:
                return None
            self._keep(sight, settings)
        geometry = self._geometry_for(frame)
        return None if geometry is None else self._look.render(frame, geometry, settings)

    def _keep(self, sight: Sight | None, settings: FilterSettings) -> None:
        """Make the geometry steady, and use it from now on."""
        if sight is None or sight.geometry is None:
            return
        self._pace.engine_took(sight.took_ms)
        steady = self._look.steady(sight.geometry, sight.frame, settings)
        self._latest, self._is_carried = (sight.frame, steady), False

    def _geometry_for(self, frame: Frame) -> Geometry | None:
        """The latest geometry, moved along with the picture if it is of an earlier one."""
        if self._latest is None:
            return None
        origin, geometry = self._latest
        if origin is frame:
            return geometry
        if not self._is_carried:
            self._carrier.keep(origin, geometry)
            self._is_carried = True
        return self._carrier.carry(frame)

    def _forget_look(self) -> None:
        self._look.reset()
        self._carrier.reset()
        self._latest, self._is_carried = None, False

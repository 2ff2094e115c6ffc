"""What the pointer does on the picture: says a distance or an object, turns the orbit view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from camfilter.settings import ObjectMask, OutputMode
from camfilter_ui.preview.places import depth_at, frame_place
from camfilter_ui.settings_model import PARAMETERS

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings
    from camfilter_ui.main_window import MainWindow
    from camfilter_ui.preview import Shown
    from camfilter_ui.settings_model import SettingsModel

_OBJECT: Final = "object"
_DEGREES: Final = 60.0
"""Of turn, for a drag as long as the preview is high."""


class Hand(QObject):
    """Brings clicks and drags on the preview to the settings."""

    def __init__(
        self, window: MainWindow, model: SettingsModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._model = window, model
        self._shown: Shown | None = None
        self._picking = ""
        self._connect()
        self._on_settings(model.settings)

    def _connect(self) -> None:
        preview, panel = self._window.preview, self._window.range_panel
        preview.painted.connect(self._on_painted)
        preview.clicked.connect(self._on_clicked)
        preview.picking_ended.connect(panel.stop_picking)
        preview.turning_began.connect(self._model.begin_drag)
        preview.turning_ended.connect(self._model.end_drag)
        preview.turned.connect(self._on_turned)
        panel.pick_requested.connect(self._on_pick_requested)
        panel.pick_cancelled.connect(lambda: preview.set_picking(picking=False))
        pick_object = self._window.actions_.pick_object
        pick_object.triggered.connect(lambda: self._on_pick_requested(_OBJECT))
        self._model.changed.connect(self._on_settings)

    def _on_painted(self, shown: Shown) -> None:
        self._shown = shown

    def _on_pick_requested(self, which: str) -> None:
        self._picking = which
        self._window.preview.set_picking(picking=True)

    def _on_clicked(self, of_source: bool, x: float, y: float) -> None:
        if self._shown is None:
            return
        mode = None if of_source else self._model.settings.output
        if self._picking == _OBJECT:
            self._pick_object(frame_place(self._shown.output, mode, x, y))
        else:
            self._pick_distance(depth_at(self._shown.output, mode, x, y))

    def _pick_object(self, place: tuple[float, float] | None) -> None:
        if place is not None:
            values = {"object_mask": ObjectMask.PICKED, "pick_x": place[0], "pick_y": place[1]}
            self._model.apply(values, self.tr("Pick the Object"))

    def _pick_distance(self, distance: float | None) -> None:
        if distance is None:
            text = self.tr("Nothing is known of the distance there.")
            self._window.banner.report("pick", text, self.tr("pick another place"))
            return
        self._window.banner.solve("pick")
        self._window.range_panel.set_picked(self._picking, distance)

    def _on_turned(self, right: float, down: float) -> None:
        settings = self._model.settings
        turned = {
            "orbit_yaw": _within("orbit_yaw", settings.orbit_yaw + right * _DEGREES),
            "orbit_pitch": _within("orbit_pitch", settings.orbit_pitch + down * _DEGREES),
        }
        self._model.apply(turned, self.tr("Turn the Orbit View"))

    def _on_settings(self, settings: FilterSettings) -> None:
        self._window.preview.set_turnable(turnable=settings.output is OutputMode.ORBIT)


def _within(name: str, value: float) -> float:
    bounds = PARAMETERS[name]
    least, most = bounds.minimum, bounds.maximum
    value = value if least is None else max(least, value)
    return value if most is None else min(most, value)

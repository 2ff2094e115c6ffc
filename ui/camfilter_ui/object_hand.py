"""The object under the hand: picked by a click, turned by a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from camfilter.settings import ObjectMask, OutputMode
from camfilter_ui.settings_model import PARAMETERS

if TYPE_CHECKING:
    from camfilter.settings import FilterSettings
    from camfilter_ui.preview import PreviewView
    from camfilter_ui.settings_model import SettingsModel

_DEGREES: Final = 60.0
"""Of turn, for a drag as long as the preview is high."""


class ObjectHand(QObject):
    """Lets the preview say which object is meant, and from where it is seen."""

    def __init__(
        self, preview: PreviewView, model: SettingsModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preview, self._model = preview, model
        preview.turning_began.connect(model.begin_drag)
        preview.turning_ended.connect(model.end_drag)
        preview.turned.connect(self._on_turned)
        model.changed.connect(self._on_settings)
        self._on_settings(model.settings)

    def pick(self, x: float, y: float) -> None:
        """Mean the object at (x, y), in shares of the source's picture."""
        values = {"object_mask": ObjectMask.PICKED, "pick_x": x, "pick_y": y}
        self._model.apply(values, self.tr("Pick the Object"))

    def _on_turned(self, right: float, down: float) -> None:
        settings = self._model.settings
        turned = {
            "orbit_yaw": _within("orbit_yaw", settings.orbit_yaw + right * _DEGREES),
            "orbit_pitch": _within("orbit_pitch", settings.orbit_pitch + down * _DEGREES),
        }
        self._model.apply(turned, self.tr("Turn the Orbit View"))

    def _on_settings(self, settings: FilterSettings) -> None:
        self._preview.set_turnable(turnable=settings.output is OutputMode.ORBIT)


def _within(name: str, value: float) -> float:
    bounds = PARAMETERS[name]
    least, most = bounds.minimum, bounds.maximum
    value = value if least is None else max(least, value)
    return value if most is None else min(most, value)

"""The row of a number: a slider, and a box for its exact value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from camfilter_ui.controls.number_box import NumberBox
from camfilter_ui.controls.row import Row
from camfilter_ui.controls.scale import Scale
from camfilter_ui.controls.slider import Slider

if TYPE_CHECKING:
    from camfilter.settings import Parameter

_DECIMALS: Final = 3


class NumberRow(Row):
    """A slider under the label and its box; the slider is left out where it is no use.

    A parameter that the engine loads with is emitted when its slider, or the key that moves
    it, is let go; others at once.
    """

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._scale = Scale.of(parameter)
        self._dragging = False
        self._waiting: float | None = None
        self.box = NumberBox(parameter.minimum, parameter.maximum, self._decimals())
        self.box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        if self._scale is not None and not self._scale.logarithmic:
            self.box.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
            span = self._scale.maximum - self._scale.minimum
            self.box.setSingleStep(span / self._scale.steps)
        self._take_control(self.box)
        self.box.valueChanged.connect(self._on_typed)
        self.slider = self._made_slider(self._scale) if self._scale else None

    def value_text(self, value: Any) -> str:
        """The number as the box writes it."""
        return self.box.textFromValue(value)

    def _show(self, value: Any) -> None:
        self.box.show_value(value)
        if self.slider and self._scale:
            self.slider.show_position(self._scale.position(value))

    def _decimals(self) -> int:
        return 0 if self.parameter.kind == "int" else _DECIMALS

    def _made_slider(self, scale: Scale) -> Slider:
        slider = Slider(scale.steps)
        slider.valueChanged.connect(self._on_slid)
        slider.drag_began.connect(self._on_drag_began)
        slider.drag_ended.connect(self._on_drag_ended)
        self._name(slider)
        self._lines.addWidget(slider)
        return slider

    def _typed(self, value: float) -> float | int:
        return round(value) if self.parameter.kind == "int" else value

    def _on_typed(self, value: float) -> None:
        self.edited.emit(self._typed(value))

    def _on_slid(self, position: int) -> None:
        if self._scale is None:
            return
        value = self._typed(self._scale.value(position))
        if self._dragging and self.parameter.load_time:
            self._waiting = value
            self.box.show_value(value)
        else:
            self.edited.emit(value)

    def _on_drag_began(self) -> None:
        self._dragging = True
        self.drag_began.emit()

    def _on_drag_ended(self) -> None:
        waiting, self._waiting, self._dragging = self._waiting, None, False
        if waiting is not None:
            self.edited.emit(waiting)
        self.drag_ended.emit()

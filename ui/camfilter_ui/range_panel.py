"""The range of distances that the depth picture shows: seen in a histogram, set by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from camfilter.settings import FilterSettings, RangeMode
from camfilter_ui.controls.number_box import NumberBox
from camfilter_ui.controls.row import GAP, ResetButton, RowLabel
from camfilter_ui.controls.scale import rounded
from camfilter_ui.histogram_view import HistogramView
from camfilter_ui.settings_model import LEAST_RATIO, PARAMETERS
from camfilter_ui.switch import Switch
from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter_ui.histogram import DepthHistogram
    from camfilter_ui.settings_model import SettingsModel

_NAMES = ("range_mode", "near", "far")


class RangePanel(QWidget):
    """Histogram of the depth with a near and a far handle, and the switch that locks them.

    Whatever moves one end locks the range, with the other end where it is shown.

    Signals:
        pick_requested(str): 'near' or 'far': the next click on the picture is to say where.
        pick_cancelled(): that click is not wanted any more.
    """

    pick_requested = Signal(str)
    pick_cancelled = Signal()

    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._histogram: DepthHistogram | None = None
        self._held: tuple[float, float] | None = None
        self.view = HistogramView(model.settings)
        self.lock = Switch()
        self.reset_button = ResetButton(tr_core(PARAMETERS["range_mode"].label))
        self.boxes: dict[str, NumberBox] = {}
        self.pick_buttons: dict[str, QToolButton] = {}
        self._lay_out()
        self.lock.clicked.connect(self._on_lock)
        self.reset_button.clicked.connect(self._on_reset)
        for which, handle in self.view.handles.items():
            handle.setAccessibleName(tr_core(PARAMETERS[which].label))
            handle.drag_began.connect(self._on_drag_began)
            handle.drag_ended.connect(self._on_drag_ended)
            handle.dragged.connect(partial(self._on_dragged, which))
            handle.scaled.connect(partial(self._on_scaled, which))
        model.changed.connect(self._on_changed)
        self._on_changed(model.settings)

    def show_histogram(self, histogram: DepthHistogram | None) -> None:
        """Draw `histogram` from now on; None where nothing is known."""
        self._histogram = histogram
        self.view.show_histogram(histogram)
        suffix = " m" if histogram is not None and histogram.metric else ""
        for box in self.boxes.values():
            if box.suffix() != suffix:
                box.setSuffix(suffix)
        if not self._locked:
            self._show_ends()

    def set_picked(self, which: str, distance: float) -> None:
        """Lock the range with `which` ('near' or 'far') at the `distance` that was picked."""
        self.stop_picking()
        self._move(which, distance, self._ends)

    def stop_picking(self) -> None:
        """Show that no click on the picture is awaited; emits nothing."""
        for button in self.pick_buttons.values():
            button.setChecked(False)

    @property
    def _locked(self) -> bool:
        return self._model.settings.range_mode is RangeMode.LOCKED

    @property
    def _ends(self) -> tuple[float, float]:
        """Near and far as they are shown now."""
        if self._locked or self._histogram is None:
            return self._model.settings.near, self._model.settings.far
        return self._histogram.near, self._histogram.far

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 2, 0, 2)
        lines.addLayout(self._made_head())
        lines.addWidget(self.view)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setColumnStretch(0, 1)
        for line, which in enumerate(self.view.handles):
            self._add_end(grid, line, which)
        # As wide as the column of reset buttons in the rows around.
        grid.setColumnMinimumWidth(3, GAP + self.reset_button.sizeHint().width())
        lines.addLayout(grid)

    def _made_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        label = RowLabel(self.tr("Lock Range"))
        label.setBuddy(self.lock)
        label.double_clicked.connect(self._on_reset)
        self.lock.setAccessibleName(self.tr("Lock Range"))
        help_text = self.tr("Keep near and far as they are; unlocked, they follow the scene.")
        for widget in (label, self.lock):
            widget.setToolTip(help_text)
        self.lock.setAccessibleDescription(help_text)
        self.reset_button.setToolTip(self.tr("Let the range follow the scene again"))
        head.addWidget(label, 1)
        head.addWidget(self.lock)
        head.addWidget(self.reset_button)
        return head

    def _add_end(self, grid: QGridLayout, line: int, which: str) -> None:
        parameter = PARAMETERS[which]
        name = tr_core(parameter.label)
        box = NumberBox(parameter.minimum, parameter.maximum, 3)
        box.setStepType(NumberBox.StepType.AdaptiveDecimalStepType)
        box.setAccessibleName(name)
        box.setToolTip(tr_core(parameter.help))
        box.valueChanged.connect(lambda value: self._move(which, value, self._ends))
        label = RowLabel(name)
        label.setBuddy(box)
        pick = QToolButton()
        pick.setText(self.tr("Pick"))
        pick.setCheckable(True)
        pick.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        pick.setAccessibleName(self.tr("Pick {end} from the picture").format(end=name))
        pick.setToolTip(self.tr("Then click on the picture: the depth there becomes this end"))
        pick.clicked.connect(lambda wanted: self._on_pick(which, wanted))
        grid.addWidget(label, line, 0)
        grid.addWidget(pick, line, 1)
        grid.addWidget(box, line, 2)
        self.boxes[which], self.pick_buttons[which] = box, pick

    def _move(self, which: str, distance: float, ends: tuple[float, float]) -> None:
        """Lock the range with one of the `ends` at `distance`, which pushes the other one."""
        near, far = ends
        if which == "near":
            near, far = _within(distance, max(far, distance * LEAST_RATIO))
            self._model.change(near=near, far=far, range_mode=RangeMode.LOCKED)
        else:
            near, far = _within(min(near, distance / LEAST_RATIO), distance)
            self._model.change(far=far, near=near, range_mode=RangeMode.LOCKED)

    def _show_ends(self) -> None:
        ends = self._ends
        self.view.show_range(*ends)
        for (which, box), value in zip(self.boxes.items(), ends, strict=True):
            if not box.is_being_typed:
                box.show_value(rounded(value))
            handle = self.view.handles[which]
            said = f"{box.prefix()}{box.textFromValue(rounded(value))}{box.suffix()}"
            handle.setAccessibleDescription(said)
            handle.setToolTip(f"{handle.accessibleName()}: {said}")

    def _on_changed(self, settings: FilterSettings) -> None:
        self.lock.setChecked(self._locked)
        for handle in self.view.handles.values():
            handle.show_locked(self._locked)
        self.view.show_settings(settings)
        self.reset_button.setVisible(any(map(self._model.is_changed, _NAMES)))
        self._show_ends()

    def _on_lock(self, locked: bool) -> None:
        if not locked:
            self._model.change(range_mode=RangeMode.AUTO)
            return
        near, far = _within(*map(rounded, self._ends))
        self._model.change(range_mode=RangeMode.LOCKED, near=near, far=far)
        self.lock.setChecked(self._locked)

    def _on_reset(self) -> None:
        self.lock.setFocus(Qt.FocusReason.OtherFocusReason)
        title = self.tr("Reset {parameter}").format(
            parameter=tr_core(PARAMETERS["range_mode"].label)
        )
        self._model.apply({name: PARAMETERS[name].default for name in _NAMES}, title)

    def _on_drag_began(self) -> None:
        self._held = self._ends
        self._model.begin_drag()

    def _on_drag_ended(self) -> None:
        self._held = None
        self._model.end_drag()
        self.view.show_range(*self._ends)

    def _on_dragged(self, which: str, x: float) -> None:
        self._move(which, rounded(self.view.distance_at(x)), self._held or self._ends)

    def _on_scaled(self, which: str, factor: float) -> None:
        now = self._ends[which == "far"]
        moved = rounded(now * factor, 4)
        self._move(which, moved, self._held or self._ends)

    def _on_pick(self, which: str, wanted: bool) -> None:
        self.stop_picking()
        self.pick_buttons[which].setChecked(wanted)
        if wanted:
            self.pick_requested.emit(which)
        else:
            self.pick_cancelled.emit()


def _within(near: float, far: float) -> tuple[float, float]:
    """Both ends within their bounds, and apart."""
    least, most = PARAMETERS["near"].minimum or 0.0, PARAMETERS["far"].maximum or 0.0
    near = min(max(near, least), most / LEAST_RATIO)
    return near, min(max(far, near * LEAST_RATIO), most)

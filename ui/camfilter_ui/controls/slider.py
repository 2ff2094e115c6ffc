"""A slider that goes where it is clicked and says when it is being dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from camfilter_ui.controls.wheel import WheelGuard

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent


class Slider(QSlider):
    """A horizontal slider; a key held down counts as a drag as well.

    Signals:
        drag_began(): before the first change of a drag.
        drag_ended(): after the last one.
    """

    drag_began = Signal()
    drag_ended = Signal()

    def __init__(self, steps: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, steps)
        self.setSingleStep(max(1, steps // 100))
        self.setPageStep(max(1, steps // 10))
        WheelGuard(self)

    def show_position(self, position: int) -> None:
        """Move there without a word; not under the finger that drags it."""
        if self.isSliderDown():
            return
        blocked = self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(blocked)

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        return self.style().subControlRect(control, option, part, self)

    def _position_at(self, x: float) -> int:
        handle = self._part(QStyle.SubControl.SC_SliderHandle)
        groove = self._part(QStyle.SubControl.SC_SliderGroove)
        return QStyle.sliderValueFromPosition(
            self.minimum(),
            self.maximum(),
            round(x) - groove.left() - handle.width() // 2,
            groove.width() - handle.width(),
            self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Bring the handle to the click, so that the press takes hold of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.drag_began.emit()
            handle = self._part(QStyle.SubControl.SC_SliderHandle)
            if not handle.contains(event.position().toPoint()):
                self.setValue(self._position_at(event.position().x()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """End the drag."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.drag_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Begin a drag with the first press."""
        if not event.isAutoRepeat():
            self.drag_began.emit()
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """End the drag when the key comes up."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.drag_ended.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """End the drag: a key may come up elsewhere."""
        super().focusOutEvent(event)
        self.drag_ended.emit()

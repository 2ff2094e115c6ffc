"""A switch for what is on or off."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionFocusRect, QWidget

_EDGE: Final = 3


class Switch(QCheckBox):
    """A check box drawn as a sliding switch: on is at the end, filled, with a tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _track(self) -> QRectF:
        height = self._height()
        top = (self.height() - height) / 2
        return QRectF(_EDGE + 0.5, top + 0.5, 1.8 * height - 1, height - 1)

    def _height(self) -> int:
        return max(16, self.fontMetrics().height() + 2)

    def _knob(self, track: QRectF) -> QRectF:
        side = track.height() - 6
        ends = [track.left() + 3, track.right() - 3 - side]
        at_right = self.isChecked() != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        return QRectF(ends[at_right], track.top() + 3, side, side)

    def _draw_tick(self, painter: QPainter, track: QRectF, knob: QRectF) -> None:
        free = QRectF(track)
        if knob.center().x() > track.center().x():
            free.setRight(knob.left())
        else:
            free.setLeft(knob.right())
        unit = free.height() / 8
        middle = free.center()
        for start, end in (((-1.5, 0.1), (-0.4, 1.2)), ((-0.4, 1.2), (1.6, -1.2))):
            points = (middle + QPointF(x, y) * unit for x, y in (start, end))
            painter.drawLine(*points)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Room for the track and the frame of the focus."""
        height = self._height()
        return QSize(round(1.8 * height) + 2 * _EDGE, height + 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """No less than all of it."""
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802  Qt's name
        """Anywhere on it."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw it in the colours of the palette."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, track = self.isChecked(), self._track()
        roles = QPalette.ColorRole
        palette = self.palette()
        if not self.isEnabled():
            palette.setCurrentColorGroup(QPalette.ColorGroup.Disabled)
        painter.setPen(QPen(palette.color(roles.Highlight if on else roles.WindowText), 1.2))
        painter.setBrush(palette.color(roles.Highlight if on else roles.Base))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = self._knob(track)
        face = palette.color(roles.HighlightedText if on else roles.WindowText)
        painter.setPen(QPen(face, 1.6))
        if on:
            self._draw_tick(painter, track, knob)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(face)
        painter.drawEllipse(knob)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
            )

"""One end of the range, to be dragged over the histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

_GRIP: Final = 9
_KEYS: Final = {
    Qt.Key.Key_Left: 0.99,
    Qt.Key.Key_Down: 0.99,
    Qt.Key.Key_Right: 1 / 0.99,
    Qt.Key.Key_Up: 1 / 0.99,
    Qt.Key.Key_PageDown: 0.9,
    Qt.Key.Key_PageUp: 1 / 0.9,
}
"""By how much each key multiplies the distance."""


class RangeHandle(QWidget):
    """A line with a flag that points into the range; solid while it is locked, else dashed.

    Signals:
        dragged(float): the place of the mouse along the parent, in pixels.
        scaled(float): what the distance is to be multiplied with, by a key.
        drag_began(), drag_ended(): around the above, also for a key held down.
    """

    dragged = Signal(float)
    scaled = Signal(float)
    drag_began = Signal()
    drag_ended = Signal()

    def __init__(self, is_near: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_near = is_near
        self._solid = False
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    @property
    def held(self) -> bool:
        """Whether the mouse or a key is moving it."""
        return self._held

    def show_locked(self, locked: bool) -> None:
        """Draw it as an end that is locked, or that follows."""
        if locked is not self._solid:
            self._solid = locked
            self.update()

    def _begin(self) -> None:
        if not self._held:
            self._held = True
            self.drag_began.emit()

    def _end(self) -> None:
        if self._held:
            self._held = False
            self.drag_ended.emit()

    def _flag(self) -> QPolygonF:
        middle = self.width() / 2
        tip = middle + (_GRIP if self._is_near else -_GRIP)
        points = [QPointF(middle, 0), QPointF(tip, _GRIP * 0.7), QPointF(middle, _GRIP * 1.4)]
        return QPolygonF(points)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Wide enough for the flag to either side, and to be hit."""
        return QSize(2 * _GRIP + 5, 6 * _GRIP)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.raise_()
            self._begin()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Follow the mouse."""
        if self._held and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Move with the arrows and the page keys."""
        factor = _KEYS.get(Qt.Key(event.key()))
        if factor is None:
            super().keyPressEvent(event)
            return
        self._begin()
        self.scaled.emit(factor)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Let go when the key comes up."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._end()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Come above the other handle."""
        super().focusInEvent(event)
        self.raise_()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Let go: the key may come up elsewhere."""
        super().focusOutEvent(event)
        self._end()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the line, the flag, and the frame of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, roles = self.palette(), QPalette.ColorRole
        colour = palette.color(roles.Highlight if self.hasFocus() else roles.Text)
        middle = self.width() / 2
        style = Qt.PenStyle.SolidLine if self._solid else Qt.PenStyle.DashLine
        # The light seam keeps the line apart from bars of any colour.
        painter.setPen(QPen(palette.color(roles.Base), 4))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        painter.setPen(QPen(colour, 3 if self.hasFocus() else 2, style))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        painter.setPen(QPen(palette.color(roles.Base), 1))
        painter.setBrush(colour)
        painter.drawPolygon(self._flag())

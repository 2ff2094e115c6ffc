"""The widget that shows the live picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from camfilter_ui.app_settings import ViewMode
from camfilter_ui.preview.places import Size
from camfilter_ui.preview.sink import Shown, Wanted
from camfilter_ui.preview.stage import BACKGROUND, Stage, paint_message

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )

    from camfilter_ui.preview.sink import PreviewSink

_GRIP: Final = 10
_STEP: Final = 0.02
_TURNS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PreviewView(QWidget):
    """Paints what `sink` made, and has it make only what is to be seen.

    Signals:
        painted(object): the `Shown` that is on the screen now.
        clicked(bool, float, float): a click while `picking`: whether on the source's own picture,
            and where, in shares of the picture.
        picking_ended(): the click was taken or given up.
        divider_moved(float): where the line between source and result is, in shares of the width.
        double_clicked(): asks for the full screen.
        turning_began(), turned(float, float), turning_ended(): the picture is dragged to the right
            and down, in shares of the preview's height, while it is turnable.
    """

    painted = Signal(object)
    clicked = Signal(bool, float, float)
    picking_ended = Signal()
    divider_moved = Signal(float)
    double_clicked = Signal()
    turning_began = Signal()
    turned = Signal(float, float)
    turning_ended = Signal()
    _arrived = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sink: PreviewSink | None = None
        self._shown: Shown | None = None
        self._mode = ViewMode.OUTPUT
        self._divider = 0.5
        self._dragging = False
        self._turnable = False
        self._held: QPointF | None = None
        self._picking = False
        self._message = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Preview"))
        self._arrived.connect(self._on_arrived)
        # Wherever in the window the keyboard is; off while Esc means nothing here.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._on_escape)

    @property
    def mode(self) -> ViewMode:
        """What is shown."""
        return self._mode

    @property
    def divider(self) -> float:
        """Where source and result meet, in shares of the picture's width."""
        return self._divider

    def wake(self) -> None:
        """A picture lies in the sink; from any thread."""
        self._arrived.emit()

    def attach(self, sink: PreviewSink | None) -> None:
        """Show what `sink` makes from now on; the last picture stays until it has made one."""
        if self._sink is not None:
            self._sink.ask(None)
        self._sink = sink
        self._ask()

    def refresh(self) -> None:
        """The window was minimised or restored: have pictures made, or no more."""
        self._ask()

    def set_mode(self, mode: ViewMode) -> None:
        """Show the result, the source, or both."""
        self._mode = mode
        self._ask()
        self.update()

    def set_divider(self, share: float) -> None:
        """Move the line between source and result."""
        self._divider = min(1.0, max(0.0, share))
        self.divider_moved.emit(self._divider)
        self.update()

    def set_message(self, message: str) -> None:
        """Say something over the picture; '' for nothing."""
        if message != self._message:
            self._message = message
            self.setAccessibleDescription(message)
            self.update()

    def set_turnable(self, *, turnable: bool) -> None:
        """Whether dragging the picture, or its arrow keys, turn what it shows."""
        self._turnable = turnable

    def set_picking(self, picking: bool) -> None:
        """Whether the next click on the picture says a place; Esc gives it up."""
        self._picking = picking
        self._escape.setEnabled(picking)
        self.setCursor(Qt.CursorShape.CrossCursor if picking else Qt.CursorShape.ArrowCursor)
        if picking:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _ask(self) -> None:
        if self._sink is None:
            return
        if not self.isVisible() or self.window().isMinimized():
            self._sink.ask(None)
            return
        ratio = self.devicePixelRatioF()
        room = Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        with_output = self._mode is not ViewMode.SOURCE
        with_source = self._mode is not ViewMode.OUTPUT
        self._sink.ask(Wanted(room, with_output, with_source, self._mode is ViewMode.BESIDE))

    def _on_arrived(self) -> None:
        shown = self._sink.take() if self._sink is not None else None
        if shown is not None:
            self._shown = shown
            self.update()
            self.painted.emit(shown)

    def _on_escape(self) -> None:
        self.set_picking(False)
        self.picking_ended.emit()

    def _stage(self) -> Stage | None:
        if self._shown is None:
            return None
        ratio = self.devicePixelRatioF()
        return Stage(self.rect(), ratio, self._mode, self._divider, self._shown)

    def _on_divider(self, x: float) -> bool:
        stage = self._stage()
        if stage is None or self._mode is not ViewMode.SPLIT:
            return False
        return abs(x - stage.line) <= _GRIP

    def _drag(self, x: float) -> None:
        stage = self._stage()
        if stage is not None and stage.main.width() > 0:
            self.set_divider((x - stage.main.left()) / stage.main.width())

    def _turn(self, across: float, down: float) -> None:
        height = max(1, self.height())
        self.turned.emit(across / height, down / height)

    def _pick(self, at: QPointF) -> None:
        stage = self._stage()
        hit = None if stage is None else stage.hit(at)
        if hit is None:
            return
        self.set_picking(False)
        self.clicked.emit(hit.of_source, hit.x, hit.y)
        self.picking_ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        painter = QPainter(self)
        stage = self._stage()
        if stage is None:
            painter.fillRect(self.rect(), BACKGROUND)
        else:
            stage.paint(painter)
        text = self._message
        if self._picking:
            text = self.tr("Click on the picture; Esc to leave it as it is")
        if text:
            paint_message(painter, self.rect(), text, above=self._picking)
        if self.hasFocus() and self.window().isActiveWindow():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        self._ask()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self._picking:
            self._pick(event.position())
        else:
            self._dragging = self._on_divider(event.position().x())
            if self._turnable and not self._dragging:
                self._held = event.position()
                self.turning_began.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        if self._dragging:
            self._drag(event.position().x())
        elif self._held is not None:
            moved, self._held = event.position() - self._held, event.position()
            self._turn(moved.x(), moved.y())
        elif not self._picking:
            over = self._on_divider(event.position().x())
            self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        self._dragging = False
        if self._held is not None:
            self._held = None
            self.turning_ended.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        if not self._picking:
            self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        if self._picking and event.key() == Qt.Key.Key_Escape:
            self._on_escape()
        elif self._mode is ViewMode.SPLIT and event.key() in steps:
            self.set_divider(self._divider + steps[Qt.Key(event.key())])
        elif self._turnable and event.key() in _TURNS:
            across, down = _TURNS[Qt.Key(event.key())]
            self._turn(across * _STEP * self.height(), down * _STEP * self.height())
        else:
            super().keyPressEvent(event)

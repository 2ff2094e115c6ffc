"""Where the pictures of the preview lie, and how they are painted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from camfilter_ui.app_settings import ViewMode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from camfilter_ui.preview.sink import Shown

BACKGROUND: Final = QColor(18, 18, 20)
INK: Final = QColor(225, 225, 230)
_SHADE: Final = QColor(0, 0, 0, 160)
_VEIL: Final = QColor(0, 0, 0, 190)
_MARGIN: Final = 16


@dataclass(frozen=True, slots=True)
class Stage:
    """What is to be seen in a room of so many logical pixels.

    Attributes:
        ratio: the screen's own pixels for each logical one.
        divider: where the result begins, in shares of its width, while the view is split.
    """

    room: QRect
    ratio: float
    mode: ViewMode
    divider: float
    shown: Shown

    @property
    def main(self) -> QRect:
        """Where the finished picture is, or the source where that is shown alone."""
        picture = self.shown.picture if self.shown.picture is not None else self.shown.source
        if picture is None:
            return QRect()
        room = QRect(self.room)
        if self.mode is ViewMode.BESIDE:
            room.setLeft(room.center().x() + 1)
        return self._centred(picture, room)

    @property
    def line(self) -> int:
        """The column of the line between source and result."""
        return self.main.left() + round(self.divider * self.main.width())

    def paint(self, painter: QPainter) -> None:
        """Fill the room."""
        main, source, picture = self.main, self.shown.source, self.shown.picture
        bare = QRegion(self.room)
        if self.mode is ViewMode.BESIDE and source is not None:
            left = QRect(0, 0, self.room.width() // 2, self.room.height())
            bare -= self._draw(painter, source, self._centred(source, left))
        elif self.mode is ViewMode.SPLIT and source is not None and picture is not None:
            self._paint_split(painter, main, source, picture)
            return
        only = picture if picture is not None else source
        if only is not None:
            bare -= self._draw(painter, only, main)
        painter.setClipRegion(bare)
        painter.fillRect(self.room, BACKGROUND)
        painter.setClipping(False)

    def _paint_split(
        self,
        painter: QPainter,
        main: QRect,
        source: NDArray[np.uint8],
        picture: NDArray[np.uint8],
    ) -> None:
        painter.fillRect(self.room, BACKGROUND)
        self._draw(painter, picture, main)
        painter.save()
        painter.setClipRect(QRect(0, 0, self.line, self.room.height()))
        painter.fillRect(main, BACKGROUND)
        self._draw(painter, source, self._centred(source, main))
        painter.restore()
        self._paint_line(painter, main)

    def _centred(self, picture: NDArray[np.uint8], room: QRect) -> QRect:
        width = round(picture.shape[1] / self.ratio)
        height = round(picture.shape[0] / self.ratio)
        left = room.left() + (room.width() - width) // 2
        top = room.top() + (room.height() - height) // 2
        return QRect(left, top, width, height)

    def _draw(self, painter: QPainter, picture: NDArray[np.uint8], place: QRect) -> QRect:
        height, width = picture.shape[:2]
        # PySide keeps the array alive as long as the image; nobody writes into it again.
        image = QImage(picture.data, width, height, width * 4, QImage.Format.Format_RGB32)
        if self.ratio == 1.0:
            painter.drawImage(place.topLeft(), image)
        else:
            painter.drawImage(QRectF(place), image)
        return place

    def _paint_line(self, painter: QPainter, place: QRect) -> None:
        x = self.line
        for colour, width in ((_SHADE, 4), (INK, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(x, place.top(), x, place.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(INK)
        painter.setPen(QPen(_SHADE, 1))
        painter.drawEllipse(QPoint(x, place.center().y()), 7, 7)


def paint_message(painter: QPainter, room: QRect, text: str, *, above: bool) -> None:
    """Write `text` into the middle of `room`, or near its top."""
    wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
    inner = room.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    around = painter.boundingRect(inner, wrap, text).adjusted(-12, -8, 12, 8)
    if above:
        around.moveTop(_MARGIN)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_VEIL)
    painter.drawRoundedRect(around, 6, 6)
    painter.setPen(INK)
    painter.drawText(around, wrap, text)

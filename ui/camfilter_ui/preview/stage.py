"""Where the pictures of the preview lie, and how they are painted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from camfilter_ui.app_settings import ViewMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from camfilter_ui.preview.sink import Shown

BACKGROUND: Final = QColor(18, 18, 20)
INK: Final = QColor(225, 225, 230)
_SHADE: Final = QColor(0, 0, 0, 160)
_VEIL: Final = QColor(0, 0, 0, 190)
_MARGIN: Final = 16


@dataclass(frozen=True, slots=True)
class Hit:
    """A point on one of the pictures, in shares of it.

    Attributes:
        of_source: whether it is the source's own picture, and not the finished one.
    """

    of_source: bool
    x: float
    y: float


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
    def main(self) -> QRectF:
        """Where the finished picture is, or the source where that is shown alone."""
        source, picture = self._seen
        alone = picture if picture is not None else source
        if alone is None:
            return QRectF()
        room = QRectF(self.room)
        if self._both and self.mode is ViewMode.BESIDE:
            room.setLeft(room.center().x())
        return self._centred(alone, room)

    @property
    def source(self) -> QRectF:
        """Where the source's own picture is; empty where it is not to be seen."""
        source, _ = self._seen
        if source is None:
            return QRectF()
        room = self.main
        if self._both and self.mode is ViewMode.BESIDE:
            room = QRectF(self.room)
            room.setRight(room.center().x())
        return self._centred(source, room)

    @property
    def line(self) -> int:
        """The column of the line between source and result."""
        return round(self.main.left() + self.divider * self.main.width())

    def hit(self, at: QPointF) -> Hit | None:
        """What is to be seen at a point; None beside the pictures."""
        in_source = at.x() < self.line if self._split else self.source.contains(at)
        place = self.source if in_source else self.main
        if not place.contains(at):
            return None
        x, y = (at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height()
        return Hit(in_source, x, y)

    def paint(self, painter: QPainter) -> None:
        """Fill the room."""
        source, picture = self._seen
        if self._split and source is not None and picture is not None:
            self._paint_split(painter, self.main, source, picture)
            return
        drawn = [(picture, self.main), (source, self.source)]
        shown = [(array, place) for array, place in drawn if array is not None]
        self._clear(painter, [place for _, place in shown])
        for array, place in shown:
            self._draw(painter, array, place)

    @property
    def _seen(self) -> tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None]:
        """Source and result as far as they are to be seen: they may be those of the last view."""
        source, picture = self.shown.source, self.shown.picture
        if source is not None and picture is not None:
            if self.mode is ViewMode.OUTPUT:
                source = None
            elif self.mode is ViewMode.SOURCE:
                picture = None
        return source, picture

    @property
    def _both(self) -> bool:
        return all(array is not None for array in self._seen)

    @property
    def _split(self) -> bool:
        return self.mode is ViewMode.SPLIT and self._both

    def _clear(self, painter: QPainter, places: Sequence[QRectF]) -> None:
        """Paint the background around what will be drawn, and a little below its edges."""
        bare = QRegion(self.room)
        for place in places:
            bare -= QRegion(place.toAlignedRect().adjusted(2, 2, -2, -2))
        painter.save()
        painter.setClipRegion(bare)
        painter.fillRect(self.room, BACKGROUND)
        painter.restore()

    def _paint_split(
        self,
        painter: QPainter,
        main: QRectF,
        source: NDArray[np.uint8],
        picture: NDArray[np.uint8],
    ) -> None:
        painter.fillRect(self.room, BACKGROUND)
        self._draw(painter, picture, main)
        painter.save()
        painter.setClipRect(QRect(0, 0, self.line, self.room.height()))
        painter.fillRect(main, BACKGROUND)
        self._draw(painter, source, self.source)
        painter.restore()
        self._paint_line(painter, main.toRect())

    def _centred(self, picture: NDArray[np.uint8], room: QRectF) -> QRectF:
        place = QRectF(0, 0, picture.shape[1] / self.ratio, picture.shape[0] / self.ratio)
        place.moveCenter(room.center())
        return place

    def _draw(self, painter: QPainter, picture: NDArray[np.uint8], place: QRectF) -> None:
        height, width = picture.shape[:2]
        # PySide keeps the array alive as long as the image; nobody writes into it again.
        image = QImage(picture.data, width, height, width * 4, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        # Each of its pixels on one of the screen's: anything else is slow, and soft.
        to_screen = painter.deviceTransform()
        corner = QPointF(to_screen.map(place.topLeft()).toPoint())
        painter.drawImage(to_screen.inverted()[0].map(corner), image)

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

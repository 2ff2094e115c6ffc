"""The histogram of depth, drawn in the colours of the depth picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from camfilter.look.colour import colour_table
from camfilter.look.range import DepthRange, shown
from camfilter_ui.distance_axis import DistanceAxis
from camfilter_ui.range_handle import RangeHandle

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from camfilter.settings import FilterSettings
    from camfilter_ui.histogram import DepthHistogram

_STRIP: Final = 8
_MARGIN: Final = 12
_COLOURING: Final = ("depth_colormap", "depth_invert", "depth_curve")


class HistogramView(QWidget):
    """Bars over an axis of distances, a strip of the colours under them, and two handles."""

    def __init__(self, settings: FilterSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._histogram: DepthHistogram | None = None
        self._ends = settings.near, settings.far
        self._at_rest = True
        self.axis = DistanceAxis.around(*self._ends)
        self.handles = {
            "near": RangeHandle(is_near=True, parent=self),
            "far": RangeHandle(is_near=False, parent=self),
        }
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Depth histogram"))

    def show_settings(self, settings: FilterSettings) -> None:
        """Draw in the colours and on the curve of `settings` from now on."""
        before, self._settings = self._settings, settings
        if any(getattr(before, name) != getattr(settings, name) for name in _COLOURING):
            self.update()

    def show_histogram(self, histogram: DepthHistogram | None) -> None:
        """Draw these bars from now on."""
        self._histogram = histogram
        self._follow()

    def show_range(self, near: float, far: float) -> None:
        """Put the handles at these distances."""
        if (near, far) != self._ends or not self._at_rest:
            self._ends = near, far
            self._follow()

    def distance_at(self, x: float) -> float:
        """The distance at the place `x`, in pixels."""
        area = self._area()
        return self.axis.distance((x - area.left()) / max(1.0, area.width()))

    def _follow(self) -> None:
        """Bring the axis to what has to be seen; never under a handle that is being moved."""
        low, high = self._ends
        if self._histogram is not None:
            low = min(low, float(self._histogram.edges[0]))
            high = max(high, float(self._histogram.edges[-1]))
        self._at_rest = not any(handle.held for handle in self.handles.values())
        if self._at_rest:
            self.axis = self.axis.following(low, high)
        self._place_handles()
        self.update()

    def _place_handles(self) -> None:
        area = self._area()
        for handle, distance in zip(self.handles.values(), self._ends, strict=True):
            width = handle.sizeHint().width()
            x = area.left() + self.axis.share(distance) * area.width()
            handle.setGeometry(round(x - width / 2), 0, width, round(area.bottom()) + _STRIP)

    def _area(self) -> QRectF:
        """Where the bars are."""
        bottom = self.fontMetrics().height() + _STRIP + 6
        return QRectF(_MARGIN, 2, self.width() - 2 * _MARGIN, self.height() - bottom)

    def _colours(self, width: int) -> QImage:
        """(1, width): the colour that the depth picture gives to each distance of the axis."""
        shares = (np.arange(width) + 0.5) / width
        ratio = np.log(self.axis.high / self.axis.low)
        inverse = np.exp(-shares * ratio) / self.axis.low
        limits = DepthRange(1 / self._ends[0], 1 / self._ends[1])
        curve = self._settings.depth_curve
        brightness = shown(inverse.astype(np.float32)[None], limits, curve)[0]
        table = colour_table(self._settings.depth_colormap, self._settings.depth_invert)
        row = np.ascontiguousarray(table[np.rint(brightness * 255).astype(np.uint8)])
        return QImage(row.data, width, 1, 3 * width, QImage.Format.Format_RGB888).copy()

    def _outline(self, area: QRectF) -> QPainterPath:
        """The tops of the bars; roots of the shares, so that small parts are seen too."""
        path = QPainterPath(area.bottomLeft())
        if self._histogram is None:
            return path
        heights = np.sqrt(self._histogram.counts / max(1e-9, float(self._histogram.counts.max())))
        places = [
            area.left() + self.axis.share(edge) * area.width() for edge in self._histogram.edges
        ]
        path.lineTo(places[0], area.bottom())
        for left, right, height in zip(places, places[1:], heights.tolist(), strict=False):
            top = area.bottom() - height * area.height() * 0.96
            path.lineTo(left, top)
            path.lineTo(right, top)
        path.lineTo(places[-1], area.bottom())
        return path

    def _draw_bars(self, painter: QPainter, area: QRectF) -> None:
        colours = self._colours(max(1, round(area.width())))
        strip = QRectF(area.left(), area.bottom(), area.width(), _STRIP)
        painter.drawImage(strip, colours)
        outline = self._outline(area)
        painter.save()
        painter.setClipPath(outline)
        painter.drawImage(area, colours)
        painter.restore()
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1))
        painter.drawPath(outline)
        painter.drawRect(strip)

    def _draw_ticks(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        unit = " m" if self._histogram is not None and self._histogram.metric else ""
        top, free = area.bottom() + _STRIP + 2, 0.0
        for tick in self.axis.ticks():
            text = self.locale().toString(tick, "g", 6) + unit
            width = self.fontMetrics().horizontalAdvance(text) + 2
            middle = area.left() + self.axis.share(tick) * area.width()
            left = min(max(0.0, middle - width / 2), self.width() - width)
            if left < free:
                continue
            free = left + width + 8
            painter.drawLine(QPointF(middle, top - 1), QPointF(middle, top + 1))
            box = QRectF(left, top + 1, width, self.fontMetrics().height() + 2)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Six lines of text high."""
        line = self.fontMetrics().height()
        return QSize(14 * line, 6 * line + _STRIP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """As high, and half as wide."""
        return QSize(self.sizeHint().width() // 2, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Keep the handles at their distances."""
        super().resizeEvent(event)
        self._place_handles()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the bars, or that there are none yet."""
        painter = QPainter(self)
        area = self._area()
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Base))
        self._draw_bars(painter, area)
        self._draw_ticks(painter, area)
        if self._histogram is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("No depth yet"))

"""Line icons in the colour of the text, drawn from paths of our own."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIDE: Final = 24
_SCALES: Final = (1, 2, 3)

_PATHS: Final = {
    "camera": "M3 7h11v10H3z M14 11l7-4v10l-7-4",
    "ndi": "M12 18v3 M8 21h8 M12 18a1 1 0 1 1 .01 0 M8 14a5.5 5.5 0 0 1 8 0 M5 11a10 10 0 0 1 14 0"
    " M2 8a14.5 14.5 0 0 1 20 0",
    "screen": "M3 5h18v11H3z M9 20h6 M12 16v4",
    "demo": "M4 5h16v14H4z M10 9l5 3-5 3z",
    "file": "M6 3h8l4 4v14H6z M14 3v4h4",
    "folder": "M3 6h6l2 2h10v11H3z",
    "refresh": "M20 12a8 8 0 1 1-2.5-5.8 M20 3v5h-5",
    "snapshot": "M4 7h4l2-2h4l2 2h4v12H4z M12 10a3 3 0 1 1-.01 0",
    "record": "M12 5a7 7 0 1 1-.01 0 M12 9a3 3 0 1 1-.01 0",
    "stop": "M6 6h12v12H6z",
    "fullscreen": "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5",
    "panel": "M3 5h18v14H3z M15 5v14",
    "settings": "M4 7h9 M17 7h3 M4 17h3 M11 17h9 M13 5h4v4h-4z M7 15h4v4H7z",
    "warning": "M12 4l9 16H3z M12 10v5 M12 17v1",
    "close": "M6 6l12 12 M18 6L6 18",
    "copy": "M8 8h12v12H8z M4 16V4h12",
}


def icon(name: str) -> QIcon:
    """The icon of that name in the present colour of text."""
    colour = QGuiApplication.palette().color(QPalette.ColorRole.WindowText)
    return _drawn(name, colour.name())


def app_icon() -> QIcon:
    """The app's own: a depth map in a frame."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_rendered(_LOGO, side))
    return made


@lru_cache(maxsize=128)
def _drawn(name: str, colour: str) -> QIcon:
    made = QIcon()
    faded = QColor(colour)
    faded.setAlpha(90)
    for mode, ink, share in (
        (QIcon.Mode.Normal, colour, 1.0),
        (QIcon.Mode.Disabled, faded.name(), faded.alphaF()),
    ):
        drawing = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">'
            f'<path d="{_PATHS[name]}" fill="none" stroke="{ink}" stroke-opacity="{share}"'
            ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )
        for scale in _SCALES:
            pixmap = _rendered(drawing, _SIDE * scale)
            pixmap.setDevicePixelRatio(scale)
            made.addPixmap(pixmap, mode)
    return made


def _rendered(drawing: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


_LOGO: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect x="3" y="3" width="58" height="58" rx="13" fill="#17131f"/>
<path d="M10 44c8-12 14-16 22-16s14 4 22 16v6a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4z" fill="#51127c"/>
<path d="M15 47c6-9 11-12 17-12s11 3 17 12v7H15z" fill="#b73779"/>
<circle cx="32" cy="24" r="11" fill="#fc8961"/><circle cx="32" cy="22" r="6" fill="#fcfdbf"/>
</svg>"""

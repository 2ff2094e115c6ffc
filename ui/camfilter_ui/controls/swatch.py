"""Small pictures of the colour tables."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from camfilter.look.colour import colour_table
from camfilter.settings import Colormap


def colour_swatch(choice: str, size: QSize) -> QPixmap | None:
    """The colours of the table called `choice`, far to near; None if there is no such table."""
    if choice not in set(Colormap):
        return None
    table = np.ascontiguousarray(colour_table(Colormap(choice)))
    image = QImage(table.data, 256, 1, 3 * 256, QImage.Format.Format_RGB888)
    scaled = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return QPixmap.fromImage(scaled)

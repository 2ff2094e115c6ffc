"""The card that live sinks show while there is nothing to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from camfilter.frames import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Geometry

_BACKGROUND = (24, 22, 30)
_INK = (214, 210, 222)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True)
class StandbyCard:
    """An output without geometry: a dark picture with a sentence on it."""

    picture: NDArray[np.uint8]
    frame: Frame
    geometry: Geometry | None = None

    def depth(self) -> NDArray[np.float32]:
        """(H, W) zeros: nothing is known."""
        return np.zeros(self.picture.shape[:2], np.float32)

    def normals(self) -> NDArray[np.uint8]:
        """The card itself."""
        return self.picture

    def depth_range(self) -> tuple[float, float]:
        """An arbitrary range, since nothing lies in it."""
        return 1.0, 10.0


def standby_card(message: str, height: int, width: int, time_ns: int, index: int) -> StandbyCard:
    """A (height, width) card that says `message`, as large as it fits on one line."""
    picture = np.full((height, width, 3), _BACKGROUND, np.uint8)
    (length, _), _ = cv2.getTextSize(message, _FONT, 1.0, 1)
    scale = min(width * 0.85 / max(length, 1), height / 300)
    weight = max(1, round(scale))
    (length, tall), _ = cv2.getTextSize(message, _FONT, scale, weight)
    at = ((width - length) // 2, (height + tall) // 2)
    cv2.putText(picture, message, at, _FONT, scale, _INK, weight, cv2.LINE_AA)
    return StandbyCard(picture, Frame(picture, time_ns, index))

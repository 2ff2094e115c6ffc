"""Where pictures lie in the preview, and which pixel of the geometry is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camfilter.settings import OutputMode

if TYPE_CHECKING:
    from camfilter.frames import Geometry
    from camfilter.sinks.base import Output

_HALVED = frozenset({OutputMode.BOTH, OutputMode.SIDE_BY_SIDE})
"""Outputs that show the middle half of two pictures."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def fitting(self, room: Size) -> Size:
        """The largest size of this shape that fits into `room`; at least one pixel."""
        scale = min(room.width / max(1, self.width), room.height / max(1, self.height))
        width, height = round(self.width * scale), round(self.height * scale)
        return Size(max(1, min(width, room.width)), max(1, min(height, room.height)))


def depth_at(output: Output, mode: OutputMode | None, x: float, y: float) -> float | None:
    """Distance under the point (x, y), in shares of what is shown; None where unknown.

    `mode` says how the finished picture is laid out; None is the source's own picture. Where two
    maps are shown, the point is looked up in the one under it.
    """
    geometry, place = output.geometry, frame_place(output, mode, x, y)
    if geometry is None or place is None:
        return None
    return _looked_up(geometry, *place)


def frame_place(
    output: Output, mode: OutputMode | None, x: float, y: float
) -> tuple[float, float] | None:
    """The point of the source's picture under (x, y), both in shares; None outside of it."""
    place = (x, y) if mode is None else _in_frame(output, mode, x, y)
    if place is None or not all(0 <= share < 1 for share in place):
        return None
    return place


def _in_frame(output: Output, mode: OutputMode, x: float, y: float) -> tuple[float, float] | None:
    """The point in shares of the frame, undone of layout and letterbox."""
    height, width = output.frame.size
    doubled = mode is OutputMode.BOTH_WIDE
    inner = Size(width * (2 if doubled else 1), height)
    outer = Size(output.picture.shape[1], output.picture.shape[0])
    fitted = inner.fitting(outer)
    x = 0.5 + (x - 0.5) * outer.width / fitted.width
    y = 0.5 + (y - 0.5) * outer.height / fitted.height
    if not (0 <= x < 1 and 0 <= y < 1):
        return None
    if doubled:
        return (x * 2) % 1, y
    if mode in _HALVED:
        return (x + 0.25 if x < 0.5 else x - 0.25), y
    return x, y


def _looked_up(geometry: Geometry, x: float, y: float) -> float | None:
    height, width = geometry.size
    row, column = int(y * height), int(x * width)
    if not geometry.valid[row, column]:
        return None
    return float(geometry.depth[row, column])

"""Pictures and depth in the pixel layouts that NDI carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


_BAND_PIXELS: Final = 1 << 16


class Layout(StrEnum):
    """The layouts used here, by their FourCC.

    RGBX and RGBA leave the conversion to the library: measured, it is cheaper than handing over
    UYVY (1080p60, sender and receiver: 72 against 92 % of a core), and the colours are those that
    receivers expect at every size. P216 has a plane of 16-bit luma, then one of 4:2:2 chroma.
    """

    RGBX = "RGBX"
    RGBA = "RGBA"
    UYVY = "UYVY"
    P216 = "P216"

    @property
    def bytes_per_pixel(self) -> int:
        """Bytes of a line for each pixel of it, in the first plane."""
        return 2 if self in (Layout.UYVY, Layout.P216) else 4

    @property
    def planes(self) -> int:
        """How many planes of the first one's size there are."""
        return 2 if self is Layout.P216 else 1


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture ready to be sent: `data` is (rows, bytes of a line) uint8, C-contiguous."""

    layout: Layout
    width: int
    height: int
    data: NDArray[np.uint8]

    @property
    def line_bytes(self) -> int:
        """Bytes from one line to the next."""
        return self.width * self.layout.bytes_per_pixel

    @property
    def channels(self) -> NDArray[np.uint8]:
        """(height, width, bytes of a pixel) view of the first plane."""
        return self.data[: self.height].reshape(self.height, self.width, -1)

    @property
    def luma16(self) -> NDArray[np.uint16]:
        """(height, width) view of the luma of P216."""
        return self.data[: self.height].view(np.uint16)


class Canvas:
    """Two buffers in turn, because a picture that is being sent must not be written to."""

    def __init__(self) -> None:
        self._pixels: list[Pixels] = []
        self._turn = 0

    def take(self, layout: Layout, size: tuple[int, int]) -> Pixels:
        """Pixels of `size` (height, width) that nobody reads; colour channels may be neutral."""
        height, width = size
        known = self._pixels
        if not known or (known[0].layout, known[0].height, known[0].width) != (layout, *size):
            self._pixels = [_blank(layout, height, width) for _ in range(2)]
        self._turn ^= 1
        return self._pixels[self._turn]


def _blank(layout: Layout, height: int, width: int) -> Pixels:
    data = np.empty((height * layout.planes, width * layout.bytes_per_pixel), np.uint8)
    if layout is Layout.P216:
        data.view(np.uint16)[:] = 1 << 15
    elif layout is Layout.UYVY:
        data[:] = 128
    return Pixels(layout, width, height, data)


def sent_size(height: int, width: int) -> tuple[int, int]:
    """The size at which a picture is sent: 4:2:2 colour takes even ones, from 2 up."""
    return max(2, height - height % 2), max(2, width - width % 2)


def evened(picture: NDArray[Any]) -> NDArray[Any]:
    """`picture` without an odd last line or column; a single one is doubled. A view if it can."""
    height, width = sent_size(*picture.shape[:2])
    below, right = max(0, height - picture.shape[0]), max(0, width - picture.shape[1])
    if below or right:
        doubled = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)
        return np.asarray(doubled)[:height, :width]
    return picture[:height, :width]


def paint(rgb: NDArray[np.uint8], canvas: Canvas, layout: Layout = Layout.RGBX) -> Pixels:
    """(H, W, 3) `rgb` as RGBX, or as RGBA that is opaque."""
    pixels = canvas.take(layout, sent_size(*rgb.shape[:2]))
    cv2.cvtColor(evened(rgb), cv2.COLOR_RGB2RGBA, dst=pixels.channels)
    return pixels


@dataclass(frozen=True, slots=True)
class DepthCode:
    """How distances become codes: linear in the inverse distance, as MPEG's depth video does it.

    `white` stands for `near` and `black` for `far`; what lies beyond is clipped. 0 stands for an
    unknown distance: anything below half of `black` counts as 0, as the codec is not exact.
    """

    black: int
    white: int

    def scale(self, near: float, far: float) -> tuple[float, float]:
        """Factor and offset: a distance d has the code factor / d + offset."""
        factor = (self.white - self.black) / (1 / near - 1 / far)
        return factor, self.black - factor / far


DEPTH16: Final = DepthCode(1024, 65535)
"""The whole range of luma but a narrow gap, because each 32 codes are one level of the codec."""
DEPTH8: Final = DepthCode(16, 235)
"""The range of luma in video: receivers show black to white."""
DEPTH_ALPHA: Final = DepthCode(16, 255)


def encode_depth(
    depth: NDArray[np.float32],
    limits: tuple[float, float],
    code: DepthCode,
    out: NDArray[np.uint16] | NDArray[np.uint8],
) -> None:
    """Write the codes of `depth` (H, W), 0 where unknown, to `out` (H, W), with `limits` near, far.

    `out` may be uint8 or uint16.
    """
    factor, offset = code.scale(*limits)
    least, most = 1 / limits[1], 1 / limits[0]
    kind = cv2.CV_16U if out.dtype == np.uint16 else cv2.CV_8U
    # In bands that the processor's cache holds: at 1080p that halves the time.
    rows = max(1, _BAND_PIXELS // depth.shape[1])
    for top in range(0, depth.shape[0], rows):
        band, codes = depth[top : top + rows], out[top : top + rows]
        inverse = np.asarray(cv2.divide(1.0, band))
        np.clip(inverse, np.float32(least), np.float32(most), out=inverse)
        cv2.addWeighted(inverse, factor, inverse, 0.0, offset, dst=codes, dtype=kind)
        known = band > 0
        if not known.all():
            np.multiply(codes, known, out=codes)

"""Turns what an NDI receiver gets from a depth source back into distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from camfilter.errors import CamfilterError
from camfilter.ndi.metadata import DepthInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.frames import Intrinsics

_REMEDY: Final = "give the luma that came with the metadata, in the format that was received"


class DepthPixelsError(CamfilterError):
    """The pixels are not those of the depth picture that the metadata describe."""


@dataclass(frozen=True, slots=True)
class DepthFrame:
    """One received depth picture.

    Attributes:
        depth: (H, W) float32 distance along the optical axis, 0 where unknown.
        valid: (H, W) bool; False where it is unknown. Within `depth`, `near` and `far` also stand
            for what lies beyond them.
        near, far: the distances between which it was sent.
        metric: whether they are metres, or else the unit of the engine.
        intrinsics: of the camera, normalised, if the sender knows them.
        timecode: when the picture was taken, in 100 ns units of UTC since 1970; the sender's
            sources have the same one for the same picture.
        index: the sender's number of the picture.
    """

    depth: NDArray[np.float32]
    valid: NDArray[np.bool_]
    near: float
    far: float
    metric: bool
    intrinsics: Intrinsics | None
    timecode: int
    index: int


def decode_depth(
    luma: NDArray[Any] | bytes | bytearray | memoryview,
    width: int,
    height: int,
    metadata_xml: str | None,
) -> DepthFrame:
    """The distances in one picture of a depth source.

    Args:
        luma: of "NAME depth" received as P216 (the SDK's "best" colour format): the luma plane
            as a uint16 (H, W) array or as bytes, or all bytes of the picture. Of an 8-bit depth
            source received as UYVY, or of a colour source's alpha: the uint8 (H, W) plane, or all
            bytes of UYVY.
        width, height: of the picture.
        metadata_xml: that came with it, None if none did; see `camfilter.ndi.metadata` for what
            it says.

    Raises:
        MetadataError: if the metadata do not describe depth.
        DepthPixelsError: if there are too few or too many pixels.
    """
    info = DepthInfo.from_xml(metadata_xml or "")
    codes = _codes(luma, width, height, info.bits)
    depth = np.take(_distances(info), codes)
    return DepthFrame(
        depth,
        depth > 0,
        info.near,
        info.far,
        info.metric,
        info.intrinsics,
        info.timecode,
        info.frame,
    )


def _distances(info: DepthInfo) -> NDArray[np.float32]:
    """The distance that each code stands for, 0 for those that stand for an unknown one."""
    codes = np.arange(1 << info.bits)
    share = np.clip((codes - info.black) / (info.white - info.black), 0, 1)
    if info.linear:
        distances = info.far + share * (info.near - info.far)
    else:
        distances = 1 / (1 / info.far + share * (1 / info.near - 1 / info.far))
    known = (2 * codes >= info.black) & info.valid
    return np.where(known, distances, 0).astype(np.float32)


def _codes(luma: Any, width: int, height: int, bits: int) -> NDArray[Any]:
    """(height, width) codes; the luma of UYVY is every second byte."""
    lines = _lines(luma, width, height, bits)
    if bits == 16:
        return np.ascontiguousarray(lines[:, : 2 * width]).view(np.uint16)
    return lines[:, 1 : 2 * width : 2] if lines.shape[1] >= 2 * width else lines[:, :width]


def _lines(luma: Any, width: int, height: int, bits: int) -> NDArray[np.uint8]:
    """(height, bytes of a line) of the first plane; lines may be longer than the picture."""
    data = luma if isinstance(luma, np.ndarray) else np.frombuffer(luma, np.uint8)
    if data.dtype not in (np.uint8, np.uint16) or data.itemsize * 8 > bits:
        raise DepthPixelsError(f"{bits}-bit depth does not come as {data.dtype}", _REMEDY)
    rows = _rows(data, width, height, bits) if width > 0 and height > 0 else 0
    # P216 has a plane of chroma after that of luma.
    planes = (height, 2 * height) if bits == 16 else (height,)
    if not rows or rows not in planes or data.nbytes < rows * width * bits // 8:
        message = f"{data.shape} {data.dtype} is no {width}x{height} picture of {bits}-bit depth"
        raise DepthPixelsError(message, _REMEDY)
    return np.ascontiguousarray(data).reshape(rows, -1).view(np.uint8)[:height]


def _rows(data: NDArray[Any], width: int, height: int, bits: int) -> int:
    """How many lines there are in all planes; 0 if that is not clear."""
    if data.ndim > 1:
        return len(data)
    if bits == 16:
        return 0 if data.nbytes % (2 * width) else data.nbytes // (2 * width)
    return height if data.nbytes in (width * height, 2 * width * height) else 0

"""Encodes single pictures and depth maps as the bytes of a file."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.errors import SinkError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from camfilter.sinks.base import Output

_AFTER_HEADER: Final = 33
"""Where the second chunk of a PNG begins: behind the signature (8) and IHDR (25)."""


def picture_png(output: Output) -> bytes:
    """The picture as PNG, 8 bit RGB."""
    return _png(cv2.cvtColor(output.picture, cv2.COLOR_RGB2BGR))


def depth_png16(output: Output) -> bytes:
    """Depth as 16-bit grey PNG: 65535 at `near`, 1 at `far` and beyond, 0 where unknown.

    Grey follows inverse distance; the text chunks `near`, `far` and `metric` tell how to undo it:
    distance = 1 / (1/far + (grey - 1) / 65534 * (1/near - 1/far)).
    """
    if output.geometry is None:
        return _png(np.zeros(output.frame.size, np.uint16))
    near, far = output.depth_range()
    texts = {"near": repr(float(near)), "far": repr(float(far))}
    texts["metric"] = str(output.geometry.metric).lower()
    return _with_texts(_png(depth_to_grey16(output.depth(), near, far)), texts)


def depth_exr(output: Output) -> bytes:
    """Depth as OpenEXR, 32-bit float, channel Y: distance along the axis, 0 where unknown."""
    if output.geometry is None:
        return encode_exr(np.zeros(output.frame.size, np.float32))
    return encode_exr(_cleaned(output.depth()))


def depth_to_grey16(depth: NDArray[np.float32], near: float, far: float) -> NDArray[np.uint16]:
    """(H, W) uint16 as `depth_png16` describes it."""
    clean = _cleaned(depth)
    known = clean > 0
    nearest, farthest = 1 / max(near, 1e-6), 1 / max(far, 1e-6)
    inverse = np.divide(1, clean, out=np.zeros_like(clean), where=known)
    share = (inverse - farthest) / max(nearest - farthest, 1e-12)
    grey = np.rint(np.clip(share, 0, 1) * 65534).astype(np.uint16) + np.uint16(1)
    return np.where(known, grey, np.uint16(0))


def encode_exr(values: NDArray[np.float32]) -> bytes:
    """(H, W) float32 as OpenEXR, every bit kept.

    Raises:
        SinkError: if this machine's FFmpeg cannot write OpenEXR.
    """
    import av

    try:
        context: Any = av.CodecContext.create("exr", "w")
    except ValueError as error:
        remedy = "install PyAV again: pip install --force-reinstall av; or write :png16"
        raise SinkError("this build of FFmpeg has no OpenEXR encoder", remedy) from error
    context.height, context.width = values.shape
    context.pix_fmt = "grayf32le"
    context.time_base = Fraction(1)
    context.options = {"compression": "zip16", "format": "float"}
    frame = av.VideoFrame(values.shape[1], values.shape[0], "grayf32le")
    rows = np.zeros((values.shape[0], frame.planes[0].line_size // 4), np.float32)
    rows[:, : values.shape[1]] = values
    frame.planes[0].update(rows.tobytes())
    return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])


def _cleaned(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(np.isfinite(depth) & (depth > 0), depth, np.float32(0))


def _png(pixels: NDArray[Any]) -> bytes:
    _, encoded = cv2.imencode(".png", pixels)
    return encoded.tobytes()


def _with_texts(png: bytes, texts: dict[str, str]) -> bytes:
    chunks = (_chunk(b"tEXt", f"{key}\0{text}".encode("latin-1")) for key, text in texts.items())
    return png[:_AFTER_HEADER] + b"".join(chunks) + png[_AFTER_HEADER:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

"""Colours for maps, sheets of pictures, and a PNG writer that needs nothing but zlib."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_RAMP: Final = np.array(
    [
        *([0, 0, 4], [40, 11, 84], [101, 21, 110], [159, 42, 99]),
        *([212, 72, 66], [245, 125, 21], [250, 193, 39], [252, 255, 164]),
    ],
    np.float32,
)
"""Eight steps of the colour map `inferno`."""


def write_png(path: Path, rgb: NDArray[np.uint8]) -> None:
    """Write a picture (H, W, 3)."""
    height, width, _ = rgb.shape
    # Filter type 0 (none) before every row.
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = rgb.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def colour_depth(inverse: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Inverse depth (H, W) in colours, dark is far, spread between its 1st and 99th percentile."""
    low, high = np.percentile(inverse, (1, 99))
    at = np.clip((inverse - low) / max(high - low, 1e-6), 0, 1) * (len(_RAMP) - 1)
    index = np.minimum(at.astype(int), len(_RAMP) - 2)
    part = (at - index)[..., None]
    return ((1 - part) * _RAMP[index] + part * _RAMP[index + 1]).astype(np.uint8)


def colour_normals(normals: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Normals (H, W, 3) in the usual colours: red right, green up, blue towards the camera."""
    towards = normals * np.array([1, -1, -1], np.float32)
    return np.clip((towards * 0.5 + 0.5) * 255, 0, 255).astype(np.uint8)


def grey(share: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A map (H, W) of 0..1 as a grey picture."""
    level = np.clip(share * 255, 0, 255).astype(np.uint8)
    return np.repeat(level[..., None], 3, axis=-1)


def sheet(rows: Sequence[Sequence[NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    """Rows of pictures on one black sheet."""
    lines = [_line(row) for row in rows]
    width = max(line.shape[1] for line in lines)
    widened = [np.pad(line, ((0, 2), (0, width - line.shape[1]), (0, 0))) for line in lines]
    return np.concatenate(widened)


def _line(row: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    height = max(picture.shape[0] for picture in row)
    padded = [np.pad(p, ((0, height - p.shape[0]), (0, 2), (0, 0))) for p in row]
    return np.concatenate(padded, axis=1)

"""JPEG bytes end to end, read with whichever of OpenCV and Pillow is installed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]


def _decode(data: Bytes) -> Bytes:
    try:
        import cv2
    except ImportError:
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(data.tobytes())).convert("RGB"))
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


def decode_jpegs(data: Bytes, lengths: NDArray[np.int64]) -> Bytes:
    """Pictures (T, S, S, 3) uint8 sRGB of one size."""
    ends = np.cumsum(lengths)
    pictures = [_decode(data[end - size : end]) for end, size in zip(ends, lengths, strict=True)]
    return np.stack(pictures) if pictures else np.zeros((0, 8, 8, 3), np.uint8)


def encode_jpegs(pictures: Bytes, quality: int) -> tuple[Bytes, NDArray[np.int64]]:
    """Bytes end to end, and the length of each picture."""
    from PIL import Image

    coded = []
    for picture in pictures:
        stream = io.BytesIO()
        Image.fromarray(picture).save(stream, "JPEG", quality=quality, optimize=True)
        coded.append(np.frombuffer(stream.getvalue(), np.uint8))
    data = np.concatenate(coded) if coded else np.zeros(0, np.uint8)
    return data, np.array([len(c) for c in coded], np.int64)

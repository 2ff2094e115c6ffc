"""Skies and views cut out of photographed panoramas."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from training.assets.patterns import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


PANORAMAS = {
    "city": "town", "dawn": "outdoor", "park": "outdoor", "sky": "outdoor", "sunrise": "outdoor",
    "sunset": "outdoor", "venice": "town", "night": "outdoor", "forest": "wooded",
    "apartment": "indoor", "hall": "indoor", "lobby": "indoor", "workshop": "indoor",
    "warehouse": "indoor",
}  # fmt: skip


def square(image: Image.Image) -> Picture:
    """The middle square of a picture at the pack's size."""
    side = min(image.size)
    left, top = (image.size[0] - side) // 2, (image.size[1] - side) // 2
    cut = image.convert("RGB").crop((left, top, left + side, top + side))
    return np.asarray(cut.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def read_panorama(path: Path) -> NDArray[np.float32]:
    """Radiance (H, 2 H, 3) of a Radiance file, or of an OpenEXR file wrapped in JavaScript."""
    if path.suffix == ".hdr":
        return _read_radiance(path.read_bytes())
    import OpenEXR

    data = base64.b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)", path.read_text())[1])
    plain = path.with_suffix(".exr")
    plain.write_bytes(data)
    channels = OpenEXR.File(str(plain)).channels()
    if "RGB" in channels:
        return channels["RGB"].pixels.astype(np.float32)
    return np.stack([channels[c].pixels for c in "RGB"], -1).astype(np.float32)


def _read_radiance(data: bytes) -> NDArray[np.float32]:
    """The run-length coded kind of Radiance picture."""
    _head, _, body = data.partition(b"\n\n")
    size, _, body = body.partition(b"\n")
    height, width = int(size.split()[1]), int(size.split()[3])
    bytes_, at = np.frombuffer(body, np.uint8), 0
    rows = np.empty((height, 4, width), np.uint8)
    for y in range(height):
        at += 4
        for channel in range(4):
            x = 0
            while x < width:
                count = int(bytes_[at])
                if count > 128:
                    rows[y, channel, x : x + count - 128] = bytes_[at + 1]
                    x, at = x + count - 128, at + 2
                else:
                    rows[y, channel, x : x + count] = bytes_[at + 1 : at + 1 + count]
                    x, at = x + count, at + 1 + count
    rgbe = rows.transpose(0, 2, 1).astype(np.float32)
    return rgbe[..., :3] * np.exp2(rgbe[..., 3:] - 136)


def developed(radiance: NDArray[np.float32], exposure: float) -> Picture:
    light = np.clip(
        np.nan_to_num(radiance) * exposure / max(float(np.median(radiance)), 1e-4), 0, 1e3
    )
    return (np.clip(light / (1 + 0.35 * light), 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def cut(
    panorama: NDArray[np.float32], left: float, wide: float, top: float, low: float
) -> NDArray[np.float32]:
    """Part of a panorama; all in shares of its width and height, wrapping round."""
    height, width = panorama.shape[:2]
    turned = np.roll(panorama, -int(left * width), axis=1)
    return turned[int(top * height) : int(low * height), : int(wide * width)]


def panorama_pictures(
    kind: str, panorama: NDArray[np.float32], rng: np.random.Generator
) -> Iterator[tuple[str, Picture]]:
    """Skies (horizon at the lowest row), and views as through a window or on a wall."""
    if kind == "outdoor":
        for left in (0.0, 0.28, 0.55, 0.8):
            sky = cut(panorama, left, 0.25, 0.14, 0.5)
            yield (
                "sky",
                square(
                    Image.fromarray(developed(sky, rng.uniform(0.35, 0.6))).resize((SIDE, SIDE))
                ),
            )
    for left in (0.1, 0.6) if kind == "outdoor" else (0.0, 0.25, 0.5, 0.75):
        view = cut(panorama, left, 0.22, 0.28, 0.72)
        yield "view", square(Image.fromarray(developed(view, rng.uniform(0.3, 0.5))))

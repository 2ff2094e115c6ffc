"""Pictures of garments and skins, shaded, plain where an emblem was, and their clear parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.assets import makehuman as mh


# Emblems on shirts, painted over: left, top, right, bottom as shares of the picture.
EMBLEMS = {
    "female_casualsuit01": ((0.68, 0.14, 0.88, 0.35),),
    "female_casualsuit02": ((0.68, 0.14, 0.88, 0.35),),
    "male_casualsuit02": ((0.44, 0.10, 0.68, 0.26),),
    "male_casualsuit04": ((0.42, 0.10, 0.68, 0.26),),
    "male_casualsuit06": ((0.38, 0.10, 0.70, 0.24), (0.17, 0.10, 0.30, 0.20)),
}  # fmt: skip


SIDE = 256


def read_square(path: Path, mode: str = "RGB") -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode).resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def _diffuse(folder: Path) -> Path:
    names = sorted(p for p in (folder / "textures").iterdir() if p.suffix in (".png", ".jpg"))
    return next(p for p in names if not p.stem.endswith(("_ao", "_normal")))


def shaded(folder: Path, name: str) -> NDArray[np.uint8]:
    """The colour picture with baked creases, transparent parts filled with its mean colour."""
    rgba = read_square(_diffuse(folder), "RGBA").astype(np.float32)
    cover = rgba[..., 3:] / 255
    mean = (rgba[..., :3] * cover).sum((0, 1)) / max(float(cover.sum()), 1.0)
    colour = rgba[..., :3] * cover + mean * (1 - cover)
    for box in EMBLEMS.get(name, ()):
        colour = _painted_over(colour, box)
    creases = folder / "textures" / f"{name}_ao.png"
    if creases.exists():
        colour = colour * (read_square(creases, "L")[..., None] / 255.0)
    return colour.clip(0, 255).astype(np.uint8)


def _painted_over(colour: NDArray[Any], box: tuple[float, ...]) -> NDArray[Any]:
    """The picture with a box filled by the middle colour of its rim, a little grained."""
    left, top, right, low = (int(v * SIDE) for v in box)
    inside = colour[top:low, left:right]
    rim = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    grain = np.random.default_rng(0).normal(0, 3, inside.shape[:2])[..., None]
    filled = colour.copy()
    filled[top:low, left:right] = np.median(rim, axis=0) + grain
    return filled


def opaque(garment: mh.Garment, uv: NDArray[Any], limit: float) -> NDArray[np.bool_]:
    """Which triangles (uv (F, 3, 2)) are mostly covered by the picture."""
    alpha = read_square(_diffuse(garment.folder), "RGBA")[..., 3] / 255.0
    if alpha.min() > 0.9:
        return np.ones(len(uv), bool)
    weights = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]], float)
    spots = np.einsum("sk,fkc->fsc", weights / weights.sum(1, keepdims=True), uv)
    x, y = ((spots[..., k] % 1.0 * SIDE).astype(int).clip(0, SIDE - 1) for k in (0, 1))
    return alpha[SIDE - 1 - y, x].mean(1) > limit

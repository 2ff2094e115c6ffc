"""Procedural pictures for the room: wood, plaster, rug, paintings, the view from the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.float32]


def noise(height: int, width: int, cells: int, seed: int, stretch: float = 1.0) -> Picture:
    """Smooth fractal noise around 0.5, tiling in neither direction."""
    rng = np.random.default_rng(seed)
    total, weight, result = 0.0, 1.0, np.zeros((height, width), np.float32)
    for octave in range(5):
        n = cells * 2**octave
        grid = rng.random((max(2, int(n / stretch) + 3), n + 3)).astype(np.float32)
        result += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        total += weight
        weight *= 0.5
    return result / total


def planks(
    size: int = 1024,
    rows: int = 8,
    tone: tuple[float, float, float] = (0.36, 0.22, 0.12),
    seed: int = 1,
) -> Picture:
    """Wooden boards with grain, staggered joints and dark seams, linear RGB."""
    rng = np.random.default_rng(seed)
    grain = noise(size, size, 3, seed, stretch=0.03)
    picture = np.empty((size, size, 3), np.float32)
    step = size // rows
    for row in range(rows):
        shift, joint = rng.integers(size), rng.integers(size)
        board = np.roll(grain, shift, axis=1)[row * step : (row + 1) * step]
        value = (0.62 + 0.75 * (board - 0.5) * 1.6) * (0.85 + 0.3 * rng.random())
        other = np.roll(value, size // 2, axis=1) * (0.85 + 0.3 * rng.random())
        value = np.where(np.arange(size)[None] < joint, value, other)
        value[:2] *= 0.35
        value[:, max(0, joint - 1) : joint + 1] *= 0.4
        picture[row * step : (row + 1) * step] = value[:, :, None] * np.array(tone) * 1.6
    return np.clip(picture, 0.01, 0.9)


def plaster(tone: tuple[float, float, float], seed: int, size: int = 512) -> Picture:
    """A painted wall with faint unevenness."""
    value = (
        1
        + 0.10 * (noise(size, size, 4, seed) - 0.5)
        + 0.05 * (noise(size, size, 90, seed + 1) - 0.5)
    )
    return np.clip(value[:, :, None] * np.array(tone), 0, 0.9).astype(np.float32)


def rug(size: int = 768) -> Picture:
    """A woven rug with a border and diamonds."""
    y, x = np.mgrid[0:size, 0:size] / size
    diamond = (np.abs((x * 6) % 1 - 0.5) + np.abs((y * 6) % 1 - 0.5)) < 0.32
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    picture = np.where(diamond[:, :, None], [0.50, 0.42, 0.32], [0.20, 0.09, 0.08])
    picture = np.where((edge < 0.09)[:, :, None], [0.46, 0.38, 0.28], picture)
    picture = np.where(((edge > 0.03) & (edge < 0.06))[:, :, None], [0.06, 0.09, 0.16], picture)
    weave = 0.8 + 0.4 * noise(size, size, 150, 7)
    return (picture * weave[:, :, None]).astype(np.float32)


def painting(seed: int, tones: list[tuple[float, float, float]], size: int = 384) -> Picture:
    """An abstract landscape: soft bands that waver."""
    y = np.mgrid[0:size, 0:size][0] / size
    wave = (
        y
        + 0.35 * (noise(size, size, 2, seed) - 0.5)
        + 0.05 * (noise(size, size, 12, seed + 3) - 0.5)
    )
    band = np.clip(wave * len(tones), 0, len(tones) - 1.001)
    low = band.astype(int)
    mix = np.clip((band - low - 0.35) / 0.3, 0, 1)[:, :, None]
    table = np.array(tones)
    return (table[low] * (1 - mix) + table[low + 1 - (low + 1 >= len(tones))] * mix).astype(
        np.float32
    )


def outdoors(size: int = 256) -> Picture:
    """What a bright window shows out of focus: pale sky over blurred greenery."""
    y = np.mgrid[0:size, 0:size][0] / size
    leaves = noise(size, size, 6, 21)
    line = 0.62 + 0.25 * (noise(size, size, 3, 22) - 0.5)
    green = np.array([0.10, 0.17, 0.06]) * (0.5 + 1.6 * leaves[:, :, None])
    sky = np.array([0.85, 0.95, 1.10]) * (1.15 - 0.25 * y[:, :, None])
    mix = 1 / (1 + np.exp(-(y - line) * 40))[:, :, None]
    return cv2.GaussianBlur((sky * (1 - mix) + green * mix).astype(np.float32), (0, 0), 3)

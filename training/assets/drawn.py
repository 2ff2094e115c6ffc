"""Pictures with drawn things in them: skies, facades, leaves, pages, screens, books, paintings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from training.assets.patterns import DOWN, SIDE, cells, mixed, muted, noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rng = np.random.Generator


def sky(rng: Rng) -> Floats:
    """Blue to grey with clouds; the horizon is the lowest row."""
    top = np.array([0.25, 0.45, 0.85]) * rng.uniform(0.4, 1.1) + rng.uniform(-0.05, 0.1, 3)
    low = np.array([0.85, 0.85, 0.9]) * rng.uniform(0.6, 1.1) + rng.uniform(-0.1, 0.1, 3)
    clear = mixed(top, low, DOWN ** rng.uniform(0.5, 2))
    cloud = noise(rng, rng.uniform(1.4, 2.2), rng.uniform(0.4, 1)) + rng.uniform(-1.5, 1.2)
    cover = np.clip(cloud * rng.uniform(0.3, 1.2), 0, 1)
    white = np.clip(rng.uniform(0.6, 1) + 0.1 * noise(rng, 1.6), 0, 1)[..., None]
    return mixed(clear, white * np.array([1, 1, 1.02]), cover * 0.85)


def facade(rng: Rng) -> Floats:
    """Windows in rows with frames, sills and some light behind."""
    wall, pane, light = muted(rng, 0.25, 0.9), muted(rng, 0.05, 0.35), muted(rng, 0.3, 0.9)
    u, v, tone = cells(rng, int(rng.integers(3, 9)), int(rng.integers(3, 9)))
    mx, my = rng.uniform(0.15, 0.32), rng.uniform(0.12, 0.28)
    window = (u > mx) & (u < 1 - mx) & (v > my) & (v < 1 - my * 0.8)
    inner = (u > mx + 0.04) & (u < 1 - mx - 0.04) & (v > my + 0.04) & (v < 1 - my * 0.8 - 0.04)
    bars = (np.abs(u - 0.5) < 0.02) | (np.abs(v - rng.uniform(0.35, 0.6)) < 0.015)
    glass = mixed(pane, light, np.clip(0.35 * tone + 0.3 * DOWN + 0.1 * noise(rng, 1.6), 0, 1))
    picture = wall + 0.04 * noise(rng, 1.3)[..., None]
    picture = np.where(window[..., None], muted(rng, 0.3, 0.95), picture)
    picture = np.where((inner & ~bars)[..., None], glass, picture)
    sill = (v > 1 - my * 0.8) & (v < 1 - my * 0.8 + 0.03) & (u > mx - 0.03) & (u < 1 - mx + 0.03)
    return np.where(sill[..., None], wall * 0.6, picture)


def foliage(rng: Rng) -> Floats:
    """Leaves one above another."""
    picture = np.ones((SIDE, SIDE, 3)) * np.array([0.05, 0.09, 0.03])
    image = Image.fromarray((picture * 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    tone = np.array([0.3, 0.48, 0.16]) * rng.uniform(0.6, 1.3) + rng.uniform(-0.05, 0.08, 3)
    size = rng.uniform(5, 20)
    for step in range(900):
        x, y, turn = rng.uniform(-10, 266), rng.uniform(-10, 266), rng.uniform(0, 6.28)
        c, s = np.cos(turn) * size, np.sin(turn) * size
        shade = tone * (0.35 + 0.8 * step / 900) * rng.uniform(0.75, 1.25)
        points = [
            (x + c, y + s),
            (x - 0.4 * s, y + 0.4 * c),
            (x - c, y - s),
            (x + 0.4 * s, y - 0.4 * c),
        ]
        draw.polygon(points, fill=tuple(int(v) for v in np.clip(shade, 0, 1) * 255))
    return np.asarray(image) / 255.0


def _ink(rng: Rng) -> tuple[int, int, int]:
    r, g, b = (int(v) for v in rng.uniform(0, 255, 3))
    return r, g, b


def page(rng: Rng) -> Floats:
    """Lines of words, with boxes for pictures."""
    paper = tuple(int(v) for v in np.clip(muted(rng, 0.6, 1.0, 0.3), 0, 1) * 255)
    image = Image.new("RGB", (SIDE, SIDE), paper)
    draw = ImageDraw.Draw(image)
    ink = (25, 25, 30) if rng.random() < 0.7 else _ink(rng)
    y = 12
    while y < 240:
        x, size = 14, int(rng.integers(3, 7)) if rng.random() < 0.85 else int(rng.integers(9, 16))
        while x < 235:
            word = int(rng.integers(4, 30))
            draw.rectangle([x, y, min(x + word, 240), y + size], fill=ink)
            x += word + int(rng.integers(3, 9))
        y += size + int(rng.integers(4, 10))
        if rng.random() < 0.12:
            draw.rectangle([14, y, 240, y + 50], fill=_ink(rng))
            y += 58
    return np.asarray(image) / 255.0


def screen(rng: Rng) -> Floats:
    """A display with windows, text and a bar."""
    dark = rng.random() < 0.5
    image = Image.new("RGB", (SIDE, SIDE), (24, 26, 32) if dark else (225, 228, 235))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 6))):
        x, y = (int(v) for v in rng.integers(0, 170, 2))
        w, h = (int(v) for v in rng.integers(50, 180, 2))
        draw.rectangle([x, y, x + w, y + h], fill=(40, 44, 52) if dark else (255, 255, 255))
        draw.rectangle([x, y, x + w, y + 8], fill=_ink(rng))
        for line in range(y + 14, y + h - 6, 7):
            draw.rectangle(
                [x + 6, line, x + 6 + int(rng.integers(8, max(9, w - 12))), line + 2],
                fill=_ink(rng) if dark else (90, 90, 100),
            )
    draw.rectangle([0, 244, 256, 256], fill=_ink(rng))
    return np.asarray(image) / 255.0


def shelf(rng: Rng) -> Floats:
    """Rows of book backs."""
    image = Image.new("RGB", (SIDE, SIDE), (50, 38, 28))
    draw = ImageDraw.Draw(image)
    y = 0
    while y < SIDE:
        high, x = int(rng.integers(34, 80)), 0
        while x < SIDE:
            wide, tall = int(rng.integers(4, 17)), int(high * rng.uniform(0.6, 0.92))
            draw.rectangle([x, y + high - tall, x + wide, y + high - 5], fill=_ink(rng))
            draw.rectangle(
                [x + 2, y + high - tall + 6, x + wide - 2, y + high - tall + 9], fill=_ink(rng)
            )
            x += wide + 1
        y += high
    return np.asarray(image) / 255.0


def painting(rng: Rng) -> Floats:
    """Hills under a sky, or coloured shapes."""
    if rng.random() < 0.5:
        image = Image.new("RGB", (SIDE, SIDE), _ink(rng))
        draw = ImageDraw.Draw(image)
        for _ in range(int(rng.integers(4, 26))):
            x, y = (int(v) for v in rng.integers(-40, 240, 2))
            w, h = (int(v) for v in rng.integers(10, 140, 2))
            shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
            shape([x, y, x + w, y + h], fill=_ink(rng))
        return np.asarray(image) / 255.0 + 0.03 * noise(rng, 1)[..., None]
    picture = mixed(muted(rng, 0.3, 0.9), muted(rng, 0.6, 1), DOWN)
    level = 0.4
    for _ in range(int(rng.integers(2, 6))):
        level += rng.uniform(0.03, 0.15)
        ridge = level + 0.05 * np.cumsum(rng.normal(0, 0.12, SIDE))
        hill = muted(rng, 0.05, 0.6) * (1 + 0.2 * noise(rng, 1.2)[..., None])
        picture = np.where((ridge[None] < DOWN)[..., None], hill, picture)
    return picture

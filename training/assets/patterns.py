"""Noise and colours, and surfaces made of them: bricks, tiles, wood, cloth, stone, ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rng = np.random.Generator


SIDE = 256


DOWN, ACROSS = (a / SIDE for a in np.mgrid[0:SIDE, 0:SIDE])


def noise(rng: Rng, slope: float = 1.8, wide: float = 1.0, high: float = 1.0) -> Floats:
    """Repeating random heights with unit spread; a steeper slope is smoother."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None] * high, np.fft.fftfreq(SIDE)[None] * wide)
    frequency[0, 0] = 1
    spectrum = frequency ** (-slope) * np.exp(2j * np.pi * rng.random((SIDE, SIDE)))
    spectrum[0, 0] = 0
    heights = np.fft.ifft2(spectrum).real
    return heights / heights.std()


def mixed(a: Floats, b: Floats, share: Floats) -> Floats:
    return np.asarray(a) * (1 - share[..., None]) + np.asarray(b) * share[..., None]


def muted(rng: Rng, low: float = 0.1, high: float = 0.9, strength: float = 0.6) -> Floats:
    """A colour that is usually muted."""
    colour = rng.uniform(low, high, 3)
    return colour.mean() + (colour - colour.mean()) * rng.uniform(0.1, 1) * strength


def cells(rng: Rng, rows: int, columns: int, shift: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """Place within each cell (across, down), and one random number a cell."""
    row = (DOWN * rows).astype(int)
    across = ACROSS * columns + (row % 2) * shift
    tone = rng.normal(0, 1, (rows, columns + 1))[row, across.astype(int) % columns]
    return across % 1, (DOWN * rows) % 1, tone


def brick(rng: Rng) -> Floats:
    """Bricks with joints."""
    rows = int(rng.integers(8, 22))
    u, v, tone = cells(rng, rows, max(2, int(rows * rng.uniform(0.3, 0.6))), 0.5)
    stone = (
        np.array([0.55, 0.3, 0.22]) * rng.uniform(0.6, 1.4)
        if rng.random() < 0.6
        else muted(rng, 0.3, 0.9)
    )
    joint = rng.uniform(0.03, 0.08)
    body = (u > joint * 0.5) & (v > joint * 1.5)
    face = stone * (1 + 0.14 * tone[..., None]) + 0.05 * noise(rng, 1.2)[..., None]
    return np.where(
        body[..., None], face, muted(rng, 0.45, 0.85, 0.2) + 0.03 * noise(rng, 1)[..., None]
    )


def tiles(rng: Rng) -> Floats:
    """Square or oblong tiles, some in two colours."""
    rows = int(rng.integers(2, 9))
    u, v, tone = cells(
        rng, rows, int(max(1, rows * rng.choice([0.5, 1, 1, 2]))), float(rng.choice([0, 0, 0.5]))
    )
    a, b = muted(rng, 0.3, 0.95, 0.4), muted(rng, 0.1, 0.95, 0.4)
    checked = ((ACROSS * rows).astype(int) + (DOWN * rows).astype(int)) % 2 == 0
    base = np.where((checked & (rng.random() < 0.35))[..., None], b, a) * (
        1 + 0.04 * tone[..., None]
    )
    joint = rng.uniform(0.01, 0.035)
    body = (u > joint) & (v > joint)
    veins = 0.05 * noise(rng, rng.uniform(1.2, 2.2))[..., None]
    return np.where(body[..., None], base + veins, a * rng.uniform(0.4, 1.2))


def wood(rng: Rng) -> Floats:
    """Boards with grain."""
    light, dark = np.array([0.6, 0.42, 0.27]), np.array([0.34, 0.21, 0.12])
    level = rng.uniform(0.4, 1.5)
    boards = int(rng.integers(1, 9))
    tone = rng.normal(0, 0.1, boards + 1)[(ACROSS * boards).astype(int)]
    grain = (
        np.sin(ACROSS * rng.uniform(20, 70) + 2.2 * noise(rng, 2, 1, rng.uniform(3, 8))) * 0.5 + 0.5
    )
    picture = mixed(light * level, dark * level, grain) * (1 + tone[..., None])
    gap = (ACROSS * boards) % 1 < 0.02 * (boards > 1)
    picture += 0.04 * noise(rng, 0.8, 1, 7)[..., None]
    return np.where(gap[..., None], picture * 0.4, picture)


def fabric(rng: Rng) -> Floats:
    """Weave, stripes, checks, knit or carpet."""
    a, b = muted(rng), muted(rng)
    count = int(rng.integers(3, 28))
    kind = rng.integers(5)
    if kind == 0:
        share = (np.sin(ACROSS * 2 * np.pi * count) > rng.uniform(-0.6, 0.8)).astype(float)
    elif kind == 1:
        share = 0.5 * ((ACROSS * count) % 1 < 0.5) + 0.5 * ((DOWN * count) % 1 < 0.5)
    elif kind == 2:
        share = 1 / (1 + np.exp(-4 * noise(rng, 1.7)))
    elif kind == 3:
        share = (
            np.hypot((ACROSS * count) % 1 - 0.5, (DOWN * count) % 1 - 0.5) < rng.uniform(0.15, 0.4)
        ).astype(float)
    else:
        share = np.zeros_like(ACROSS)
    thread = 64 * (1 + int(rng.integers(2)))
    weave = np.sin(ACROSS * np.pi * thread) * np.sin(DOWN * np.pi * thread)
    return mixed(a, b, share) * (1 + 0.10 * weave[..., None] + 0.08 * noise(rng, 0.6)[..., None])


def carpet(rng: Rng) -> Floats:
    """Cut pile: one or two muted colours, coarse grain, worn patches."""
    share = 1 / (1 + np.exp(-3 * noise(rng, 1.8))) if rng.random() < 0.4 else np.zeros_like(ACROSS)
    pile = 0.16 * noise(rng, rng.uniform(0.2, 0.6)) + 0.05 * noise(rng, 2.0)
    return mixed(muted(rng, 0.15, 0.8, 0.5), muted(rng, 0.15, 0.8, 0.5), share) * (
        1 + pile[..., None]
    )


def ground(rng: Rng) -> Floats:
    """Asphalt, gravel, sand, soil or concrete."""
    base = muted(rng, 0.15, 0.65, 0.25)
    grain = 0.18 * noise(rng, rng.uniform(0.1, 0.7)) + 0.10 * noise(rng, rng.uniform(1.4, 2.2))
    picture = base * (1 + grain[..., None])
    if rng.random() < 0.4:
        crack = np.abs(noise(rng, 1.9)) < 0.02
        picture = np.where(crack[..., None], picture * 0.5, picture)
    return picture


def grass(rng: Rng) -> Floats:
    """Grass and low plants."""
    green = np.array([0.28, 0.42, 0.14]) * rng.uniform(0.5, 1.4) + rng.uniform(-0.04, 0.06, 3)
    blades = noise(rng, rng.uniform(0.4, 1.0), rng.uniform(1, 3), 1)
    dry = np.clip(noise(rng, 1.8) * 0.5, 0, 1)
    return mixed(
        green * (1 + 0.4 * blades[..., None]),
        np.array([0.55, 0.5, 0.3]) * (1 + 0.3 * blades[..., None]),
        dry * 0.6,
    )


def plaster(rng: Rng) -> Floats:
    """Painted or rough wall, with stains."""
    base = muted(rng, 0.45, 0.97, 0.35)
    rough = 0.03 * noise(rng, rng.uniform(0.6, 1.4)) + 0.05 * noise(rng, 2.2)
    return base * (1 + rough[..., None])


def wallpaper(rng: Rng) -> Floats:
    """Repeating ornaments on a wall."""
    a, b = muted(rng, 0.4, 0.95), muted(rng, 0.2, 0.95)
    count = int(rng.integers(3, 12))
    u, v = (ACROSS * count) % 1 - 0.5, (DOWN * count) % 1 - 0.5
    angle, radius = np.arctan2(v, u), np.hypot(u, v)
    petals = int(rng.integers(2, 8))
    share = (radius < 0.28 + 0.14 * np.cos(petals * angle)).astype(float)
    if rng.random() < 0.4:
        share = ((ACROSS * count) % 1 < rng.uniform(0.2, 0.7)).astype(float)
    return mixed(a, b, share * rng.uniform(0.3, 1)) * (1 + 0.02 * noise(rng, 1)[..., None])


def marble(rng: Rng) -> Floats:
    """Stone with veins."""
    share = 1 / (1 + np.exp(-3 * noise(rng, rng.uniform(1.4, 2.4))))
    veins = np.exp(-np.abs(noise(rng, 1.9)) * 14)
    stone = mixed(muted(rng, 0.4, 0.95, 0.3), muted(rng, 0.3, 0.95, 0.3), share)
    return stone * (1 - 0.3 * veins[..., None])


def metal(rng: Rng) -> Floats:
    """Brushed, scratched or rusty."""
    base = muted(rng, 0.3, 0.8, 0.15) * (1 + 0.12 * noise(rng, 0.8, 1, 12)[..., None])
    rust = np.clip(noise(rng, 1.7) - rng.uniform(0.2, 2.5), 0, 1)
    return mixed(base, np.array([0.42, 0.22, 0.1]) * (1 + 0.2 * noise(rng, 1)[..., None]), rust)

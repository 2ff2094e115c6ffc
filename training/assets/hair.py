"""Hair: cropped or full shells over the scalp, and the styles of the wardrobe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.assets.parts import Part
from training.assets.shells import body_shell
from training.assets.wardrobe import HEAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.assets.figure import Wearer
    from training.assets.headwear import Measure

    Floats = NDArray[np.float32]


_HAIR_COLOURS = ((20, 16, 14), (38, 26, 20), (70, 46, 30), (105, 72, 44), (160, 120, 72), (205,
    172, 120),
                 (150, 70, 35), (140, 140, 140), (205, 203, 200))  # fmt: skip


def scalp(s: Wearer, m: Measure, low: float) -> Floats:
    """Positive where hair grows; `low` 0 is cropped high, 1 reaches the nape."""
    p = s.base[: len(s.wardrobe.limb)]
    forward = (m.centre[1] - p[:, 1]) / m.half[1]
    up = (p[:, 2] - m.centre[2]) / m.half[2]
    line = np.where(
        forward > 0.15, 0.50 + 0.25 * (forward - 0.15), -0.15 - 0.75 * low - 0.2 * forward
    )
    step = np.clip((forward - 0.0) / 0.3, 0, 1)
    line = -0.15 - 0.75 * low + step * (0.65 + 0.75 * low) + 0.25 * np.maximum(forward - 0.15, 0)
    ears = (np.abs(p[:, 0]) > 0.93 * m.half_width) & (up < 0.05) & (forward > -0.4)
    return np.where((s.wardrobe.limb == HEAD) & ~ears, up - line, -0.3)


def hair(s: Wearer, m: Measure, male: bool, old: bool, *, hat: bool) -> None:
    rng = s.rng
    colour = _HAIR_COLOURS[
        int(rng.integers(7, 9) if old and rng.random() < 0.7 else rng.integers(0, 7))
    ]
    light = rng.uniform(0.8, 1.2)
    colour = tuple(int(np.clip(c * light, 5, 250)) for c in colour)
    kind = rng.random()
    if kind < (0.12 if male else 0.02) * (2.2 if old else 1):
        return
    if kind < 0.38 or hat:
        thick = rng.uniform(0.003, 0.012) if male or hat else rng.uniform(0.01, 0.035)
        if not hat and rng.random() < 0.12:
            thick = rng.uniform(0.04, 0.085)
        body_shell(
            s,
            scalp(s, m, float(rng.uniform(0.1, 1.0))),
            float(thick),
            Part.HAIR,
            colour,
            float(thick) * 0.3,
            0.3,
        )
        return
    short = ["short01", "short02", "short03", "short04", "afro01"]
    long = ["bob01", "bob02", "Braid01", "long01", "ponytail01", "long01", "bob01"]
    name = str(rng.choice(short if male and rng.random() < 0.88 else long))
    piece = s.wardrobe.pieces[name]
    tint = tuple(min(255, int(c * 1.2)) for c in colour)
    s.figure.add(
        s.posed(piece), piece.triangles, Part.HAIR, tint, piece.picture + s.wardrobe.grey, piece.uv
    )
    body_shell(
        s, scalp(s, m, 0.7), 0.0015, Part.HAIR, tuple(int(c * 0.85) for c in colour), 0.001, 0.2
    )

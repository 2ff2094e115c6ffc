"""The rings of a run: one for single pictures and one for pairs at each rendered shape."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from training.replay import Ring, bytes_per_entry
from training.views import Pairing

if TYPE_CHECKING:
    import torch

    from training.settings import Diet, Shape

_PAIR_MEMORY: Final = 0.4


class Rings:
    """Keeps what was rendered and chooses where a batch of views comes from."""

    def __init__(self, diet: Diet, device: torch.device) -> None:
        self._rings: dict[tuple[Shape, int], Ring] = {}
        for shape in diet.rendered:
            for frames, share in ((1, 1 - _PAIR_MEMORY), (2, _PAIR_MEMORY)):
                memory = diet.memory_gib * 2**30 * shape.weight * share
                entry = bytes_per_entry(frames, shape.height, shape.width)
                capacity = max(8, int(memory / entry))
                ring = Ring(capacity, frames, shape.height, shape.width, device)
                self._rings[shape, frames] = ring

    def of(self, shape: Shape, frames: int) -> Ring:
        """Where pictures of `shape` with `frames` frames are kept."""
        return self._rings[shape, frames]

    def choose(self, height: int, width: int, pairing: Pairing) -> Ring:
        """A ring whose pictures lose little when they are cut to views of that shape."""
        allowed = [
            ring
            for (_, frames), ring in self._rings.items()
            if len(ring) and (frames == 2 or pairing is not Pairing.FRAME)
        ]
        weights = [len(ring) * _fit(ring, height, width) ** 3 for ring in allowed]
        return random.choices(allowed, weights)[0]

    def emptiest(self, shapes: tuple[Shape, ...], pair_share: float) -> tuple[Shape, int]:
        """What to render next, so that the shares come out as wanted."""

        def lack(shape: Shape, frames: int) -> float:
            wanted = shape.weight * (pair_share if frames == 2 else 1 - pair_share)
            return (self._rings[shape, frames].offered * frames + 1) / max(wanted, 1e-6)

        choices = [(shape, frames) for shape in shapes for frames in (1, 2)]
        return min(choices, key=lambda choice: lack(*choice))

    def summary(self) -> str:
        """Entries kept, per shape: singles + pairs."""
        by_shape: dict[Shape, list[int]] = {}
        for (shape, _), ring in self._rings.items():
            by_shape.setdefault(shape, []).append(len(ring))
        return " ".join(
            f"{shape.width}x{shape.height}: {singles}+{pairs}"
            for shape, (singles, pairs) in by_shape.items()
        )


def _fit(ring: Ring, height: int, width: int) -> float:
    """The share of a picture that a view of that shape can show."""
    ratio = (width / height) / (ring.width / ring.height)
    return min(ratio, 1 / ratio)

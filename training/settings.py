"""What one call of the training is told, and what each net is trained on."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.net import NETS
from training.scenes.mix import SHARES
from training.scenes.stage import Theme


@dataclass(frozen=True, slots=True)
class Shape:
    """A size at which pictures are rendered, its share, and what is seen in it."""

    height: int
    width: int
    weight: float
    themes: tuple[tuple[Theme, float], ...]


@dataclass(frozen=True, slots=True)
class Diet:
    """Sizes (height, width) of views with their weights, the batch at the first of them; the
    shapes that are rendered, how many at once, and how much memory keeps them; the learning rate
    as a multiple of the usual one."""

    views: tuple[tuple[int, int, float], ...]
    batch: int
    rendered: tuple[Shape, ...]
    rendered_at_once: int
    memory_gib: float
    rate: float


_USUAL: Final = tuple(SHARES.items())
_WIDE: Final = (
    (Theme.STREET, 0.7),
    (Theme.ROOM, 0.12),
    (Theme.PEOPLE, 0.08),
    (Theme.NATURE, 0.06),
    (Theme.OBJECTS, 0.04),
)
"""Few pictures but those of cars' cameras are three times as wide as high."""

_UPRIGHT: Final = (
    (Theme.ROOM, 0.28),
    (Theme.WEBCAM, 0.28),
    (Theme.PEOPLE, 0.14),
    (Theme.STREET, 0.14),
    (Theme.TABLE, 0.10),
    (Theme.OBJECTS, 0.06),
)

DIETS: Final = {
    "fast": Diet(
        views=(
            (288, 384, 0.34),
            (256, 448, 0.16),
            (192, 608, 0.15),
            (384, 288, 0.11),
            (192, 256, 0.16),
            (224, 224, 0.08),
        ),
        batch=32,
        rendered=(
            Shape(384, 512, 0.48, _USUAL),
            Shape(320, 576, 0.20, _USUAL),
            Shape(240, 768, 0.17, _WIDE),
            Shape(480, 368, 0.15, _UPRIGHT),
        ),
        rendered_at_once=40,
        memory_gib=32.0,
        rate=0.7,
    ),
    "quality": Diet(
        views=(
            (288, 384, 0.26),
            (384, 512, 0.22),
            (256, 448, 0.10),
            (352, 640, 0.10),
            (192, 608, 0.14),
            (384, 288, 0.10),
            (192, 256, 0.08),
        ),
        batch=40,
        rendered=(
            Shape(432, 576, 0.50, _USUAL),
            Shape(368, 656, 0.18, _USUAL),
            Shape(240, 768, 0.17, _WIDE),
            Shape(544, 416, 0.15, _UPRIGHT),
        ),
        rendered_at_once=32,
        memory_gib=34.0,
        rate=0.6,
    ),
}
_SMOKE: Final = Diet(
    views=((64, 96, 0.5), (96, 64, 0.25), (32, 96, 0.25)),
    batch=4,
    rendered=(Shape(72, 96, 0.7, _USUAL), Shape(48, 128, 0.3, _WIDE)),
    rendered_at_once=4,
    memory_gib=0.02,
    rate=1.0,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of `training.train`."""

    net: str
    seconds: float
    out: Path
    packs: Path
    resume: Path | None
    weights: Path | None
    part: tuple[float, float]
    seed: int
    gpu: int
    rate: float
    share: float
    people: int
    pair_share: float
    recurrent: bool
    benchmark: bool
    profile: bool
    smoke: bool

    @property
    def diet(self) -> Diet:
        """What the net is fed."""
        return _SMOKE if self.smoke else DIETS[self.net]


def read_arguments(given: list[str] | None = None) -> Settings:
    """The settings of a command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    add = parser.add_argument
    add("--net", choices=sorted(NETS), default="fast")
    add("--seconds", type=float, default=560.0, help="of the whole process")
    add("--out", type=Path, required=True, help="folder of the results")
    add("--packs", type=Path, default=Path("training/packs"), help="folder of the packed assets")
    add("--resume", type=Path, help="results of the part before")
    add("--weights", type=Path, help="an exported net to go on from, with a new optimiser")
    add("--part", type=float, nargs=2, default=(0.0, 1.0), metavar=("FROM", "TO"))
    add("--seed", type=int, default=0, help="of scenes and people; another for every part")
    add("--gpu", type=int, default=0)
    add("--rate", type=float, default=1.0, help="multiple of the net's learning rate")
    add("--share", type=float, default=0.4, help="of the time that rendering may take")
    add("--people", type=int, default=400, help="how many people are made up")
    add("--pair-share", type=float, default=0.3, help="of rendering that makes pairs of frames")
    add("--recurrent", action="store_true", help="the last frame's inverse depth as an input")
    add("--benchmark", action="store_true", help="let cuDNN try its kernels for every size")
    add("--profile", action="store_true", help="log where a step's time goes")
    add("--smoke", action="store_true", help="a few small steps, on any machine")
    read = vars(parser.parse_args(given))
    read["part"] = tuple(read["part"])
    return Settings(**read)

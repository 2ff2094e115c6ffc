"""The mixture of themes that the network is trained on."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import torch

from training.scenes.catalogue import Catalogue
from training.scenes.check import obstructed
from training.scenes.draw import Draw
from training.scenes.stage import Stage, Theme, concatenate, shuffled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from training.scenes.catalogue import Library

SHARES: Mapping[Theme, float] = {
    Theme.ROOM: 0.35,
    Theme.WEBCAM: 0.21,
    Theme.STREET: 0.22,
    Theme.TABLE: 0.07,
    Theme.PEOPLE: 0.06,
    Theme.OBJECTS: 0.05,
    Theme.NATURE: 0.04,
}
# More scenes than wanted are made, for some have their camera in a bad place.
_SPARE = 1.25
_PATIENCE = 6


@lru_cache(maxsize=4)
def catalogue_of(library: Any) -> Catalogue:
    """The catalogue of a library, made once."""
    return Catalogue(library)


def make(theme: Theme, library: Library, count: int, generator: torch.Generator,
         shape: tuple[int, int]) -> Stage:  # fmt: skip
    """`count` scenes of one theme for pictures of `shape` (height, width)."""
    module = import_module(f"training.scenes.{theme.name.lower()}")
    known: Any = library
    catalogue, draw = catalogue_of(known), Draw(generator)
    found: list[Stage] = []
    for _ in range(_PATIENCE):
        missing = count - sum(len(stage) for stage in found)
        if missing <= 0:
            break
        stage = module.make(catalogue, draw, int(missing * _SPARE) + 1, shape)
        found.append(stage.chosen(~obstructed(stage, catalogue)))
    else:
        raise RuntimeError(f"{theme.name} scenes are nearly all unusable; look at its cameras")
    stage = concatenate(found)
    return stage.chosen(torch.arange(len(stage), device=stage.focal.device) < count)


def sample(library: Library, count: int, generator: torch.Generator, shape: tuple[int, int],
           shares: Mapping[Theme, float] = SHARES) -> Stage:  # fmt: skip
    """`count` scenes of all themes in random order; the same generator state, the same scenes."""
    each = numbers(count, generator, shares)
    stages = [make(theme, library, n, generator, shape) for theme, n in each.items() if n]
    return shuffled(concatenate(stages), generator)


def numbers(count: int, generator: torch.Generator,
            shares: Mapping[Theme, float] = SHARES) -> dict[Theme, int]:  # fmt: skip
    """How many scenes of each theme: the whole part of its share, the rest by lot."""
    wanted = torch.tensor([shares.get(theme, 0.0) for theme in Theme], dtype=torch.float64)
    wanted = wanted / wanted.sum() * count
    whole = wanted.floor().long()
    rest = count - int(whole.sum())
    if rest:
        odds = (wanted - whole + 1e-6).to(generator.device)
        drawn = torch.multinomial(odds, rest, replacement=True, generator=generator).cpu()
        whole += torch.bincount(drawn, minlength=len(Theme))
    return {theme: int(n) for theme, n in zip(Theme, whole, strict=True)}

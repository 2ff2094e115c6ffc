"""Writes the held-out synthetic set: scenes of seeds that no training run uses, as .npz files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from training.render.library import MeshLibrary
from training.render.renderer import Renderer
from training.replay import usable
from training.scenes.mix import make
from training.scenes.stage import Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.render.batch import Batch

_SEED: Final = 990_000_000
_PEOPLE: Final = 60
_PEOPLE_SEED: Final = 99
_SHAPES: Final = {Theme.STREET: (192, 640)}
_USUAL: Final = (384, 512)
_SAMPLES: Final = 3


def as_arrays(batch: Batch) -> dict[str, NDArray[np.generic]]:
    """The usable pictures of a batch, small enough to keep."""
    good = usable(batch).cpu().numpy()
    rgb = (batch.rgb.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1)
    every = {
        "rgb": rgb,
        "depth": batch.depth.half(),
        "normals": batch.normals.permute(0, 2, 3, 1).half(),
        "person": batch.person,
        "hit": batch.hit,
        "leafy": batch.leafy,
        "focal": batch.focal.float(),
    }
    return {name: value.cpu().numpy()[good] for name, value in every.items()}


def write(library: MeshLibrary, folder: Path, each: int, seed: int = _SEED) -> None:
    """About `each` pictures of every theme, clean of camera faults, one file per theme."""
    folder.mkdir(parents=True, exist_ok=True)
    for theme in Theme:
        height, width = _SHAPES.get(theme, _USUAL)
        renderer = Renderer(library, height, width, _SAMPLES, seed=seed + theme)
        generator = torch.Generator(library.device).manual_seed(seed + theme)
        stage = make(theme, library, each, generator, (height, width))
        arrays = as_arrays(renderer.render(stage))
        np.savez_compressed(folder / f"{theme.name.lower()}.npz", **arrays)


def main() -> None:
    """Write the held-out set."""
    parser = argparse.ArgumentParser(prog="python -m training.heldout", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--packs", type=Path, default=Path("training/packs"))
    parser.add_argument("--each", type=int, default=24, help="pictures of each theme")
    parser.add_argument("--seed", type=int, default=_SEED, help="another one: other scenes")
    given = parser.parse_args()
    torch.set_num_threads(2)
    # Other people than the training's: their seed and so their clothes and faces differ.
    people_seed = _PEOPLE_SEED + abs(given.seed - _SEED)
    library = MeshLibrary.load(given.packs, "cpu", people=_PEOPLE, seed=people_seed)
    write(library, given.out, given.each, given.seed)


if __name__ == "__main__":
    main()

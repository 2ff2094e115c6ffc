"""Draws a sheet of one theme to look at.

python -m training.scenes.sheet THEME SEED OUT.png [--scenes 12] [--size 192 256] [--packs FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.render.library import MeshLibrary
from training.render.renderer import Renderer
from training.render.sheet import tiled, views, write_png
from training.scenes.mix import make, sample
from training.scenes.stage import Theme

_PEOPLE = 40


def main() -> None:
    """Render and write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("theme", help="a theme, or 'mix'")
    parser.add_argument("seed", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scenes", type=int, default=12)
    parser.add_argument("--size", type=int, nargs=2, default=(192, 256), help="height and width")
    parser.add_argument("--packs", type=Path, default=Path("training/packs"))
    parser.add_argument("--colour", action="store_true", help="leave out depth, normals and people")
    parser.add_argument("--columns", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    library = MeshLibrary.load(options.packs, "cpu", people=_PEOPLE)
    height, width = options.size
    if options.theme == "mix":
        stage = sample(library, options.scenes, generator, (height, width))
    else:
        theme = Theme[options.theme.upper()]
        stage = make(theme, library, options.scenes, generator, (height, width))
    batch = Renderer(library, height, width, 1.0).render(stage)
    write_png(options.out, tiled(views(batch, options.colour), options.columns))


if __name__ == "__main__":
    main()

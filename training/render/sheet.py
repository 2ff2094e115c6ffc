"""Writes a sheet of samples: colour, inverse depth, normals and people side by side.

python -m training.render.sheet SEED OUT.png [--scenes 12] [--size 384 512] [--packs FOLDER]
"""

from __future__ import annotations

import argparse
import zlib
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING

import torch

from training.render.library import MeshLibrary
from training.render.renderer import Renderer

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.batch import Batch
    from training.scenes.stage import Stage


def write_png(path: Path, picture: Tensor) -> None:
    """Write a picture (H, W, 3) in 0..1."""
    height, width = picture.shape[:2]
    rows = (picture.clamp(0, 1) * 255).round().byte().cpu().reshape(height, width * 3)
    raw = torch.cat([torch.zeros(height, 1, dtype=torch.uint8), rows], 1).numpy().tobytes()

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + body)


def views(batch: Batch, only_colour: bool = False) -> Tensor:
    """Pictures (B, 3, H, W or 4 W): colour, inverse depth, normals, people."""
    if only_colour:
        return batch.rgb
    near = 1 / batch.depth.clamp(min=0.05)
    low, high = (torch.quantile(near.flatten(1), q, dim=1)[:, None, None] for q in (0.02, 0.99))
    near = ((near - low) / (high - low).clamp(min=1e-6)).clamp(0, 1)
    depth = torch.stack([near, near * near, 0.6 * (1 - near) * near + 0.3 * near], 1)
    signs = torch.tensor([1.0, -1.0, -1.0], device=near.device)[:, None, None]
    normals = (batch.normals * signs * 0.5 + 0.5) * batch.hit[:, None]
    people = batch.rgb * (0.25 + 0.75 * batch.person[:, None])
    return torch.cat([batch.rgb, depth, normals, people], 3)


def tiled(pictures: Tensor, columns: int) -> Tensor:
    """One picture (H, W, 3) of all, row by row."""
    count = -(-len(pictures) // columns) * columns
    filler = pictures.new_zeros(count - len(pictures), *pictures.shape[1:])
    rows = torch.cat([pictures, filler]).split(columns)
    return torch.cat([torch.cat(list(row), 2) for row in rows], 1).permute(1, 2, 0)


def stages(library: MeshLibrary, count: int, seed: int, size: tuple[int, int]) -> Stage:
    """Scenes of the training run for pictures of that height and width."""
    from training.scenes.mix import sample

    generator = torch.Generator(library.device).manual_seed(seed)
    return sample(library, count, generator, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scenes", type=int, default=12)
    parser.add_argument("--size", type=int, nargs=2, default=(240, 320), metavar=("H", "W"))
    parser.add_argument("--packs", type=Path, default=Path(__file__).parents[1] / "packs")
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--colour", action="store_true", help="colour alone")
    parser.add_argument("--studio", action="store_true", help="the plain test room")
    options = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    library = MeshLibrary.load(options.packs, device, people=options.people)
    if options.studio:
        from training.render.studio import room

        stage = room(library, options.scenes, options.seed)
    else:
        stage = stages(library, options.scenes, options.seed, tuple(options.size))
    batch = Renderer(library, *options.size, seed=options.seed).render(stage)
    write_png(options.out, tiled(views(batch, options.colour), 4 if options.colour else 2))


if __name__ == "__main__":
    main()

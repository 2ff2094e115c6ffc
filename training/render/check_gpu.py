"""Tries the CUDA kernels: compiles them, compares a picture with the CPU's, and times every shape.

python -m training.render.check_gpu [--packs FOLDER] [--batch 64] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from training.assets.pack import PackError
from training.render.kernels import Kernels
from training.render.library import MeshLibrary
from training.render.renderer import Renderer
from training.render.sheet import stages, tiled, views, write_png
from training.render.studio import room

if TYPE_CHECKING:
    from training.scenes.stage import Stage

SHAPES = ((384, 512), (288, 512), (160, 512), (512, 288), (512, 384))


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def load(packs: Path, people: int) -> MeshLibrary:
    """The packs, or the primitives alone when some pack is missing."""
    try:
        return MeshLibrary.load(packs, "cpu", people=people)
    except PackError as error:
        say(f"primitives only: {error}")
        return MeshLibrary.primitives("cpu")


def compare(library: MeshLibrary, on_device: MeshLibrary) -> None:
    """Largest and mean differences between the two devices on one stage."""
    libraries = (library, on_device)
    stage = room(libraries[0], 2)
    renderers = [Renderer(library, 120, 160) for library in libraries]
    look = renderers[0].appearance(stage)
    host = renderers[0].render(stage, look)
    device = renderers[1].render(stage.to("cuda"), look.to("cuda")).to("cpu")
    for name in ("rgb", "depth", "normals"):
        apart = (getattr(host, name) - getattr(device, name)).abs()
        far = (apart > 0.02 * getattr(host, name).abs().clamp(min=0.5)).float().mean()
        say(f"  {name}: mean {apart.mean():.6f}, {100 * far:.3f} % differ by over 2 %")
    say(f"  person: {(host.person != device.person).sum()} pixels, "
        f"hit: {(host.hit != device.hit).sum()} pixels differ")  # fmt: skip
    later = renderers[1].render_pair(stage.to("cuda"), 0.1)
    say(f"  pair: seen {later[3].float().mean():.4f}, flow {later[2].abs().max():.5f} (still: 0)")


class Stopwatch:
    """Adds up the GPU time of each kernel."""

    def __init__(self, kernels: Kernels) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._pending: list[tuple[str, Any, Any]] = []
        self._run = kernels.run
        kernels.run = self._timed  # type: ignore[method-assign]

    def _timed(self, name: str, count: int, **members: Any) -> None:
        start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        self._run(name, count, **members)
        stop.record()
        label = name if name != "raster" else f"raster {members['width']}x{members['height']}"
        self._pending.append((label, start, stop))

    def report(self, batches: int) -> str:
        """Milliseconds a batch."""
        torch.cuda.synchronize()
        for name, start, stop in self._pending:
            self.spent[name] += start.elapsed_time(stop) / batches
        return ", ".join(f"{name} {ms:.2f}" for name, ms in self.spent.items())


def clock(renderer: Renderer, stage: Stage, batches: int = 4) -> float:
    """Pictures a second, the stage being at hand."""
    renderer.render(stage)
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(batches):
        renderer.render(stage)
    torch.cuda.synchronize()
    return batches * len(stage) / (time.perf_counter() - begin)


def measure(library: MeshLibrary, stage: Stage, name: str) -> None:
    """Pictures a second for every shape, and where the time goes for the first."""
    triangles = int(library.face_count[stage.mesh].sum())
    say(f"{name}: {len(stage)} scenes, {triangles / 1e6:.2f} M triangles")
    for height, width in SHAPES:
        renderer = Renderer(library, height, width)
        speed = clock(renderer, stage)
        line = f"  {width}x{height}: {speed:.0f} pictures/s"
        if (height, width) == SHAPES[0]:
            watch = Stopwatch(renderer.kernels)
            for _ in range(3):
                renderer.render(stage)
            line += f"\n    ms a batch: {watch.report(3)}"
        say(line)
    begin = time.perf_counter()
    Renderer(library, 240, 320).render_pair(stage)
    torch.cuda.synchronize()
    say(f"  first pair 320x240: {time.perf_counter() - begin:.2f} s, "
        f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB at most")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=Path, default=Path(__file__).parents[1] / "packs")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--out", type=Path, help="folder for a sheet of the pictures")
    options = parser.parse_args()
    begin = time.perf_counter()
    Kernels(torch.device("cuda", 0))
    say(f"compiled in {time.perf_counter() - begin:.1f} s")
    host = load(options.packs, options.people)
    library = host.to("cuda")
    say(f"library of {len(library)} meshes after {time.perf_counter() - begin:.1f} s")
    compare(host, library)
    say(f"compared after {time.perf_counter() - begin:.1f} s")
    measure(library, room(library, options.batch), "studio")
    try:
        stage = stages(library, options.batch, 1, SHAPES[0])
    except (ImportError, AttributeError) as error:
        say(f"no scenes of the training run: {error}")
        stage = room(library, 8)
    else:
        measure(library, stage, "training scenes")
    if options.out:
        batch = Renderer(library, 240, 320).render(stage)
        write_png(options.out / "sheet.png", tiled(views(batch)[:24], 2).cpu())
    say(f"done after {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()

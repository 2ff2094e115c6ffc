#!/usr/bin/env python3
"""Measures how long a GPU takes to see a cloud of 860,000 Gaussians, and how right that is.

    python benchmarks/sam3d_rendering.py [--repeat N] [--stages]
    python benchmarks/sam3d_rendering.py --cpu          tries the script itself, with fewer

The cloud is the shell of a hollow ball, as large as the picture is high. Times are medians of CUDA
events in milliseconds, of forms that take turns. The results go to $OUT/sam3d_rendering.json too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import torch  # noqa: E402
from sam3d_shapes import HollowSphere, Torus, shell, traced  # noqa: E402

from benchmarks.sam3d.timing import Stopwatch, synchronise  # noqa: E402
from camfilter.engines.sam3d import rendering  # noqa: E402
from camfilter.engines.sam3d.cloud_surface import NormalSource, surface_of  # noqa: E402
from camfilter.engines.sam3d.footprints import View  # noqa: E402
from camfilter.engines.sam3d.gaussians import Gaussians, rotation_matrix  # noqa: E402
from camfilter.engines.sam3d.rendering import Rendered, render  # noqa: E402
from camfilter.engines.sam3d.similarity import Similarity  # noqa: E402
from camfilter.frames import Intrinsics  # noqa: E402
from camfilter.settings import Projection  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from sam3d_shapes import Shape

HEIGHT, WIDTH = 720, 1280
CAMERA = Intrinsics.from_fov(55.0, HEIGHT, WIDTH)
ROUNDS = 5


def main() -> None:
    """Measure, print and write."""
    options = _options()
    device = torch.device("cpu" if options.cpu else "cuda")
    cloud, _ = shell(HollowSphere(), 1 if options.cpu else 32)
    cloud = _to(cloud, device)
    moved = _moved(device)
    found: dict[str, Any] = {"gaussians": len(cloud)}
    if not options.cpu:
        found |= {"device": torch.cuda.get_device_name(), "triton": rendering.usable(device)}
    found["ms"] = _times(_runs(cloud, moved), device, options.repeat)
    if options.stages and rendering.usable(device):
        found["stages"] = _times(_stages(cloud, moved), device, options.repeat)
    found["floor_ms"] = _floor_ms(len(cloud), device)
    found["apart"] = _apart(cloud, moved)
    found["errors"] = [_errors(shape, device, options.cpu) for shape in (HollowSphere(), Torus())]
    text = json.dumps(found, indent=1)
    Path(os.environ.get("OUT", "."), "sam3d_rendering.json").write_text(text, "utf-8")
    sys.stdout.write(text + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--stages", action="store_true", help="each kernel alone too")
    return parser.parse_args()


def _to(cloud: Gaussians, device: torch.device) -> Gaussians:
    parts = (cloud.xyz, cloud.scale, cloud.rotation, cloud.opacity, cloud.colour)
    return Gaussians(*(part.to(device) for part in parts))


def _moved(device: torch.device) -> Similarity:
    rotation = rotation_matrix(torch.tensor([0.8, 0.3, -0.4, 0.33]))
    shift = torch.tensor([0.0, 0.0, 1.85])
    return Similarity(rotation.to(device), shift.to(device), torch.tensor(1.0, device=device))


def _runs(cloud: Gaussians, moved: Similarity) -> dict[str, Callable[[], Any]]:
    surface = surface_of(cloud)

    def drawn(projection: Projection, *, kernels: bool = True, extras: bool = True) -> Rendered:
        rendering.enabled = kernels
        try:
            return render(
                cloud,
                CAMERA,
                HEIGHT,
                WIDTH,
                moved=moved,
                projection=projection,
                surface=surface,
                thickness=extras,
                colour=extras,
            )
        finally:
            rendering.enabled = True

    return {
        "depth and normals": lambda: drawn(Projection.PERSPECTIVE, extras=False),
        "orthographic": lambda: drawn(Projection.ORTHOGRAPHIC, extras=False),
        "with thickness and colour": lambda: drawn(Projection.PERSPECTIVE),
        "plain PyTorch": lambda: drawn(Projection.PERSPECTIVE, kernels=False),
        "surface by PCA, once": lambda: surface_of(cloud),
        "surface by axes, once": lambda: surface_of(cloud, NormalSource.AXES),
    }


def _stages(cloud: Gaussians, moved: Similarity) -> dict[str, Callable[[], Any]]:
    from camfilter.engines.sam3d import rendering_kernels as kernels

    surface, view = surface_of(cloud), View.of(CAMERA, HEIGHT, WIDTH, Projection.PERSPECTIVE)
    extras = {"thickness": False, "colour": False}
    made = kernels._projected(cloud, surface, view, moved)
    rows, starts = kernels._listed(made, view)
    maps = kernels._composited(made, rows, starts, view, **extras)
    return {
        "sort and project": lambda: kernels._projected(cloud, surface, view, moved),
        f"list {len(rows)} by tile": lambda: kernels._listed(made, view),
        "composite": lambda: kernels._composited(made, rows, starts, view, **extras),
        "close and finish": lambda: kernels._finished(maps, view),
    }


def _times(
    runs: dict[str, Callable[[], Any]], device: torch.device, repeat: int
) -> dict[str, float]:
    watch = Stopwatch(device, warm_ups=2, repeat=1 if device.type == "cpu" else repeat)
    rounds = range(1 if device.type == "cpu" else ROUNDS)
    measured: dict[str, list[float]] = {name: [] for name in runs}
    for _ in rounds:
        for name, run in runs.items():
            measured[name].append(watch.median_ms(run))
    return {name: round(statistics.median(values), 3) for name, values in measured.items()}


def _floor_ms(count: int, device: torch.device) -> float:
    """Milliseconds that the device takes to read the cloud and to write the maps, and no more."""
    block = torch.zeros(64 * 2**20 if device.type == "cuda" else 2**20, device=device)
    other = torch.empty_like(block)
    watch = Stopwatch(device, warm_ups=2, repeat=10)
    copy = watch.median_ms(lambda: other.copy_(block))
    synchronise(device)
    moved = count * 4 * (14 + 4) + HEIGHT * WIDTH * (4 * 9 + 1)
    return round(copy * moved / (2 * block.nbytes), 4)


def _apart(cloud: Gaussians, moved: Similarity) -> dict[str, float]:
    """How far the kernels are from plain PyTorch."""
    runs = _runs(cloud, moved)
    ours, plain = runs["with thickness and colour"](), runs["plain PyTorch"]()
    both = ours.covered & plain.covered
    found = {"covered": float((ours.covered != plain.covered).float().mean())}
    for name in ("depth", "thickness", "normals", "opacity", "colour"):
        away = (getattr(ours, name) - getattr(plain, name)).abs()[both]
        found |= {f"{name} mean": float(away.mean()), f"{name} most": float(away.max())}
    return found


def _errors(shape: Shape, device: torch.device, small: bool) -> dict[str, Any]:
    """Differences from what is known of the shape."""
    cloud, _ = shell(shape, 1 if small else 32)
    moved = _moved(device)
    height, width = (HEIGHT // 8, WIDTH // 8) if small else (HEIGHT, WIDTH)
    true = traced(shape, CAMERA, height, width, moved)
    seen = render(_to(cloud, device), CAMERA, height, width, moved=moved)
    both = seen.covered & true.covered
    cosine = (seen.normals.double() * true.normals).sum(-1)[both].clamp(-1, 1)
    share = 100 / shape.size
    return {
        "shape": str(shape),
        "iou": float(both.sum() / (seen.covered | true.covered).sum()),
        "depth_percent": float((seen.depth - true.depth)[both].abs().mean() * share),
        "thickness_percent": float((seen.thickness - true.thickness)[both].abs().mean() * share),
        "normals_deg": float(torch.rad2deg(cosine.acos()).mean()),
    }


if __name__ == "__main__":
    main()

"""The engine that the live path is measured with: random networks, an object to be followed."""

from __future__ import annotations

import zlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from benchmarks.sam3d.bench import Bench, Choices
from benchmarks.sam3d.scene import make_scene, one_object
from benchmarks.sam3d.timing import free_memory, peak_memory
from benchmarks.sam3d.video import CAMERA, FARTHEST, centre, turn
from camfilter.engines.sam3d.engine import Sam3dEngine
from camfilter.engines.sam3d.live.apart import ON_HOST, InnerEngine
from camfilter.engines.sam3d.live.worker import Place, WorkerEngine
from camfilter.engines.sam3d.pipeline import Pipeline
from camfilter.engines.sam3d.pose import Pose, quaternion_of
from camfilter.engines.sam3d.request import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.sam3d.scene import Scene
    from camfilter.engines.sam3d.request import Reconstruction, View

CASES = {"2+2": (2, True), "4+4": (4, True), "12+12": (12, False)}
SHOTS = 120


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be built, wherever that is.

    Attributes:
        case: one of `CASES`.
        places: which picture of the video it is, by the `mark` of each.
        threads: of PyTorch's, in a process of its own.
    """

    tiny: bool
    cpu: bool
    voxels: int
    case: str
    resolution: int
    places: dict[int, int]
    threads: int


def mark(rgb: Any) -> int:
    """What a picture is known by, in every process."""
    return zlib.crc32(np.ascontiguousarray(rgb[::16, ::4]))


class InnerMeasured(InnerEngine):
    """The engine in a process of its own, which can be asked what it takes up there."""

    def begin(self) -> None:
        """Count memory from here on."""
        free_memory(self._place.device)

    def memory(self) -> dict[str, float]:
        """Gigabytes of this process."""
        return peak_memory() if self._place.device.type == "cuda" else {}


def built_here(stopped: Callable[[], bool], part: Part) -> WorkerEngine:
    """The engine in the process that shows the pictures."""
    bench, scene = stage(part.tiny, part.cpu, part.voxels)
    return WorkerEngine(_engine(bench, scene, part, stopped), Place(bench.device))


def built_inside(stopped: Callable[[], bool], part: Part) -> InnerMeasured:
    """The same in a process of its own."""
    torch.set_num_threads(part.threads)
    bench, scene = stage(part.tiny, part.cpu, part.voxels)
    return InnerMeasured(_engine(bench, scene, part, stopped), Place(bench.device, ON_HOST))


@cache
def stage(tiny: bool, cpu: bool, voxels: int) -> tuple[Bench, Scene]:
    """Networks that always find the same object, made once in each process."""
    bench = Bench(Choices(tiny, cpu, [], voxels, 3, None, None))
    _for_good.enter_context(one_object(bench))
    return bench, make_scene(bench)


_for_good = ExitStack()


class _Placed:
    """The pipeline with its random object where the video shows one, opaque and as large."""

    def __init__(self, pipeline: Pipeline, device: torch.device, places: dict[int, int]) -> None:
        self._pipeline = pipeline
        self._places = places
        self._device = device
        self.notes = pipeline.notes

    def reconstruct(self, view: View) -> Reconstruction:
        """The object, which took as long as any other."""
        made = self._pipeline.reconstruct(view)
        index = self._places.get(mark(view.rgb), 0)
        flip = np.diag([-1.0, -1.0, 1.0])
        place = torch.tensor(flip @ centre(index, SHOTS), device=self._device).float()
        # Rows turn by the matrix, in axes of which two are turned round.
        turned = torch.tensor((flip @ turn(index, SHOTS) @ flip).T.copy(), device=self._device)
        matrix = turned.float()
        pose = Pose(matrix, quaternion_of(matrix), place, torch.ones_like(place[0]))
        local = replace(made.local, opacity=made.local.opacity.clamp(min=0.5))
        return replace(made, cloud=local.posed(pose), pose=pose)

    def forget(self) -> None:
        """As the pipeline's."""
        self._pipeline.forget()


class _Seen:
    """MoGe with random weights at work, and after it the points that are there."""

    def __init__(self, scene: Scene) -> None:
        self._mapper = scene.mapper

    def estimate(self, rgb: Any) -> Any:
        """Points of a wall, and the camera of the video."""
        points, _ = self._mapper.estimate(rgb)
        rays = torch.from_numpy(CAMERA.rays(*rgb.shape[:2])).to(points.device).permute(2, 0, 1)
        turned = torch.tensor([-1.0, -1.0, 1.0], device=points.device).view(3, 1, 1)
        return rays * FARTHEST * turned, CAMERA


def _engine(bench: Bench, scene: Scene, part: Part, stopped: Callable[[], bool]) -> Sam3dEngine:
    steps, shortcut = CASES[part.case]
    dino = bench.sizes.stage1_condition.dino
    options = Options(steps, steps, shortcut=shortcut, size=dino.grid * dino.patch)
    pipeline = Pipeline(bench.networks, scene.residency, torch.float16, options, stopped=stopped)
    placed = _Placed(pipeline, bench.device, part.places)
    return Sam3dEngine(placed, _Seen(scene), bench.device, part.resolution)  # type: ignore[arg-type]

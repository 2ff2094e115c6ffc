"""A plain scene for tests and timings: a room or a field with things of every sort in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.render.camera import looking
from training.scenes.stage import Kind, Light, Stage, Theme, rotation_about

if TYPE_CHECKING:
    from torch import Tensor

    from training.render.library import MeshLibrary


class Studio:
    """Builds stages out of single instances."""

    def __init__(self, library: MeshLibrary, scenes: int) -> None:
        self._library, self._scenes = library, scenes
        self._rows: list[tuple[int, int, Tensor, Tensor, int, int, Tensor]] = []

    def put(
        self,
        scene: int,
        mesh: int | str,
        place: tuple[float, ...],
        size: float | tuple[float, ...] = 1.0,
        kind: Kind = Kind.PRIMITIVE,
        yaw: float = 0.0,
        tint: tuple[float, ...] = (-1.0,) * 3,
        turn: tuple[float, ...] | None = None,
    ) -> None:
        """Add a mesh, scaled along its axes by `size`, turned by `yaw` or the vector `turn`."""
        row = self._library.index(mesh) if isinstance(mesh, str) else mesh
        axes = rotation_about(torch.tensor([turn or (0.0, 0.0, yaw)], dtype=torch.float32))[0]
        scale = torch.tensor(size if isinstance(size, tuple) else (size,) * 3)
        look = len(self._rows)
        self._rows.append((scene, row, axes * scale, torch.tensor(place), int(kind), look,
                           torch.tensor(tint)))  # fmt: skip

    def stage(
        self, position: Tensor, forward: Tensor, focal: float = 0.8, outdoor: bool = False
    ) -> Stage:
        """The stage, seen by cameras (B, 3) that look along `forward` (B, 3)."""
        count = self._scenes
        columns = [list(c) for c in zip(*self._rows, strict=True)]
        scene, mesh, kind, look = (torch.tensor(columns[k]) for k in (0, 1, 4, 5))
        linear, offset, tint = (torch.stack(columns[k]).float() for k in (2, 3, 6))
        still, zero = torch.zeros_like(offset), torch.zeros(count, 3)
        stage = Stage(
            scene=scene,
            mesh=mesh,
            linear=linear,
            offset=offset,
            kind=kind,
            group=torch.arange(len(scene)),
            look=look,
            tint=tint,
            velocity=still,
            spin=still,
            pivot=offset,
            rotation=looking(forward),
            position=position,
            focal=torch.full((count,), focal),
            camera_velocity=zero,
            camera_spin=zero,
            **_lights(position, outdoor),
            theme=torch.full((count,), int(Theme.ROOM)),
        )
        return stage.to(self._library.device)


def _lights(position: Tensor, outdoor: bool) -> dict[str, Tensor]:
    """A sun, or two lamps under the ceiling."""
    count = len(position)
    above = position + torch.tensor([0.6, 0.9, 0.0])
    above[:, 2] = 2.35
    beside = above + torch.tensor([-2.0, 0.5, -0.6])
    sun = torch.nn.functional.normalize(torch.tensor([0.5, -0.6, 0.7]), dim=0).expand(count, 3)
    power = [[2.0], [0.0]] if outdoor else [[4.0], [0.7]]
    kinds = [Light.SUN if outdoor else Light.POINT, Light.POINT]
    shape = (count, len(kinds))
    return {
        "light_position": torch.stack([sun if outdoor else above, beside], 1),
        "light_colour": torch.tensor(power).expand(*shape, 3).clone(),
        "light_size": torch.full(shape, 0.02 if outdoor else 0.2),
        "light_kind": torch.tensor([int(k) for k in kinds]).expand(shape),
        "light_on": torch.ones(shape, dtype=torch.bool),
        "ambient": torch.full((count, 3), 0.4 if outdoor else 0.12),
        "outdoor": torch.full((count,), outdoor),
        "fog": torch.zeros(count),
        "exposure": torch.zeros(count),
    }


def room(library: MeshLibrary, scenes: int, seed: int = 0) -> Stage:
    """Rooms with furniture, primitives, a window, a lamp, a screen and people if there are any."""
    studio, generator = Studio(library, scenes), torch.Generator().manual_seed(seed)
    for scene in range(scenes):
        _shell(studio, scene)
        _fill(studio, library, scene, generator)
    position = torch.rand(scenes, 3, generator=generator) * torch.tensor([2.0, 0.8, 0.5])
    position += torch.tensor([-1.0, -2.6, 1.2])
    target = torch.rand(scenes, 3, generator=generator) * torch.tensor([1.6, 1.0, 0.6])
    return studio.stage(position, target + torch.tensor([-0.8, 1.0, 0.6]) - position)


def _shell(studio: Studio, scene: int) -> None:
    studio.put(scene, "box", (0, 0, -0.05), (5.0, 6.0, 0.1), Kind.FLOOR)
    studio.put(scene, "box", (0, 0, 2.65), (5.0, 6.0, 0.1), Kind.CEILING)
    for x in (-2.5, 2.5):
        studio.put(scene, "box", (x, 0, 1.3), (0.1, 6.0, 2.6), Kind.WALL)
    for y in (-3.0, 3.0):
        studio.put(scene, "box", (0, y, 1.3), (5.0, 0.1, 2.6), Kind.WALL)
    studio.put(scene, "box", (2.44, 0.8, 1.5), (0.02, 1.4, 1.3), Kind.WINDOW)
    studio.put(scene, "box", (-1.2, 2.93, 1.6), (0.9, 0.03, 0.6), Kind.DECOR)
    studio.put(scene, "box", (1.2, 2.5, 1.1), (0.6, 0.04, 0.35), Kind.SCREEN)
    studio.put(scene, "sphere", (-2.0, 2.4, 1.4), 0.25, Kind.LAMP)


def _fill(studio: Studio, library: MeshLibrary, scene: int, generator: torch.Generator) -> None:
    def draw(low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand((), generator=generator))

    for name in ("box", "sphere", "cylinder", "bevel_box", "torus", "blob_3"):
        size = draw(0.15, 0.5)
        place = (draw(-2, 2), draw(-0.5, 2.5), size / 2)
        studio.put(scene, name, place, size, yaw=draw(0, 6.28))
    for theme, kind, number in (("furniture", Kind.FURNITURE, 7), ("people", Kind.BODY, 2)):
        first, count = library.of_pack.get(theme, (0, 0))
        for _ in range(number if count else 0):
            mesh = first + int(draw(0, count))
            angle = draw(-0.6, 0.6) if theme == "people" else draw(0, 4) // 1 * math.pi / 2
            studio.put(scene, mesh, (draw(-2, 2), draw(-0.3, 2.5), 0.0), 1.0, kind, angle)

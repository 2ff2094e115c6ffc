"""A source of training pictures for tests: balls before a wall, traced without a renderer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

torch = pytest.importorskip("torch")

if TYPE_CHECKING:
    from torch import Tensor

    from training.settings import Shape

_STEP = 0.05
torch.set_num_threads(1)


class ToyBatch(NamedTuple):
    """The fields of the renderer's batch."""

    rgb: Tensor
    depth: Tensor
    normals: Tensor
    person: Tensor
    hit: Tensor
    leafy: Tensor
    focal: Tensor


class ToySource:
    """Balls ("people") on a wall under an open sky, and the same a little to the side."""

    def __init__(self, count: int, seed: int = 0) -> None:
        self._count = count
        self._height = self._width = 0
        self._random = torch.Generator().manual_seed(seed)

    def draw(
        self, shape: Shape, frames: int
    ) -> tuple[tuple[ToyBatch, ...], Tensor | None, Tensor | None]:
        """One frame of scenes of their own, or two, the second seen from further right."""
        self._height, self._width = shape.height, shape.width
        scene = self._scene()
        first = self._draw(scene, 0.0)
        if frames == 1:
            return (first,), None, None
        second = self._draw(scene, _STEP)
        across = -_STEP / first.depth * first.focal.view(-1, 1, 1) * self._width
        flow = torch.stack([across.where(first.hit, across.new_zeros(())), 0 * across], 1)
        return (first, second), flow, first.hit & ~first.person

    def _scene(self) -> tuple[Tensor, ...]:
        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return torch.rand(self._count, *shape, generator=self._random) * (high - low) + low

        centre = torch.cat([uniform(-0.5, 0.5, 2), uniform(1.5, 3.0, 1)], 1)
        return centre, uniform(0.3, 0.6), uniform(3.5, 6.0), uniform(0.7, 1.2), uniform(0, 1, 2, 3)

    def _draw(self, scene: tuple[Tensor, ...], right: float) -> ToyBatch:
        centre, radius, wall, focal, colours = scene
        height, width = self._height, self._width
        rows = (torch.arange(height) + 0.5 - height / 2)[:, None] / width
        columns = (torch.arange(width) + 0.5 - width / 2)[None] / width
        ray = torch.stack([columns.expand(height, width), rows.expand(height, width)])
        ray = ray[None] / focal.view(-1, 1, 1, 1)
        ray = torch.cat([ray, torch.ones(self._count, 1, height, width)], 1)
        middle = (centre - torch.tensor([right, 0.0, 0.0])).view(-1, 3, 1, 1)
        square = (ray * ray).sum(1)
        along = (ray * middle).sum(1) / square
        apart = (middle * middle).sum(1) - along**2 * square
        inside = radius.view(-1, 1, 1) ** 2 - apart
        person = inside > 0
        depth = along - (inside.clamp(min=0) / square).sqrt()
        depth = depth.where(person, wall.view(-1, 1, 1).expand_as(depth))
        hit = person | (rows > -0.25).expand_as(person)
        ball = (ray * depth[:, None] - middle) / radius.view(-1, 1, 1, 1)
        facing = torch.tensor([0.0, 0.0, -1.0]).view(1, 3, 1, 1).expand_as(ball)
        normals = ball.where(person[:, None], facing)
        place = ray * depth[:, None] + torch.tensor([right, 0.0, 0.0]).view(1, 3, 1, 1)
        waves = 0.7 + 0.3 * torch.sin(9 * place[:, :1]) * torch.sin(9 * place[:, 1:2])
        colour = colours[:, 0, :, None, None].where(person[:, None], colours[:, 1, :, None, None])
        rgb = (colour * waves * -normals[:, 2:]).clamp(0, 1)
        rgb = rgb.where(hit[:, None], torch.tensor(0.8))
        depth = depth.where(hit, torch.tensor(300.0))
        return ToyBatch(rgb, depth, normals, person & hit, hit, hit & False, focal)


@pytest.fixture
def toy() -> ToySource:
    """Four scenes at a time."""
    return ToySource(4)

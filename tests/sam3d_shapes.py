"""Solids of which everything is known, and the clouds of Gaussians that SAM 3D makes of such."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
from torch.nn import functional

from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.pose import quaternion_product
from camfilter.settings import Projection

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.similarity import Similarity
    from camfilter.frames import Intrinsics

SIDE = 64
"""Voxels along an axis, of an object of size 1."""


class Shape(Protocol):
    """A solid around the origin, within the cube of side 1."""

    @property
    def size(self) -> float:
        """Its largest extent."""

    def distance(self, points: Tensor) -> Tensor:
        """From each of (N, 3) points to the surface, negative inside."""


@dataclass(frozen=True)
class Sphere:
    radius: float = 0.45

    @property
    def size(self) -> float:
        return 2 * self.radius

    def distance(self, points: Tensor) -> Tensor:
        return points.norm(dim=-1) - self.radius


@dataclass(frozen=True)
class Cube:
    half: float = 0.35

    @property
    def size(self) -> float:
        return 2 * self.half * math.sqrt(3)

    def distance(self, points: Tensor) -> Tensor:
        beyond = points.abs() - self.half
        return beyond.clamp(min=0).norm(dim=-1) + beyond.amax(-1).clamp(max=0)


@dataclass(frozen=True)
class Torus:
    radius: float = 0.3
    tube: float = 0.15

    @property
    def size(self) -> float:
        return 2 * (self.radius + self.tube)

    def distance(self, points: Tensor) -> Tensor:
        x, y, z = points.unbind(-1)
        return torch.hypot(torch.hypot(x, y) - self.radius, z) - self.tube


@dataclass(frozen=True)
class HollowSphere:
    """A ball with a wall: as many voxels as a real object has with its folds."""

    radius: float = 0.465
    wall: float = 0.1

    @property
    def size(self) -> float:
        return 2 * self.radius

    def distance(self, points: Tensor) -> Tensor:
        away = points.norm(dim=-1)
        return torch.maximum(away - self.radius, self.radius - self.wall - away)


def outward(shape: Shape, points: Tensor) -> Tensor:
    """(N, 3) unit gradients of the distance."""
    step = 1e-4
    axes = torch.eye(3, dtype=points.dtype, device=points.device) * step
    slopes = [shape.distance(points + axis) - shape.distance(points - axis) for axis in axes]
    return functional.normalize(torch.stack(slopes, -1), dim=-1)


def shell(
    shape: Shape,
    per_voxel: int = 32,
    *,
    noise: float = 0.001,
    tilt_deg: float = 5.0,
    seed: int = 0,
) -> tuple[Gaussians, Tensor]:
    """Gaussians on the surface of `shape`, and (G, 3) which way it faces there.

    They begin where the decoder lets them, evenly spread over every voxel that the surface cuts,
    and are as large as it makes them; `noise` is how far they lie off, `tilt_deg` how askew.
    """
    generator = torch.Generator().manual_seed(seed)
    points = _spread(shape, per_voxel)
    facing = outward(shape, points)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    points = points + noise * drawn(len(points), 1) * facing
    askew = math.radians(tilt_deg) / math.sqrt(2) * drawn(len(points), 3)
    around = 2 * math.pi * torch.rand(len(points), generator=generator, dtype=torch.float64)
    rotation = _turned(functional.normalize(facing + askew, dim=1), around)
    uneven = torch.rand(len(points), 4, generator=generator, dtype=torch.float64)
    sizes = torch.tensor([0.004, 0.004, 0.0012]) * math.sqrt(32 / per_voxel)
    scale = sizes * (0.7 + 0.6 * uneven[:, :3])
    opacity = 0.6 + 0.39 * uneven[:, 3:]
    parts = (points, scale, rotation, opacity, (facing + 1) / 2)
    return Gaussians(*(part.float() for part in parts)), facing.float()


def _spread(shape: Shape, per_voxel: int) -> Tensor:
    axis = (torch.arange(SIDE, dtype=torch.float64) + 0.5) / SIDE - 0.5
    centres = torch.cartesian_prod(axis, axis, axis)
    reach = outward(shape, centres).abs().sum(1) / (2 * SIDE)
    cut = centres[shape.distance(centres).abs() <= reach]
    points = (cut[:, None] + (_hammersley(per_voxel) - 0.5) / SIDE).reshape(-1, 3)
    for _ in range(3):
        points = points - shape.distance(points)[:, None] * outward(shape, points)
    return points


def _hammersley(count: int) -> Tensor:
    def mirrored(number: int, base: int) -> float:
        place, value = 1.0, 0.0
        while number:
            place /= base
            value += place * (number % base)
            number //= base
        return value

    rows = [[index / count, mirrored(index, 2), mirrored(index, 3)] for index in range(count)]
    return torch.tensor(rows, dtype=torch.float64)


def _turned(normal: Tensor, around: Tensor) -> Tensor:
    """Quaternions that take z to `normal`, with a turn around it."""
    upright = normal.new_tensor([1e-9, 0.0, 1.0])
    half = functional.normalize(normal + upright, dim=1)
    nothing = torch.zeros_like(around)
    flipped = torch.cat((nothing[:, None], half), 1)
    spin = torch.stack(((around / 2).cos(), nothing, nothing, (around / 2).sin()), 1)
    return quaternion_product(flipped, spin)


@dataclass(frozen=True)
class Truth:
    """What a camera sees of a solid: (h, w) maps, as those of `Rendered`; double precision."""

    depth: Tensor
    normals: Tensor
    covered: Tensor
    thickness: Tensor


def traced(
    shape: Shape,
    camera: Intrinsics,
    height: int,
    width: int,
    moved: Similarity,
    projection: Projection = Projection.PERSPECTIVE,
) -> Truth:
    """The solid, moved, through the middle of every pixel, by sphere tracing (Hart, 1996)."""
    rays = torch.from_numpy(camera.rays(height, width)).to(moved.rotation)
    rays = rays.double().reshape(-1, 3)
    rotation, shift = moved.rotation.double(), moved.translation.double()
    scale = moved.scale.double()
    start, direction = torch.zeros_like(rays), rays
    if projection is Projection.ORTHOGRAPHIC:
        start = rays * shift[2] * rays.new_tensor([1.0, 1.0, 0.0])
        direction = rays.new_tensor([0.0, 0.0, 1.0]).expand_as(rays)
    origin, along = (start - shift) @ rotation / scale, direction @ rotation / scale
    length = along.norm(dim=1, keepdim=True)
    along = along / length
    end = float(origin.norm(dim=1).max()) + 2
    first, hit = _marched(shape, origin, along, end)
    last, _ = _marched(shape, origin + end * along, -along, end)
    facing = outward(shape, origin + first[:, None] * along) @ rotation.T
    front, back = first / length[:, 0], (end - last) / length[:, 0]
    size = (height, width)
    return Truth(front.view(size), facing.view(*size, 3), hit.view(size), (back - front).view(size))


def _marched(shape: Shape, origin: Tensor, along: Tensor, end: float) -> tuple[Tensor, Tensor]:
    """How far to the surface, and whether it is met."""
    gone = torch.zeros_like(origin[:, 0])
    for _ in range(250):
        gone = (gone + shape.distance(origin + gone[:, None] * along)).clamp(max=2 * end)
    left = shape.distance(origin + gone[:, None] * along).abs()
    return gone, (left < 1e-5) & (gone < end)

"""A textured ellipsoid that moves before a wall: its pictures, its true geometry, and engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch

from camfilter.engines.base import EngineInfo
from camfilter.engines.sam3d.gaussians import Gaussians
from camfilter.engines.sam3d.live.motion import rotation_by
from camfilter.frames import FACING, Frame, Geometry, Intrinsics

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CAMERA = Intrinsics.from_fov(55, 9, 16)
AXES = np.array([0.5, 0.36, 0.42])
SIZE = float(2 * AXES.max())
FRAME_NS = 33_333_333
_WALL = 5.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the ellipsoid's centre is, and how it is turned."""

    centre: NDArray[np.float64]
    rotation: NDArray[np.float64]


def swaying(index: int) -> Placed:
    """It sways, comes closer and goes, and turns a little about all its axes."""
    t = index / 30
    centre = np.array([0.35 * np.sin(0.9 * t), 0.12 * np.sin(1.3 * t), 2.6 + 0.4 * np.sin(0.5 * t)])
    turn = np.array([0.3 * np.sin(0.7 * t), 0.6 * np.sin(0.6 * t), 0.25 * np.sin(1.1 * t)])
    return Placed(centre, rotation_by(turn))


def still(_index: int) -> Placed:
    """It stays where it is."""
    return Placed(np.array([0.1, 0.0, 2.6]), np.eye(3))


class ObjectScene:
    """Pictures of one moving ellipsoid and what is true of them, at (height, width) `size`."""

    def __init__(
        self, path: Callable[[int], Placed] = swaying, size: tuple[int, int] = (216, 384)
    ) -> None:
        self.path = path
        self.size = size
        rng = np.random.default_rng(5)
        self._waves = rng.normal(0, 14, (8, 3)), rng.uniform(0, 6.3, (8, 3))
        self._wall = _noise(rng, size)
        self._rays = CAMERA.rays(*size).astype(np.float64)

    def frame(self, index: int) -> Frame:
        """The picture, with a little noise."""
        rgb = self._wall + np.random.default_rng(index).normal(0, 2, (*self.size, 1))
        part = self._window(index)
        points, hit = self._seen(index, self._rays[part])
        local = (points - self.path(index).centre) @ self.path(index).rotation
        waves, phases = self._waves
        colours = 128 + 40 * np.stack(
            [np.sin(local @ waves.T + phases[:, c]).sum(-1) for c in range(3)], -1
        ).clip(-2.5, 2.5)
        shade = 0.75 + 0.25 * -self._normals(index, points)[..., 2:]
        rgb[part] = np.where(hit[..., None], colours * shade, rgb[part])
        return Frame(rgb.clip(0, 255).astype(np.uint8), (index + 1) * FRAME_NS, index)

    def _window(self, index: int) -> tuple[slice, slice]:
        """The part of the picture that the object is in."""
        x, y, z = self.path(index).centre
        reach = AXES.max() / (z - AXES.max())
        spans = ((y / z, CAMERA.fy, self.size[0]), (x / z, CAMERA.fx, self.size[1]))
        ends = [((at + way * reach) * f + 0.5) * n for at, f, n in spans for way in (-1, 1)]
        top, bottom, left, right = (max(0, int(end)) for end in ends)
        return slice(top, bottom + 1), slice(left, right + 1)

    def truth(self, index: int, size: tuple[int, int]) -> Geometry:
        """The whole scene, in the unit of the object."""
        points, hit = self._surface(index, size)
        depth = np.where(hit, points[..., 2], _WALL)
        normals = np.where(hit[..., None], self._normals(index, points), FACING)
        frame = Frame(np.zeros((*size, 3), np.uint8), (index + 1) * FRAME_NS, index)
        return Geometry.checked(depth, normals, frame, metric=False, intrinsics=CAMERA)

    def covered(self, index: int, size: tuple[int, int]) -> NDArray[np.bool_]:
        """(h, w) where the object is seen."""
        return self._surface(index, size)[1]

    def gaussians(self, index: int, count: int = 2500) -> Gaussians:
        """The object as flat Gaussians on its surface, in the camera's axes."""
        return posed(shell(count), self.path(index))

    def _surface(self, index: int, size: tuple[int, int]) -> tuple[Any, NDArray[np.bool_]]:
        return self._seen(index, CAMERA.rays(*size).astype(np.float64))

    def _seen(self, index: int, rays: Any) -> tuple[Any, NDArray[np.bool_]]:
        placed = self.path(index)
        unit = 1 / AXES
        ray = rays @ placed.rotation * unit
        start = -placed.centre @ placed.rotation * unit
        a, b = (ray * ray).sum(-1), (ray * start).sum(-1)
        inside = b * b - a * ((start * start).sum() - 1)
        hit = inside > 0
        along = (-b - np.sqrt(np.maximum(inside, 0))) / a
        return rays * np.where(hit, along, 1.0)[..., None], hit

    def _normals(self, index: int, points: Any) -> Any:
        placed = self.path(index)
        local = (points - placed.centre) @ placed.rotation / AXES**2
        turned = local @ placed.rotation.T
        return turned / np.maximum(np.linalg.norm(turned, axis=-1, keepdims=True), 1e-9)


def shell(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Places and outward normals of an even spread over the ellipsoid at rest, and its spacing."""
    turn = np.arange(count) * np.pi * (3 - 5**0.5)
    y = 1 - 2 * (np.arange(count) + 0.5) / count
    ring = np.sqrt(1 - y * y)
    sphere = np.stack([np.cos(turn) * ring, y, np.sin(turn) * ring], 1)
    normals = sphere / AXES
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return sphere * AXES, normals, float(np.sqrt(4 * np.pi * AXES.mean() ** 2 / count))


def posed(at_rest: tuple[Any, Any, float], placed: Placed) -> Gaussians:
    """The shell at its place."""
    places, normals, spacing = at_rest
    xyz = places @ placed.rotation.T + placed.centre
    normals = normals @ placed.rotation.T
    half = np.concatenate([1 + normals[:, 2:], np.stack([-normals[:, 1], normals[:, 0]], 1)], 1)
    rotation = np.concatenate([half, np.zeros((len(half), 1))], 1)
    rotation[rotation[:, 0] < 1e-6] = (0, 1, 0, 0)
    rotation /= np.linalg.norm(rotation, axis=1, keepdims=True)
    scale = np.tile([0.7 * spacing, 0.7 * spacing, 0.05 * spacing], (len(xyz), 1))
    values = xyz, scale, rotation, np.full((len(xyz), 1), 0.95), np.full((len(xyz), 3), 0.5)
    return Gaussians(*(torch.from_numpy(value.astype(np.float32)) for value in values))


class ShiveringEngine:
    """Sees the whole scene fast and roughly: noise, and another scale and shift in each frame."""

    def __init__(self, scene: ObjectScene, size: tuple[int, int] = (90, 160)) -> None:
        self.info = EngineInfo("rough", "Rough", "cpu", metric=False)
        self.closed = 0
        self._scene = scene
        self._size = size

    def infer(self, frame: Frame) -> Geometry:
        """Roughly what is in the frame."""
        truth = self._scene.truth(frame.index, self._size)
        rng = np.random.default_rng((3, frame.index))
        inverse: Any = cv2.GaussianBlur(1 / truth.depth, (0, 0), 1.2)
        coarse = rng.normal(0, 0.01, (self._size[0] // 12, self._size[1] // 12))
        inverse += cv2.resize(coarse.astype(np.float32), self._size[::-1])
        inverse *= 1.6 + 0.15 * np.sin(frame.index / 40) + rng.normal(0, 0.03)
        inverse += 0.05 + 0.03 * np.sin(frame.index / 25) + rng.normal(0, 0.01)
        person = cv2.GaussianBlur(
            self._scene.covered(frame.index, self._size).astype(np.float32), (0, 0), 1
        )
        return replace(
            truth,
            depth=(1 / np.maximum(inverse, 0.02)).astype(np.float32),
            time_ns=frame.time_ns,
            person=np.asarray(person, np.float32),
        )

    def reset(self) -> None:
        """Every frame stands alone."""

    def close(self) -> None:
        self.closed += 1


class TrueEngine:
    """Sees the scene exactly, and the object as Gaussians; `before` may wait or raise first."""

    def __init__(
        self,
        scene: ObjectScene,
        before: Callable[[Frame], None] | None = None,
        size: tuple[int, int] = (90, 160),
        scale: float = 1.0,
    ) -> None:
        self.info = EngineInfo("true", "True Objects", "cpu", metric=False)
        self.seen: list[Frame] = []
        self.closed = 0
        self._scene = scene
        self._before = before
        self._size = size
        self._scale = scale

    def infer(self, frame: Frame) -> Geometry:
        """The object within the scene, in its own unit."""
        if self._before is not None:
            self._before(frame)
        self.seen.append(frame)
        truth = self._scene.truth(frame.index, self._size)
        cloud = self._scene.gaussians(frame.index)
        cloud = replace(cloud, xyz=cloud.xyz * self._scale, scale=cloud.scale * self._scale)
        thickness = self._scene.covered(frame.index, self._size) * np.float32(0.8 * self._scale)
        return replace(
            truth,
            depth=truth.depth * np.float32(self._scale),
            thickness=thickness,
            splats=cloud,
            time_ns=frame.time_ns,
        )

    def reset(self) -> None:
        """Every frame stands alone."""

    def close(self) -> None:
        self.closed += 1


def _noise(rng: np.random.Generator, size: tuple[int, int]) -> Any:
    wall: Any = np.full((*size, 3), 90.0)
    for cell in (3, 9, 27):
        grain = rng.normal(0, 14, (size[0] // cell + 1, size[1] // cell + 1, 3))
        wall += cv2.resize(grain, size[::-1], interpolation=cv2.INTER_CUBIC)
    return wall

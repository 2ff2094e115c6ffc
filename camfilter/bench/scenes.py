"""Known scenes seen by a made-up camera and a made-up engine: the same ones every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from camfilter.frames import Frame, Geometry, Intrinsics
from camfilter.look.normals import normals_from_depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SIZES: Final = ((360, 640), (720, 1280), (1080, 1920))
"""Height and width of the pictures that everything is measured on."""

FRAME_NS: Final = 33_333_333
_PICTURE_NOISE: Final = 4.0
_SCALE_JITTER: Final = 0.03
_SHIFT_JITTER: Final = 0.02
_MAP_NOISE: Final = 0.01
"""What nets that see each frame anew are off by, as shares of the scene's range."""


@dataclass(frozen=True, slots=True)
class World:
    """A wide flat stage set: its picture, and the inverse depth of each of its pixels."""

    rgb: NDArray[np.uint8]
    inverse: NDArray[np.float32]


def stage_set(height: int, width: int, seed: int = 7) -> World:
    """Boxes of many colours in front of a textured wall and floor; inverse depth 0.1 to 1."""
    rng = np.random.default_rng(seed)
    floor = np.linspace(0.1, 0.5, height, dtype=np.float32)[:, None]
    inverse = np.repeat(floor, width, axis=1)
    rgb: Any = np.full((height, width, 3), 110, np.float32)
    for _ in range(width * 6 // height):
        x, y = int(rng.integers(0, width)), int(rng.integers(height // 4, height))
        w, h = (int(side) for side in rng.integers(height // 10, height // 3, 2))
        near = float(rng.uniform(0.3, 1.0))
        inverse[y - h : y, x : x + w] = near
        rgb[y - h : y, x : x + w] = rng.integers(30, 226, 3)
    for cell in (3, 9, 27):
        size = (width // cell + 1, height // cell + 1)
        grain = rng.normal(0, 8, size[::-1]).astype(np.float32)
        rgb += cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    return World(np.clip(rgb, 0, 255).astype(np.uint8), inverse)


def seen(
    world: World, index: int, size: tuple[int, int], engine: tuple[int, int], left: int = 0
) -> tuple[Frame, Geometry]:
    """One frame of (height, width) `size` from column `left` on, and the engine's idea of it."""
    rng = np.random.default_rng((index, size[0], left))
    rgb = world.rgb[: size[0], left : left + size[1]].astype(np.float32)
    rgb += rng.normal(0, _PICTURE_NOISE, (*size, 1)).astype(np.float32)
    noisy = np.clip(rgb, 0, 255).astype(np.uint8)
    frame = Frame(noisy, (index + 1) * FRAME_NS, index)
    return frame, _inferred(world.inverse[: size[0], left : left + size[1]], frame, engine, rng)


def _inferred(
    inverse: NDArray[np.float32], frame: Frame, size: tuple[int, int], rng: np.random.Generator
) -> Geometry:
    small: Any = cv2.resize(inverse, size[::-1], interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.8)
    camera = Intrinsics.from_fov(60, *size)
    normals = normals_from_depth(1 / small, camera)
    coarse = rng.normal(0, _MAP_NOISE, (size[0] // 16 + 1, size[1] // 16 + 1))
    small += cv2.resize(coarse.astype(np.float32), size[::-1], interpolation=cv2.INTER_CUBIC)
    small += rng.normal(0, _MAP_NOISE / 2, size).astype(np.float32)
    small = small * (1 + rng.normal(0, _SCALE_JITTER)) + rng.normal(0, _SHIFT_JITTER)
    depth = 1 / np.maximum(small, 0.02)
    return Geometry.checked(depth, normals, frame, metric=False, intrinsics=camera)


def still(
    count: int, size: tuple[int, int], engine: tuple[int, int]
) -> Iterator[tuple[Frame, Geometry]]:
    """A camera on a tripod: nothing but noise changes."""
    world = stage_set(*size)
    return (seen(world, index, size, engine) for index in range(count))


def pan(
    count: int, size: tuple[int, int], engine: tuple[int, int], step: int
) -> Iterator[tuple[Frame, Geometry]]:
    """A camera that turns: everything moves left by `step` pixels a frame."""
    world = stage_set(size[0], size[1] + step * count)
    return (seen(world, index, size, engine, index * step) for index in range(count))


def crossing(
    count: int, size: tuple[int, int], engine: tuple[int, int], step: int
) -> Iterator[tuple[Frame, Geometry]]:
    """A near board comes in from the left over a plain far wall, `step` pixels a frame."""
    for index in range(count):
        world = stage_set(*size, seed=3)
        wall = np.linspace(0.1, 0.2, size[0], dtype=np.float32)[:, None]
        world.inverse[:] = wall
        edge = board_edge(index, step)
        world.rgb[:, :edge] = (world.rgb[:, :edge] // 2) + np.array([90, 20, 20], np.uint8)
        world.inverse[:, :edge] = 0.9
        yield seen(world, index, size, engine)


def board_edge(index: int, step: int) -> int:
    """Column at which the board of `crossing` ends in frame `index`."""
    return 60 + index * step

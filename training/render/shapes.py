"""Primitive meshes, one unit wide and centred at the origin unless said otherwise; z up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """Vertices (V, 3), triangles (F, 3) counter-clockwise outside; `smooth` ignores creases."""

    vertices: Floats
    triangles: NDArray[np.int32]
    smooth: bool = False


def shapes() -> dict[str, Shape]:
    """Every primitive by name."""
    rng = np.random.default_rng(1)
    made = {
        "box": box(),
        "bevel_box": bevel_box(),
        "cylinder": lathe([(0, -0.5), (0.5, -0.5), (0.5, 0.5), (0, 0.5)]),
        "cone": lathe([(0, -0.5), (0.5, -0.5), (0, 0.5)]),
        "sphere": _unit(lathe(_arc(16), smooth=True)),
        "half_cylinder": half_cylinder(),
        "torus": lathe([(0.36 + 0.14 * np.cos(a), 0.14 * np.sin(a)) for a in _turn(12)], True, 28),
        "bowl": lathe(_BOWL, segments=28),
        "quad": sheet(1, 1),
        "grid": sheet(32, 32),
        "prism": prism(),
        "frame": frame(),
    }
    made |= {f"curtain_{k}": curtain(rng) for k in range(3)}
    made |= {f"hill_{k}": hill(rng) for k in range(8)}
    made |= {f"blob_{k}": lump(rng, 28, 20, 5, (1, 5), (0.05, 0.35)) for k in range(40)}
    made |= {f"ragged_{k}": ragged(rng) for k in range(8)}
    made |= {f"rock_{k}": rock(rng) for k in range(8)}
    return made


_BOWL = [(0, -0.5), (0.42, -0.5), (0.5, 0.5), (0.46, 0.5), (0.39, -0.42), (0, -0.42)]


def _turn(count: int) -> Places:
    return np.linspace(0, 2 * np.pi, count + 1)


def _arc(count: int) -> list[tuple[float, float]]:
    angles = np.linspace(-np.pi / 2, np.pi / 2, count + 1)
    return [(0.5 * float(np.cos(a)), 0.5 * float(np.sin(a))) for a in angles]


def _shape(vertices: object, triangles: object, smooth: bool = False) -> Shape:
    return Shape(np.asarray(vertices, np.float32), np.asarray(triangles, np.int32), smooth)


def _unit(shape: Shape) -> Shape:
    low, high = shape.vertices.min(0), shape.vertices.max(0)
    return _shape((shape.vertices - (low + high) / 2) / (high - low), shape.triangles, shape.smooth)


def _quads(corners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Two triangles for each row of four corners in order."""
    return np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])


def sheet(
    across: int, along: int, height: Callable[[Places, Places], Places] | None = None
) -> Shape:
    """A flat or displaced sheet of cells over the unit square, facing +z."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, across + 1), np.linspace(-0.5, 0.5, along + 1))
    z = np.zeros_like(x) if height is None else height(x, y)
    column, row = np.meshgrid(np.arange(across), np.arange(along))
    first = (row * (across + 1) + column).ravel()
    corners = np.stack([first, first + 1, first + across + 2, first + across + 1], 1)
    return _shape(np.stack([x, y, z], -1).reshape(-1, 3), _quads(corners), height is not None)


def lathe(profile: list[tuple[float, float]], smooth: bool = False, segments: int = 24) -> Shape:
    """A profile of (radius, height) from bottom to top, turned about z."""
    angles = _turn(segments)[:-1]
    rings = [np.stack([r * np.cos(angles), r * np.sin(angles), np.full(segments, h)], 1)
             for r, h in profile]  # fmt: skip
    k = np.arange(segments)
    faces = [
        np.stack(
            [a + k, a + (k + 1) % segments, a + segments + (k + 1) % segments, a + segments + k], 1
        )
        for a in range(0, segments * (len(profile) - 1), segments)
    ]
    return _clean(np.concatenate(rings), _quads(np.concatenate(faces)), smooth)


def _clean(vertices: Places, triangles: NDArray[np.int64], smooth: bool) -> Shape:
    """Merges equal vertices and drops triangles without area."""
    keys, index = np.unique(np.round(vertices, 6), axis=0, return_inverse=True)
    triangles = index.reshape(-1)[triangles]
    a, b, c = triangles.T
    return _shape(keys, triangles[(a != b) & (b != c) & (a != c)], smooth)


_SIDES = np.array(
    [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
)  # fmt: skip


def box(low: tuple[float, ...] = (-0.5,) * 3, high: tuple[float, ...] = (0.5,) * 3) -> Shape:
    """A box; bit k of a vertex's number chooses the high side of axis k."""
    corners = [[(low, high)[i >> k & 1][k] for k in range(3)] for i in range(8)]
    return _shape(corners, _quads(_SIDES))


def bevel_box(radius: float = 0.12, cells: int = 6) -> Shape:
    """A box with rounded edges."""
    face = sheet(cells, cells).vertices
    parts, faces = [], []
    for axis, side in product(range(3), (-0.5, 0.5)):
        points = np.empty_like(face)
        points[:, axis], points[:, (axis + 1) % 3] = side, face[:, 0] * np.sign(side)
        points[:, (axis + 2) % 3] = face[:, 1]
        faces.append(sheet(cells, cells).triangles + len(face) * len(parts))
        parts.append(points)
    points = np.concatenate(parts)
    inner = np.clip(points, radius - 0.5, 0.5 - radius)
    away = points - inner
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    return _clean(inner + radius * away, np.concatenate(faces), True)


def half_cylinder(segments: int = 20) -> Shape:
    """The upper half of a lying cylinder, axis along y, from z = -0.5 to 0.5."""
    angles = np.linspace(0, np.pi, segments + 1)
    ring = np.stack([0.5 * np.cos(angles), np.zeros(segments + 1), np.sin(angles) - 0.5], 1)
    k, n = np.arange(segments), segments + 1
    side = np.stack([k, k + n, k + n + 1, k + 1], 1)[:, ::-1]
    ends = [[0, j + 1, j] for j in range(1, segments)]
    ends += [[n, n + j, n + j + 1] for j in range(1, segments)]
    shell = [[n, segments, n + segments], [n, 0, segments]]
    vertices = np.concatenate([np.subtract(ring, [0, 0.5, 0]), np.add(ring, [0, 0.5, 0])])
    return _shape(vertices, np.concatenate([_quads(side)[:, ::-1], np.array(ends)[:, ::-1], shell]))


def prism() -> Shape:
    """A roof: triangular section, ridge along y."""
    v = [(x, y, z) for y in (-0.5, 0.5) for x, z in ((-0.5, -0.5), (0.5, -0.5), (0, 0.5))]
    faces = [[0, 1, 2], [3, 5, 4], [0, 3, 4], [0, 4, 1], [1, 4, 5], [1, 5, 2], [2, 5, 3], [2, 3, 0]]
    return _shape(v, faces)


def frame(bar: float = 0.1) -> Shape:
    """A square ring in the xy plane, one unit thick."""
    h, i = 0.5, 0.5 - bar
    bars = [((-h, -h), (h, -i)), ((-h, i), (h, h)), ((-h, -i), (-i, i)), ((i, -i), (h, i))]
    parts = [box((*a, -h), (*b, h)) for a, b in bars]
    return _joined(parts)


def _joined(parts: list[Shape]) -> Shape:
    starts = np.cumsum([0] + [len(p.vertices) for p in parts[:-1]])
    triangles = [p.triangles + s for p, s in zip(parts, starts, strict=True)]
    return _shape(np.concatenate([p.vertices for p in parts]), np.concatenate(triangles))


def curtain(rng: np.random.Generator) -> Shape:
    """A hanging sheet: x across, z up, folds along y."""
    count, phase, lean = rng.uniform(5, 11), rng.uniform(0, 6), rng.uniform(0.5, 2)
    flat = sheet(96, 6, lambda x, y: np.sin(x * count * 2 * np.pi + phase + lean * y * x))
    x, y, z = flat.vertices.T
    return _shape(np.stack([x, z / 2 * (0.75 - 0.25 * y), y], 1), flat.triangles, True)


def hill(rng: np.random.Generator) -> Shape:
    """Rolling ground: height 0 to 1 that falls to 0 at the edges."""
    waves = rng.uniform(-9, 9, (6, 2)), rng.uniform(0, 6, 6), rng.uniform(0.2, 1, 6)

    def height(x: Places, y: Places) -> Places:
        z = sum(a * np.sin(x * k[0] + y * k[1] + p) for k, p, a in zip(*waves, strict=True))
        edge = np.clip((1 - 4 * x * x) * (1 - 4 * y * y) * 2.5, 0, 1)
        z = (z - z.min()) / (z.max() - z.min()) * edge
        return np.asarray(z / z.max())

    return sheet(32, 32, height)


def lump(rng: np.random.Generator, around: int, up: int, waves: int,
         pitch: tuple[float, float], gain: tuple[float, float]) -> Shape:  # fmt: skip
    """A ball pushed in and out by a few waves."""
    ball = lathe(_arc(up), True, around)
    p = ball.vertices * 2
    axis = rng.normal(size=(waves, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    phase = p @ axis.T * rng.uniform(*pitch, waves) * 2 + rng.uniform(0, 6, waves)
    radius = 1 + np.sin(phase) @ rng.uniform(*gain, waves)
    return _unit(_shape(p * radius[:, None], ball.triangles, True))


def ragged(rng: np.random.Generator) -> Shape:
    """A tree crown: many leafy clumps."""
    clumps = []
    for _ in range(10):
        place = rng.normal(size=3)
        place *= rng.uniform(0.1, 1) ** 0.4 / np.linalg.norm(place)
        clump = lump(rng, 10, 6, 4, (2, 7), (0.1, 0.3))
        jitter = 1 + 0.18 * rng.normal(size=(len(clump.vertices), 1))
        size = rng.uniform(0.55, 0.95)
        clumps.append(_shape(clump.vertices * jitter * size + place * 0.42, clump.triangles))
    return _unit(_joined(clumps))


def rock(rng: np.random.Generator) -> Shape:
    """A ball cut flat by a dozen planes."""
    ball = lathe(_arc(14), False, 20)
    p = ball.vertices * 2
    for _ in range(14):
        normal = rng.normal(size=3)
        normal /= np.linalg.norm(normal)
        over = np.maximum(p @ normal - rng.uniform(0.55, 0.85), 0)
        p = p - over[:, None] * normal
    return _unit(_shape(p, ball.triangles))

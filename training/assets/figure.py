"""One person in the making: its meshes, materials, and what the dressing steps share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from training.assets.rig import skinned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.assets.wardrobe import Piece, Wardrobe

    Floats = NDArray[np.float32]


@dataclass(slots=True)
class Figure:
    """One person in the making: meshes and materials so far."""

    name: str
    chunks: list[tuple[Floats, NDArray[np.int64], Floats, NDArray[Any], NDArray[Any]]] = field(
        default_factory=list
    )
    colours: list[tuple[int, int, int]] = field(default_factory=list)
    textures: list[int] = field(default_factory=list)
    joints: dict[str, Floats] = field(default_factory=dict)
    seat: float = 0.0
    points: Floats = field(default_factory=lambda: np.zeros((0, 3), np.float32))
    triangles: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    uv: Floats = field(default_factory=lambda: np.zeros((0, 3, 2), np.float32))
    part: NDArray[Any] = field(default_factory=lambda: np.zeros(0, np.uint8))
    material: NDArray[Any] = field(default_factory=lambda: np.zeros(0, np.int64))

    def add(
        self, points: Floats, triangles: NDArray[Any], part: Any, colour: tuple[int, int, int],
        texture: int = -1, uv: Floats | None = None,
    ) -> None:  # fmt: skip
        """A mesh of one material; unused points are left out."""
        used, local = np.unique(triangles, return_inverse=True)
        faces = local.reshape(-1, 3)
        places = np.zeros((len(faces), 3, 2), np.float32) if uv is None else uv
        parts = np.broadcast_to(np.asarray(part, np.uint8), (len(faces),))
        material = np.full(len(faces), len(self.colours))
        self.chunks.append((points[used], faces, places, parts, material))
        self.colours.append(colour)
        self.textures.append(texture)

    def finish(self) -> None:
        starts = np.cumsum([0] + [len(c[0]) for c in self.chunks])
        self.points = np.concatenate([c[0] for c in self.chunks])
        self.triangles = np.concatenate(
            [c[1] + s for c, s in zip(self.chunks, starts[:-1], strict=True)]
        )
        self.uv, self.part, self.material = (
            np.concatenate([c[k] for c in self.chunks]) for k in (2, 3, 4)
        )
        self.chunks = []

    def shift(self, by: Floats) -> None:
        self.points = self.points - by
        self.joints = {name: place - by for name, place in self.joints.items()}


@dataclass(slots=True)
class Wearer:
    """What every dressing step needs."""

    wardrobe: Wardrobe
    base: Floats
    transforms: Floats
    rng: np.random.Generator
    figure: Figure
    covered: NDArray[np.bool_]

    def posed(self, piece: Piece) -> Floats:
        return skinned(piece.rest(self.base), piece.weights, self.transforms)

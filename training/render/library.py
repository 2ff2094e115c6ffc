"""Every mesh and picture on the device: primitives first, then the packs."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import normalize

from training.assets.pack import Textures, load_library
from training.render.shapes import shapes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from training.assets.pack import MeshPack

_THEMES = ("people", "furniture", "outdoor")
_CREASE = 0.78  # cosine of the angle between faces that still count as one surface
_MOST_FACES = 24


@dataclass(slots=True)
class _Meshes:
    """Arrays of one source; faces count from its own first vertex, slots from a mesh's first."""

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    face_start: NDArray[np.int64]
    vertex_start: NDArray[np.int64]
    smooth: NDArray[np.bool_]
    slots: NDArray[np.uint8]
    slot_count: NDArray[np.int64]
    slot_part: NDArray[np.int64]
    slot_colour: NDArray[np.float32]
    slot_picture: NDArray[np.int64]
    uv: NDArray[np.float32]
    uv_row: NDArray[np.int32]
    names: list[str]
    categories: list[str]
    poses: list[str]
    head: NDArray[np.float32]
    seat: NDArray[np.float32]
    elevation: NDArray[np.float32]


class MeshLibrary:
    """M meshes and P pictures on a device; meshes are named by their row."""

    def __init__(
        self, packs: Mapping[str, MeshPack], textures: Textures, device: torch.device | str
    ):
        self.device = _numbered(device)
        self._pictures = [np.asarray(textures.pictures)]
        parts = [_primitives()]
        self.of_pack = {"primitives": (0, len(parts[0].names))}
        for theme in (t for t in _THEMES if t in packs):
            self.of_pack[theme] = (sum(len(p.names) for p in parts), len(packs[theme]))
            parts.append(_packed(packs[theme], sum(len(p) for p in self._pictures)))
            self._pictures.append(packs[theme].pictures)
        self.names = [name for part in parts for name in part.names]
        self.categories = [name for part in parts for name in part.categories]
        self.pose = [name for part in parts for name in part.poses]
        self._rows = {name: row for row, name in reversed(list(enumerate(self.names)))}
        self._gather(parts)
        self._textures(textures)

    @classmethod
    def load(
        cls, folder: Path, device: torch.device | str, people: int = 400, seed: int = 0
    ) -> MeshLibrary:
        """The packs of a folder; `people` figures are made from `seed`."""
        library = load_library(folder, people, seed)
        return cls(library.meshes, library.textures, device)

    @classmethod
    def primitives(cls, device: torch.device | str) -> MeshLibrary:
        """Primitives and one grey picture, for tests."""
        grey = np.full((1, 8, 8, 3), 128, np.uint8)
        return cls({}, Textures(grey, ["grey"], ["none"]), device)

    def to(self, device: torch.device | str) -> MeshLibrary:
        """The same meshes and pictures on another device."""
        moved = copy.copy(self)
        moved.device = _numbered(device)
        for name, value in vars(self).items():
            if isinstance(value, torch.Tensor):
                setattr(moved, name, value.to(device))
        return moved

    def members(self) -> dict[str, Tensor]:
        """What the kernels need of it."""
        names = ("vertices", "faces", "normals", "slots", "uv_row", "texels", "pictures")
        return {name: getattr(self, name) for name in names} | {"uvs": self.uv}

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """Row of the first mesh of that name."""
        return self._rows[name]

    def find(self, category: str) -> Tensor:
        """Rows of a category."""
        rows = [row for row, name in enumerate(self.categories) if name == category]
        return torch.tensor(rows, dtype=torch.int64, device=self.device)

    def _gather(self, parts: list[_Meshes]) -> None:
        vertex = np.cumsum([0] + [len(p.vertices) for p in parts])
        faces = np.concatenate([p.faces + s for p, s in zip(parts, vertex, strict=False)])
        uv = np.cumsum([0] + [len(p.uv) for p in parts])
        uv_row = [
            np.where(p.uv_row >= 0, p.uv_row + s, -1) for p, s in zip(parts, uv, strict=False)
        ]

        def joined(name: str) -> Tensor:
            return self._put(np.concatenate([getattr(p, name) for p in parts]))

        self.vertices, self.faces = joined("vertices"), self._put(faces.astype(np.int32))
        self.slots, self.uv = joined("slots"), joined("uv")
        self.uv_row = self._put(np.concatenate(uv_row).astype(np.int32))
        self.slot_count, self.slot_part = joined("slot_count"), joined("slot_part")
        self.slot_colour, self.slot_picture = joined("slot_colour"), joined("slot_picture")
        self.slot_start = self.slot_count.cumsum(0) - self.slot_count
        self.head, self.seat, self.elevation = joined("head"), joined("seat"), joined("elevation")
        counts = np.concatenate([np.diff(p.face_start) for p in parts])
        self.face_count = self._put(counts)
        self.face_start = self.face_count.cumsum(0) - self.face_count
        self._bounds(parts)
        smooth = joined("smooth").repeat_interleave(self.face_count)
        self.normals = _corner_normals(self.vertices, self.faces.long(), smooth)

    def _bounds(self, parts: list[_Meshes]) -> None:
        spans = [(p.vertices, a, b) for p in parts
                 for a, b in zip(p.vertex_start[:-1], p.vertex_start[1:], strict=True)]  # fmt: skip
        self.low = self._put(np.stack([v[a:b].min(0) for v, a, b in spans]))
        self.high = self._put(np.stack([v[a:b].max(0) for v, a, b in spans]))
        self.size = self.high - self.low

    def _textures(self, textures: Textures) -> None:
        """Pictures as texels with mip levels end to end, and where each begins."""
        self.picture_categories = textures.categories
        texels, table, offset = [], [], 0
        for pictures in (p for p in self._pictures if len(p)):
            shrunk = _halvable(self._put(pictures))
            levels = _levels(shrunk)
            size, length = shrunk.shape[1], levels.shape[1]
            table += [(offset + k * length, size) for k in range(len(pictures))]
            offset += levels.numel()
            texels.append(levels.reshape(-1))
        self.texels = torch.cat(texels)
        self.pictures = torch.tensor(table, dtype=torch.int64, device=self.device)
        del self._pictures

    def pictures_of(self, *categories: str) -> Tensor:
        """Pictures of the texture pack in any of the categories."""
        rows = [row for row, name in enumerate(self.picture_categories) if name in categories]
        return torch.tensor(rows, dtype=torch.int64, device=self.device)

    def _put(self, array: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)


def _numbered(device: torch.device | str) -> torch.device:
    """The device with its number: "cuda" alone means the current one."""
    device = torch.device(device)
    if device.type == "cuda" and device.index is None:
        return torch.device("cuda", torch.cuda.current_device())
    return device


def _primitives() -> _Meshes:
    made = shapes()
    count = len(made)
    vertices = np.cumsum([0] + [len(s.vertices) for s in made.values()])
    faces = [s.triangles + start for s, start in zip(made.values(), vertices, strict=False)]
    face_start = np.cumsum([0] + [len(f) for f in faces])
    total = int(face_start[-1])
    return _Meshes(
        np.concatenate([s.vertices for s in made.values()]), np.concatenate(faces).astype(np.int32),
        face_start, vertices, np.array([s.smooth for s in made.values()]),
        np.zeros(total, np.uint8), np.ones(count, np.int64), np.zeros(count, np.int64),
        np.full((count, 3), -1, np.float32), np.full(count, -1, np.int64),
        np.zeros((0, 3, 2), np.float32), np.full(total, -1, np.int32),
        list(made), ["primitive"] * count, [""] * count,
        np.full((count, 3), np.nan, np.float32), *np.zeros((2, count), np.float32),
    )  # fmt: skip


def _packed(pack: MeshPack, first_picture: int) -> _Meshes:
    owner = np.repeat(np.arange(len(pack)), np.diff(pack.triangle_start))
    key = (owner * 256 + pack.part) * (len(pack.colour) + 1) + pack.material
    _, first, slot = np.unique(key, return_index=True, return_inverse=True)
    counts = np.bincount(owner[first], minlength=len(pack))
    starts = np.cumsum(counts) - counts
    material, part = pack.material[first], pack.part[first]
    picture = np.where(pack.texture[material] >= 0, pack.texture[material] + first_picture, -1)
    textured = pack.texture[pack.material] >= 0
    head = pack.head.astype(np.float32).copy()
    head[~head.any(axis=1)] = np.nan
    return _Meshes(
        pack.vertices.astype(np.float32),
        (pack.triangles + pack.vertex_start[owner][:, None]).astype(np.int32),
        pack.triangle_start, pack.vertex_start, pack.smooth,
        np.minimum(slot.reshape(-1) - starts[owner], 255).astype(np.uint8), counts,
        part.astype(np.int64), (pack.colour[material] / 255.0).astype(np.float32) ** 2.2, picture,
        pack.uv[textured].astype(np.float32),
        np.where(textured, np.cumsum(textured) - 1, -1).astype(np.int32),
        pack.names, pack.categories, pack.pose, head,
        pack.seat.astype(np.float32), pack.elevation.astype(np.float32),
    )  # fmt: skip


def _corner_normals(vertices: Tensor, faces: Tensor, smooth: Tensor) -> Tensor:
    """Normals of triangle corners (F, 3, 3) int16: means over the vertex, flat across creases."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = torch.cross(b - a, c - a, dim=1)
    summed = torch.zeros_like(vertices)
    for k in range(3):
        summed.index_add_(0, faces[:, k], normal)
    flat = normalize(normal, dim=1)
    mean = normalize(summed, dim=1)[faces]
    alike = (mean * flat[:, None]).sum(-1, keepdim=True) > 0
    found = torch.where(alike, mean, flat[:, None])
    sharp = torch.nonzero(~smooth)[:, 0]
    found[sharp] = _creased(faces[sharp], normal[sharp], flat[sharp])
    return (found * 32767).round().to(torch.int16).contiguous()


def _creased(faces: Tensor, normal: Tensor, flat: Tensor) -> Tensor:
    """Corner normals (F, 3, 3): each the mean of those faces at its vertex that bend off little."""
    order = torch.argsort(faces.reshape(-1), stable=True)
    vertex, face = faces.reshape(-1)[order], order // 3
    place = torch.arange(len(order), device=order.device)
    is_first = torch.ones_like(vertex, dtype=torch.bool)
    is_first[1:] = vertex[1:] != vertex[:-1]
    start = torch.cummax(torch.where(is_first, place, 0), 0).values
    degree = torch.bincount(vertex)[vertex] if len(vertex) else vertex
    total = normal[face].clone()
    for step in range(1, min(int(degree.max()) if len(degree) else 0, _MOST_FACES)):
        rows = torch.nonzero(degree > step)[:, 0]
        other = face[start[rows] + (place[rows] - start[rows] + step) % degree[rows]]
        near = (flat[face[rows]] * flat[other]).sum(1, keepdim=True) > _CREASE
        total[rows] += normal[other] * near
    found = torch.empty_like(total)
    found[order] = normalize(total, dim=1)
    return found.reshape(-1, 3, 3)


def _halvable(pictures: Tensor) -> Tensor:
    """Pictures (N, S, S, 3) uint8 with sides shrunk to a power of two."""
    side = 1 << (pictures.shape[1].bit_length() - 1)
    if side == pictures.shape[1]:
        return pictures
    planes = pictures.permute(0, 3, 1, 2).float()
    shrunk = torch.nn.functional.interpolate(planes, (side, side), mode="area")
    return shrunk.permute(0, 2, 3, 1).round().to(torch.uint8)


def _levels(pictures: Tensor) -> Tensor:
    """Texels (N, L) int32, red lowest, of pictures (N, S, S, 3) and of their halvings."""
    levels, linear = [], (pictures.float() / 255) ** 2.2
    while True:
        byte = (linear.clamp(0, 1) ** (1 / 2.2) * 255).round().to(torch.int32)
        levels.append((byte[..., 0] | byte[..., 1] << 8 | byte[..., 2] << 16).flatten(1))
        if linear.shape[1] == 1:
            return torch.cat(levels, 1)
        n, s = len(linear), linear.shape[1] // 2
        linear = linear.reshape(n, s, 2, s, 2, 3).mean((2, 4))

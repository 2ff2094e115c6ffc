"""Finds things by what they are for, among the meshes at hand, with primitives where none are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from training.scenes.roles import ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor

    from training.scenes.draw import Draw


class Library(Protocol):
    """The part of the mesh library that scenes need."""

    names: list[str]
    categories: list[str]
    low: Tensor  # (M, 3) metres
    high: Tensor  # (M, 3) metres


@dataclass(frozen=True, slots=True)
class Thing:
    """Meshes scaled to `size` (..., 3); `shift` brings the underside's middle to the origin."""

    mesh: Tensor
    scale: Tensor
    shift: Tensor
    size: Tensor

    def stretched(self, size: Tensor) -> Thing:
        """The same meshes at another size."""
        factor = size / self.size.clamp(min=1e-6)
        return Thing(self.mesh, self.scale * factor, self.shift * factor, size)

    def reshaped(self, *shape: int) -> Thing:
        """The same things, counted in another shape, or spread over one."""

        def fit(value: Tensor, *last: int) -> Tensor:
            count = int(torch.Size(shape).numel()) * int(torch.Size(last).numel())
            return (
                value.reshape(*shape, *last)
                if value.numel() == count
                else value.expand(*shape, *last)
            )

        return Thing(fit(self.mesh), fit(self.scale, 3), fit(self.shift, 3), fit(self.size, 3))

    def scaled(self, factor: Tensor) -> Thing:
        """The same meshes, larger by a factor (...) in all directions."""
        return self.stretched(self.size * factor[..., None])


class Catalogue:
    """Roles to meshes: `thing("chair", draw, B, S)` gives B x S chairs of true size."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.low, self.high = library.low.float(), library.high.float()
        self.device = self.low.device
        self.extent = (self.high - self.low).clamp(min=1e-4)
        self._by_name = {
            name: i
            for i, name in enumerate(library.names)
            if library.categories[i].startswith("primitive")
        }
        self._rows = [self._members(role) for role in ROLES.values()]
        self._index = {name: i for i, name in enumerate(ROLES)}
        counts = torch.tensor([len(rows) for rows in self._rows], device=self.device)
        self._counts, self._starts = counts, torch.cumsum(counts, 0) - counts
        flat = [row for rows in self._rows for row in rows]
        self._mesh = torch.tensor([row[0] for row in flat], device=self.device)
        self._smallest = torch.tensor([row[1] for row in flat], device=self.device)
        self._largest = torch.tensor([row[2] for row in flat], device=self.device)

    def _members(self, role: Role) -> list[tuple[int, list[float], list[float]]]:
        library, extent = self.library, self.extent.tolist()
        rows: list[tuple[int, list[float], list[float]]] = []
        for i, (name, category) in enumerate(zip(library.names, library.categories, strict=True)):
            if role.accepts(name, category, extent[i]):
                size = extent[i]
                rows.append((i, size, size))
        if rows and not role.always_shapes:
            return rows
        shapes = [self.shape(name) for name in self._shapes_like(role.shapes)]
        return rows + [(mesh, list(role.smallest), list(role.largest)) for mesh in shapes]

    def _shapes_like(self, patterns: Iterable[str]) -> list[str]:
        found = [
            name
            for pattern in patterns
            for name in self._by_name
            if name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1]))
        ]
        return found or ["box"]

    def shape(self, name: str) -> int:
        """The mesh of a primitive; a box or a sphere stands in for one that is missing."""
        round_ones = ("blob", "ragged", "rock", "torus")
        stand_in = "sphere" if name.startswith(round_ones) else "box"
        return self._by_name.get(name, self._by_name.get(stand_in, self._by_name["box"]))

    def variants(self, prefix: str) -> Tensor:
        """All primitives whose name starts so, such as the forms of a blob."""
        names = self._shapes_like([prefix + "*"])
        return torch.tensor([self.shape(name) for name in names], device=self.device)

    def has(self, role: str) -> bool:
        """Whether real meshes play this role."""
        rows = self._rows[self._index[role]]
        return any(low == high for _, low, high in rows)

    def role(self, name: str) -> int:
        """The number of a role, for `mixed`."""
        return self._index[name]

    def thing(self, role: str, draw: Draw, *shape: int) -> Thing:
        """Random things of one role."""
        number = torch.full(shape, self._index[role], device=self.device)
        return self.mixed(number, draw)

    def mixed(self, roles: Tensor, draw: Draw, spread: float = 0.08) -> Thing:
        """Random things, each of the role of its number (...), with true sizes give or take."""
        shape = roles.shape
        pick = (draw.uniform(*shape) * self._counts[roles]).long()
        row = self._starts[roles] + torch.minimum(pick, self._counts[roles] - 1)
        smallest, largest = self._smallest[row], self._largest[row]
        size = smallest + (largest - smallest) * draw.uniform(*shape, 3)
        size = size * draw.uniform(*shape, 1, low=1 - spread, high=1 + spread)
        return self.of(self._mesh[row], size)

    def primitive(self, name: str, size: Tensor) -> Thing:
        """A primitive of this size (..., 3)."""
        mesh = torch.full(size.shape[:-1], self.shape(name), device=self.device)
        return self.of(mesh, size)

    def any_of(self, prefix: str, draw: Draw, size: Tensor) -> Thing:
        """Random primitives of one family at this size (..., 3)."""
        meshes = self.variants(prefix)
        return self.of(meshes[draw.whole(*size.shape[:-1], below=len(meshes))], size)

    def of(self, mesh: Tensor, size: Tensor | None = None) -> Thing:
        """Given meshes, at a given or their own size."""
        size = self.extent[mesh] if size is None else size
        scale = size / self.extent[mesh]
        middle = (self.low[mesh] + self.high[mesh]) / 2
        foot = torch.cat([middle[..., :2], self.low[mesh][..., 2:]], -1)
        return Thing(mesh, scale, -foot * scale, size)

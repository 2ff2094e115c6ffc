"""Collects what is put into a batch of scenes, and remembers what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch

from training.scenes.stage import Kind, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from training.scenes.catalogue import Catalogue, Thing
    from training.scenes.draw import Draw


# Things that only touch do not count as meeting.
SLACK = 0.02


def turned(yaw: Tensor) -> Tensor:
    """Rotations (..., 3, 3) about the vertical by radians (...)."""
    c, s, zero = torch.cos(yaw), torch.sin(yaw), torch.zeros_like(yaw)
    rows = [c, -s, zero, s, c, zero, zero, zero, torch.ones_like(yaw)]
    return torch.stack(rows, -1).reshape(*yaw.shape, 3, 3)


def vector(*parts: Tensor | float, like: Tensor | None = None) -> Tensor:
    """Stacks numbers and tensors that broadcast into vectors (..., n)."""
    if like is None:
        like = next(part for part in parts if isinstance(part, torch.Tensor))
    tensors = [
        part.float()
        if isinstance(part, torch.Tensor)
        else torch.full((), float(part), device=like.device)
        for part in parts
    ]
    return torch.stack(torch.broadcast_tensors(*tensors), -1)


def compact(boxes: list[tuple[Tensor, Tensor, Tensor]]) -> tuple[Tensor, Tensor, Tensor]:
    """The same boxes (B, S) without most of the places where nothing stands."""
    mask, low, high = (torch.cat(part, 1) for part in zip(*boxes, strict=True))
    most = int(mask.sum(1).max())
    first = torch.argsort(mask.byte(), dim=1, descending=True, stable=True)[:, :most]
    wide = first[..., None].expand(-1, -1, 3)
    return mask.gather(1, first), low.gather(1, wide), high.gather(1, wide)


def overlap(low: Tensor, high: Tensor, other_low: Tensor, other_high: Tensor) -> Tensor:
    """Which boxes (B, S, 3) meet which others (B, T, 3), as (B, S, T)."""
    apart = (low[:, :, None] >= other_high[:, None]) | (high[:, :, None] <= other_low[:, None])
    return ~apart.any(-1)


class Piece(NamedTuple):
    """A primitive of an assembled object: its size and the middle of its underside."""

    shape: str
    size: tuple[Tensor | float, Tensor | float, Tensor | float]
    at: tuple[Tensor | float, Tensor | float, Tensor | float]


class Setting:
    """B scenes in the making; everything is put as (B, S) at once."""

    def __init__(self, catalogue: Catalogue, count: int, draw: Draw) -> None:
        self.catalogue, self.count, self.draw = catalogue, count, draw
        self.device = draw.device
        self._put: list[tuple[Tensor, ...]] = []
        self._boxes: list[tuple[Tensor, Tensor, Tensor]] = []
        self._reserved: list[tuple[Tensor, Tensor, Tensor]] = []
        self._looks = 0
        still = torch.zeros(1, 3, device=self.device)
        self._motion: list[tuple[Tensor, Tensor, Tensor]] = [(still, still, still)]
        self._groups = 1
        self.failed = torch.zeros(count, dtype=torch.bool, device=self.device)

    def looks(self, *shape: int) -> Tensor:
        """New numbers of materials."""
        number = self._looks + torch.arange(int(torch.Size(shape).numel()), device=self.device)
        self._looks += int(torch.Size(shape).numel())
        return number.reshape(shape)

    def groups(self, velocity: Tensor, spin: Tensor, pivot: Tensor) -> Tensor:
        """New groups (...) that move at (..., 3) and turn about their pivots."""
        shape = velocity.shape[:-1]
        self._motion.append((velocity.reshape(-1, 3), spin.reshape(-1, 3), pivot.reshape(-1, 3)))
        first, self._groups = self._groups, self._groups + int(shape.numel())
        return torch.arange(first, self._groups, device=self.device).reshape(shape)

    def put(
        self,
        mask: Tensor,
        thing: Thing,
        place: Tensor,
        kind: Kind | Tensor,
        *,
        yaw: Tensor | float = 0.0,
        rotation: Tensor | None = None,
        look: Tensor | None = None,
        group: Tensor | None = None,
        tint: Tensor | None = None,
        solid: bool = True,
    ) -> None:
        """Stands things (B, S) with the middle of their underside at `place` (B, S, 3)."""
        shape = torch.broadcast_shapes(mask.shape, thing.mesh.shape, place.shape[:-1])
        if rotation is None:
            rotation = turned(torch.as_tensor(yaw, device=self.device).expand(shape))
        rotation = rotation.expand(*shape, 3, 3)
        linear = rotation * thing.scale[..., None, :]
        offset = place + (rotation @ thing.shift.expand(*shape, 3)[..., None])[..., 0]
        self.put_raw(mask, thing.mesh, linear, offset, kind, look=look, group=group, tint=tint)
        if solid:
            self._remember(mask.expand(shape), thing, place.expand(*shape, 3), rotation)

    def put_raw(
        self,
        mask: Tensor,
        mesh: Tensor,
        linear: Tensor,
        offset: Tensor,
        kind: Kind | Tensor,
        *,
        look: Tensor | None = None,
        group: Tensor | None = None,
        tint: Tensor | None = None,
    ) -> None:
        """Puts meshes (B, ...) under any linear map."""
        shape = torch.broadcast_shapes(mask.shape, mesh.shape, offset.shape[:-1])
        kinds = torch.as_tensor(int(kind) if isinstance(kind, Kind) else kind, device=self.device)
        look = self.looks(*shape) if look is None else look
        group = torch.zeros((), dtype=torch.long, device=self.device) if group is None else group
        tint = torch.full((1,), -1.0, device=self.device) if tint is None else tint
        scene = torch.arange(self.count, device=self.device)
        scene = scene.reshape(self.count, *[1] * (len(shape) - 1))
        columns = [scene, mesh, kinds, group, look]
        flat = [column.expand(shape).reshape(-1) for column in columns]
        self._put.append(
            (
                mask.expand(shape).reshape(-1),
                *flat,
                linear.expand(*shape, 3, 3).reshape(-1, 3, 3),
                offset.expand(*shape, 3).reshape(-1, 3),
                tint.expand(*shape, 3).reshape(-1, 3),
            )
        )

    def _remember(self, mask: Tensor, thing: Thing, place: Tensor, rotation: Tensor) -> None:
        size = thing.size.expand_as(place)
        half = (rotation.abs() @ (size / 2)[..., None])[..., 0]
        up = (rotation @ vector(0.0 * size[..., 0], 0.0, size[..., 2] / 2)[..., None])[..., 0]
        middle = place + up
        low, high = (middle + sign * half for sign in (-1, 1))
        low, high = (part.reshape(self.count, -1, 3) for part in (low, high))
        self._boxes.append((mask.reshape(self.count, -1), low, high))

    def reserve(self, mask: Tensor, low: Tensor, high: Tensor) -> None:
        """Keeps boxes (B, S, 3) clear of what is put where it is free."""
        self._reserved.append((mask, low, high))

    def free(self, mask: Tensor, thing: Thing, place: Tensor, yaw: Tensor | float) -> Tensor:
        """Where things (B, S) meet neither what stands already nor an earlier one of their own."""
        rotation = turned(torch.as_tensor(yaw, device=self.device).expand(mask.shape))
        half = (rotation.abs() @ (thing.size.expand_as(place) / 2)[..., None])[..., 0] - SLACK
        middle = place + vector(0.0 * place[..., 0], 0.0, thing.size[..., 2] / 2)
        stands, low, high = self.boxes(with_reserved=True)
        hit = overlap(middle - half, middle + half, low, high) & stands[:, None]
        own = overlap(middle - half, middle + half, middle - half, middle + half)
        earlier = torch.tril(torch.ones(own.shape[1:], dtype=torch.bool, device=self.device), -1)
        return mask & ~hit.any(-1) & ~(own & earlier & mask[:, None]).any(-1)

    def assemble(
        self,
        mask: Tensor,
        place: Tensor,
        yaw: Tensor,
        pieces: Sequence[Piece],
        kind: Kind | Tensor,
        *,
        look: Tensor | None = None,
        solid: bool = True,
        **rest: Tensor,
    ) -> None:
        """Builds objects (...) of primitives, each given in the object's own axes; one look."""
        size = torch.stack(
            [vector(*piece.size, like=place).expand_as(place) for piece in pieces], -2
        )
        at = torch.stack([vector(*piece.at, like=place).expand_as(place) for piece in pieces], -2)
        mesh = torch.tensor([self.catalogue.shape(p.shape) for p in pieces], device=self.device)
        shape = (*place.shape[:-1], len(pieces))
        look = self.looks(*place.shape[:-1]) if look is None else look.expand(place.shape[:-1])
        rotation = turned(yaw.expand(place.shape[:-1]))[..., None, :, :]
        world = place[..., None, :] + (rotation @ at[..., None])[..., 0]
        wanted = mask[..., None].expand(shape) & (size > 0).all(-1)
        thing = self.catalogue.of(mesh.expand(shape), size)
        wide = {name: value[..., None, :] if name == "tint" else value[..., None]
                for name, value in rest.items()}  # fmt: skip
        self.put(wanted, thing, world, kind, rotation=rotation, look=look[..., None],
                 solid=solid, **wide)  # fmt: skip

    def boxes(self, *, with_reserved: bool = False) -> tuple[Tensor, Tensor, Tensor]:
        """What is solid so far: mask (B, S), lower and upper corners (B, S, 3)."""
        self._boxes = [compact(self._boxes)] if self._boxes else []
        known = self._boxes + (self._reserved if with_reserved else [])
        if not known:
            nothing = torch.zeros(self.count, 0, 3, device=self.device)
            return nothing[..., 0] > 0, nothing, nothing
        parts = zip(*known, strict=True)
        mask, low, high = (torch.cat(part, 1) for part in parts)
        return mask, low, high

    def finish(self, **rest: Tensor) -> Stage:
        """The stage, given its cameras and lights."""
        columns = [torch.cat(column) for column in zip(*self._put, strict=True)]
        kept = columns[0].nonzero()[:, 0]
        scene, mesh, kind, group, look, linear, offset, tint = (c[kept] for c in columns[1:])
        velocity, spin, pivot = (torch.cat(part) for part in zip(*self._motion, strict=True))
        return Stage(
            scene=scene, mesh=mesh, linear=linear, offset=offset, kind=kind, group=group,
            look=look, tint=tint, velocity=velocity, spin=spin, pivot=pivot, **rest,
        )  # fmt: skip

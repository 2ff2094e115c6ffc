"""What the renderer draws: a batch of scenes as instances of meshes, with cameras and lights."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


class Kind(IntEnum):
    """What an instance is; the renderer chooses its material by it."""

    FURNITURE = 0
    PRIMITIVE = 1
    BODY = 2
    SURFACE = 3
    DECOR = 4
    BUILDING = 5
    CAR = 6
    FOLIAGE = 7
    PROP = 8
    CLOTHES = 9
    FLOOR = 10
    WALL = 11
    CEILING = 12
    WINDOW = 13
    CURTAIN = 14
    CARPET = 15
    BOOK = 16
    FOOD = 17
    ROAD = 18
    PAVEMENT = 19
    MARKING = 20
    GRASS = 21
    SOIL = 22
    ROCK = 23
    POLE = 24
    SIGN = 25
    BARK = 26
    SCREEN = 27
    LAMP = 28
    BACKDROP = 29
    ROOF = 30


class Light(IntEnum):
    """Kinds of lamps; a sun's position is the unit vector towards it."""

    POINT = 0
    SUN = 1


class Theme(IntEnum):
    """Where a scene plays."""

    ROOM = 0
    WEBCAM = 1
    STREET = 2
    TABLE = 3
    PEOPLE = 4
    OBJECTS = 5
    NATURE = 6


# Tensors are counted along one of these: how concatenating and choosing treat them.
_PER_INSTANCE = ("scene", "mesh", "linear", "offset", "kind", "group", "look", "tint")
_PER_GROUP = ("velocity", "spin", "pivot")


@dataclass(frozen=True, slots=True)
class Stage:
    """B scenes of I instances in G moving groups on one device; metres, z up.

    A vertex v of an instance stands at `linear @ v + offset`. Instances of one `look` share one
    material; a negative `tint` leaves the colour to the renderer. A camera maps a point p to
    `rotation @ (p - position)`: x right, y down, z forward.
    """

    scene: Tensor  # (I,) int64
    mesh: Tensor  # (I,) int64, row of the mesh library
    linear: Tensor  # (I, 3, 3)
    offset: Tensor  # (I, 3)
    kind: Tensor  # (I,) int64, Kind
    group: Tensor  # (I,) int64, row of the tables of motion
    look: Tensor  # (I,) int64
    tint: Tensor  # (I, 3) linear RGB
    velocity: Tensor  # (G, 3) metres a second
    spin: Tensor  # (G, 3) radians a second about each axis through the pivot
    pivot: Tensor  # (G, 3)
    rotation: Tensor  # (B, 3, 3) world to camera
    position: Tensor  # (B, 3)
    focal: Tensor  # (B,) picture widths
    camera_velocity: Tensor  # (B, 3) metres a second, world axes
    camera_spin: Tensor  # (B, 3) radians a second, world axes
    light_position: Tensor  # (B, L, 3) metres, or the unit vector towards a sun
    light_colour: Tensor  # (B, L, 3) power: 1 lights white paper to about 1 (a lamp: at 1 m)
    light_size: Tensor  # (B, L) radius in metres; of a sun, in radians
    light_kind: Tensor  # (B, L) int64, Light
    light_on: Tensor  # (B, L) bool
    ambient: Tensor  # (B, 3) light from everywhere, of the sky outdoors
    outdoor: Tensor  # (B,) bool
    fog: Tensor  # (B,) extinction per metre
    exposure: Tensor  # (B,) stops away from a well exposed picture
    theme: Tensor  # (B,) int64, Theme

    def __len__(self) -> int:
        return len(self.focal)

    def moved(self, seconds: float) -> Stage:
        """The same scenes a moment later: groups and cameras move on, each rigidly."""
        turn = rotation_about(self.spin * seconds)[self.group]
        pivot, shift = self.pivot[self.group], self.velocity[self.group] * seconds
        offset = torch.einsum("iab,ib->ia", turn, self.offset - pivot) + pivot + shift
        view = self.rotation @ rotation_about(self.camera_spin * seconds).transpose(1, 2)
        return replace(
            self,
            linear=turn @ self.linear,
            offset=offset,
            pivot=self.pivot + self.velocity * seconds,
            rotation=view,
            position=self.position + self.camera_velocity * seconds,
        )

    def chosen(self, keep: Tensor) -> Stage:
        """Only the scenes where `keep` (B,) is true, counted anew."""
        renumbered = torch.cumsum(keep.long(), 0) - 1
        stays = keep[self.scene]
        values = {}
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if name in _PER_INSTANCE:
                values[name] = value[stays]
            else:
                values[name] = value if name in _PER_GROUP else value[keep]
        values["scene"] = renumbered[values["scene"]]
        return Stage(**values)

    def without(self, unwanted: Tensor) -> Stage:
        """The same scenes less the instances where `unwanted` (I,) is true."""
        return replace(self, **{name: getattr(self, name)[~unwanted] for name in _PER_INSTANCE})

    def to(self, device: torch.device | str) -> Stage:
        """The same scenes with every tensor on another device."""
        return Stage(**{f.name: getattr(self, f.name).to(device) for f in fields(self)})


def concatenate(stages: Sequence[Stage]) -> Stage:
    """One batch of all scenes, in order."""
    values = {
        field.name: torch.cat([getattr(stage, field.name) for stage in stages])
        for field in fields(Stage)
    }
    device = values["scene"].device
    counts = torch.tensor([len(stage.scene) for stage in stages], device=device)

    def shift(sizes: list[int]) -> Tensor:
        before = torch.tensor([0, *sizes[:-1]], device=device).cumsum(0)
        return torch.repeat_interleave(before, counts)

    looks = [int(stage.look.max()) + 1 if len(stage.look) else 0 for stage in stages]
    values["scene"] = values["scene"] + shift([len(stage) for stage in stages])
    values["group"] = values["group"] + shift([len(stage.pivot) for stage in stages])
    values["look"] = values["look"] + shift(looks)
    return Stage(**values)


def shuffled(stage: Stage, generator: torch.Generator) -> Stage:
    """The same scenes in random order."""
    order = torch.randperm(len(stage), generator=generator, device=stage.focal.device)
    values = {}
    for name in (field.name for field in fields(stage)):
        value = getattr(stage, name)
        values[name] = value if name in _PER_INSTANCE + _PER_GROUP else value[order]
    values["scene"] = torch.argsort(order)[stage.scene]
    return Stage(**values)


def rotation_about(vector: Tensor) -> Tensor:
    """Rotation matrices (N, 3, 3) by |vector| radians about each vector (N, 3)."""
    angle = vector.norm(dim=-1, keepdim=True)
    x, y, z = (vector / angle.clamp(min=1e-9)).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*x.shape, 3, 3)
    angle = angle[..., None]
    identity = torch.eye(3, device=vector.device, dtype=vector.dtype)
    return identity + torch.sin(angle) * cross + (1 - torch.cos(angle)) * (cross @ cross)

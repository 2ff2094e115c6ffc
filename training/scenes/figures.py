"""People: who stands, sits or walks where; each is one mesh of the library with a head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from training.scenes.setting import Setting, turned, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue, Thing
    from training.scenes.draw import Draw

_SEATED = ("sit", "typ", "desk")
_LOW = ("crouch", "kneel", "ly", "squat")
_USUAL_SEAT = 0.46


@dataclass(frozen=True, slots=True)
class Crowd:
    """Rows of all people's meshes (N,), where their heads are (N, 3), and which sit or are low."""

    mesh: Tensor
    head: Tensor
    seated: Tensor
    seat: Tensor
    low: Tensor  # crouching, kneeling or lying

    def some(self, draw: Draw, *shape: int, seated: Tensor | None = None) -> Tensor:
        """Random people, as rows of this crowd; `seated` (...) asks for such or upright ones."""
        if seated is None:
            return draw.whole(*shape, below=len(self.mesh))
        sitting, others = (m.nonzero()[:, 0] for m in (self.seated, ~self.seated & ~self.low))
        if not len(sitting) or not len(others):
            return draw.whole(*shape, below=len(self.mesh))
        one = sitting[draw.whole(*shape, below=len(sitting))]
        other = others[draw.whole(*shape, below=len(others))]
        return torch.where(seated, one, other)


def crowd_of(catalogue: Catalogue) -> Crowd:
    """The people of a library; without any, a tall primitive stands in."""
    known: Any = catalogue.library
    rows = [i for i, c in enumerate(known.categories) if c in ("person", "body", "people")]
    if not rows:
        mesh = torch.tensor([catalogue.shape("cylinder")], device=catalogue.device)
        head = torch.tensor([[0.0, 0.0, 0.4]], device=catalogue.device)
        return Crowd(mesh, head, mesh < 0, 0.0 * head[:, 0], mesh < 0)
    mesh = torch.tensor(rows, device=catalogue.device)
    top = catalogue.high[mesh]
    middle = (catalogue.low[mesh] + top) / 2
    guess = torch.cat([middle[:, :2], top[:, 2:] - 0.13], 1)
    head = known.head[mesh] if hasattr(known, "head") else guess
    head = torch.where(head.isfinite(), head, guess)
    poses = getattr(known, "pose", [""] * len(known.names))
    seated = torch.tensor([poses[i].startswith(_SEATED) for i in rows], device=catalogue.device)
    low = torch.tensor([poses[i].startswith(_LOW) for i in rows], device=catalogue.device)
    seat = known.seat[mesh] if hasattr(known, "seat") else torch.zeros_like(head[:, 0])
    seat = torch.where(seat > 0.2, seat, _USUAL_SEAT)
    return Crowd(mesh, head.float(), seated, seat.float(), low)


def figure(setting: Setting, crowd: Crowd, who: Tensor) -> Thing:
    """Their meshes, a little smaller or larger, standing on their own feet."""
    thing = setting.catalogue.of(crowd.mesh[who])
    return type(thing)(thing.mesh, thing.scale, 0.0 * thing.shift, thing.size)


def put_people(
    setting: Setting,
    crowd: Crowd,
    mask: Tensor,
    who: Tensor,
    place: Tensor,
    yaw: Tensor,
    *,
    pace: float = 0.5,
    solid: bool = True,
) -> None:
    """Stands people (B, S) with their own origin at `place`, each moving a little."""
    thing = figure(setting, crowd, who)
    group = moving(setting, place, yaw, pace)
    setting.put(mask, thing, place, Kind.BODY, yaw=yaw, group=group, solid=False)
    if solid:
        middle = (setting.catalogue.low[thing.mesh] + setting.catalogue.high[thing.mesh]) / 2
        middle = torch.cat([middle[..., :2], torch.zeros_like(middle[..., :1])], -1)
        centre = place + (turned(yaw) @ middle[..., None])[..., 0]
        low, high = centre - thing.size / 2, centre + thing.size / 2
        setting.reserve(mask, low * vector(1, 1, 0, like=low), high + vector(0, 0, 1, like=high))
    seat_of(setting, crowd, mask & crowd.seated[who], who, place, yaw)


def moving(setting: Setting, place: Tensor, yaw: Tensor, pace: float) -> Tensor:
    """Groups (B, S) for people: some still, some swaying, some turning, some walking ahead."""
    draw, shape = setting.draw, yaw.shape
    lively = draw.among(*shape, 1, values=(0.0, 0.25, 1.0), weights=(0.25, 0.45, 0.3))
    ahead = turned(yaw)[..., :, 1] * -draw.uniform(*shape, 1, high=2.0 * pace)
    walks = draw.chance(*shape, 1, of=0.3).float()
    velocity = draw.normal(*shape, 3, scale=0.2) * vector(1, 1, 0.2, like=yaw) + walks * ahead
    spin = draw.normal(*shape, 3, scale=0.6) * vector(0.15, 0.15, 1.0, like=yaw)
    return setting.groups(velocity * lively, spin * lively, place)


def seat_of(setting: Setting, crowd: Crowd, mask: Tensor, who: Tensor, place: Tensor,
            yaw: Tensor) -> None:  # fmt: skip
    """Chairs, stools or benches under people who sit."""
    draw, shape = setting.draw, mask.shape
    chair = setting.catalogue.thing("chair", draw, *shape)
    tall = chair.size[..., 2] > 0.7
    factor = (crowd.seat[who] + 0.01) / torch.where(
        tall, 0.5 * chair.size[..., 2], chair.size[..., 2]
    )
    chair = chair.scaled(factor.clamp(0.75, 1.25))
    back = place + (turned(yaw) @ vector(0 * yaw, 0.08, 0.0)[..., None])[..., 0]
    setting.put(mask & draw.chance(*shape, of=0.85), chair, back, Kind.FURNITURE, yaw=yaw)


def head_at(crowd: Crowd, who: Tensor, yaw: Tensor) -> Tensor:
    """Where heads (..., 3) are, from the people's own origin."""
    return (turned(yaw) @ crowd.head[who][..., None])[..., 0]

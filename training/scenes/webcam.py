"""People before a webcam, a laptop or a phone: heads and shoulders with a room behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, lights, parts
from training.scenes.figures import Crowd, crowd_of, head_at, put_people
from training.scenes.furnish import Use
from training.scenes.groups import near
from training.scenes.room import furnish_room, sizes
from training.scenes.setting import Setting, vector
from training.scenes.shell import Room, build, plan
from training.scenes.stage import Kind, Theme
from training.scenes.view import View, first_hit, focal_of, hand_held, looking, view_rays

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw
    from training.scenes.stage import Stage

_PEOPLE = 4


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of webcam scenes."""
    setting = Setting(catalogue, count, draw)
    crowd = crowd_of(catalogue)
    away = draw.log_uniform(count, low=0.4, high=2.2)
    room, use = _room(setting, away)
    build(setting, room)
    lens = vector(draw.normal(count, scale=0.3), -room.depth / 2 + 0.3, 0.0)
    who, place, yaw, mask = _cast(setting, crowd, lens, away, room)
    put_people(setting, crowd, mask, who, place, yaw, pace=0.3)
    _reserve_before(setting, lens, away)
    _behind(setting, mask & crowd.seated[who], place, yaw)
    furnish_room(setting, room, use)
    _wall_of_shelves(setting, room)
    view = _camera(setting, crowd, who, place, yaw, lens, away, shape)
    _reject_blocked(setting, view, away, shape)
    _foreground(setting, view, away)
    stage = _finish(setting, view, room, place, draw)
    return stage.chosen(~setting.failed)


def _room(setting: Setting, away: Tensor) -> tuple[Room, Tensor]:
    """Rooms whose back wall is right behind the person, or far."""
    draw, count = setting.draw, setting.count
    use = draw.among(
        count,
        values=[Use.LIVING, Use.BEDROOM, Use.KITCHEN, Use.OFFICE, Use.DINING, Use.LIBRARY],
        weights=[0.3, 0.2, 0.1, 0.3, 0.05, 0.05],
    )
    width, depth, height = sizes(draw, use)
    behind = draw.log_uniform(count, low=0.35, high=5.0)
    depth = torch.where(draw.chance(count, of=0.8), away + behind + 0.5, depth + away)
    return plan(setting, width, depth, height), use


def _cast(setting: Setting, crowd: Crowd, lens: Tensor, away: Tensor,
          room: Room) -> tuple[Tensor, Tensor, Tensor, Tensor]:  # fmt: skip
    """Who they are and where: the first near the middle, others beside or further back."""
    draw, count = setting.draw, setting.count
    sits = draw.chance(count, 1, of=0.55) ^ draw.chance(count, _PEOPLE, of=0.12)
    who = crowd.some(draw, count, _PEOPLE, seated=sits)
    turn = torch.where(
        draw.chance(count, _PEOPLE, of=0.85), draw.normal(count, _PEOPLE, scale=0.35),
        draw.normal(count, _PEOPLE, scale=1.4),
    )  # fmt: skip
    further = torch.cumsum(draw.uniform(count, _PEOPLE, low=-0.05, high=0.7), 1)
    distance = away[:, None] + torch.where(draw.chance(count, 1, of=0.5), 0.12, 1.0) * further
    distance[:, 0] = away
    aside = torch.tensor([0.0, -1, 1, -2], device=setting.device) * draw.sign(count, 1)
    step = draw.uniform(count, 1, low=0.5, high=0.85) * (1 + 0.3 * (distance - away[:, None]))
    x = aside * step + draw.normal(count, _PEOPLE, scale=0.09)
    x = x + draw.normal(count, 1, scale=0.12) * away[:, None]
    head = lens[:, None] + vector(x, distance, 0.0)
    place = head - head_at(crowd, who, turn)
    place = torch.cat([place[..., :2], torch.zeros_like(place[..., 2:])], -1)
    number = draw.among(count, 1, values=(0, 1, 2, 3, 4), weights=(0.03, 0.67, 0.18, 0.08, 0.04))
    mask = torch.arange(_PEOPLE, device=setting.device) < number
    half = vector(room.width, room.depth)[:, None] / 2 - 0.25
    mask = mask & (head[..., :2].abs() < half).all(-1)
    return who, place, turn, mask


def _reserve_before(setting: Setting, lens: Tensor, away: Tensor) -> None:
    """Keeps the space between lens and person clear of the room's own furniture."""
    half = vector(0.5 + 0.25 * away, away / 2 + 0.45, 1.2)[:, None]
    middle = (lens + vector(0.0 * away, away / 2 - 0.2, 1.2))[:, None]
    always = torch.ones(setting.count, 1, dtype=torch.bool, device=setting.device)
    setting.reserve(always, middle - half, middle + half)


def _behind(setting: Setting, seated: Tensor, place: Tensor, yaw: Tensor) -> None:
    """High chair backs and headrests behind people who sit."""
    draw, shape = setting.draw, seated.shape
    wide = draw.uniform(*shape, low=0.42, high=0.56)
    top = draw.uniform(*shape, low=0.85, high=1.3)
    size = vector(wide, draw.uniform(*shape, low=0.05, high=0.12), top - 0.5)
    back = setting.catalogue.primitive("bevel_box", size)
    mask = seated & draw.chance(*shape, of=0.55)
    behind = near(place, yaw, 0 * wide, 0.2 + 0 * wide, 0.5)
    setting.put(mask, back, behind, Kind.FURNITURE, yaw=yaw, solid=False)


def _wall_of_shelves(setting: Setting, room: Room) -> None:
    """A bookcase all along the back wall now and then."""
    draw, count, slots = setting.draw, setting.count, 4
    wide = draw.uniform(count, 1, low=0.7, high=1.1).expand(count, slots)
    x = (torch.arange(slots, device=setting.device) - 1.5) * wide
    tall = draw.uniform(count, 1, low=1.7, high=2.2).expand(count, slots)
    size = vector(wide, 0.3, torch.minimum(tall, room.height[:, None] - 0.1))
    place = vector(x, room.depth[:, None] / 2 - 0.17, 0.0)
    mask = draw.chance(count, 1, of=0.15).expand(count, slots)
    mask = mask & (x.abs() + wide / 2 < room.width[:, None] / 2)
    mask = setting.free(mask, parts.box(setting, size), place, 0.0 * x)
    parts.shelf(setting, mask, place, 0.0 * x, size, setting.looks(count, 1))


def _camera(setting: Setting, crowd: Crowd, who: Tensor, place: Tensor, yaw: Tensor, lens: Tensor,
            away: Tensor, shape: tuple[int, int]) -> View:  # fmt: skip
    """Near the height of the first head, so that it is somewhere in the upper half."""
    draw, count = setting.draw, setting.count
    head = place[:, 0] + head_at(crowd, who[:, 0], yaw[:, 0])
    diagonal = draw.uniform(count, low=58, high=88)
    focal = focal_of(diagonal, shape)
    lift = draw.normal(count, scale=0.14) - 0.12 * away - 0.05
    height = (head[:, 2] + lift).clamp(0.35, 2.3)
    position = torch.cat([lens[:, :2], height[:, None]], 1)
    # Where the head shall be in the picture, from its middle, in picture heights.
    wanted = draw.uniform(count, low=-0.08, high=0.28) * away.clamp(0.4, 1.2)
    tilt = torch.atan(wanted * shape[0] / shape[1] / focal)
    to_head = head - position
    up = torch.atan2(to_head[:, 2], torch.hypot(to_head[:, 0], to_head[:, 1]))
    side = torch.atan2(-to_head[:, 0], to_head[:, 1])
    off = torch.atan(draw.normal(count, scale=0.1) / focal)
    pitch = (up - tilt).clamp(-0.5, 0.35)
    rotation = looking(side * 0.8 + off, pitch, draw.normal(count, scale=0.035))
    return View(rotation, position, focal)


def _reject_blocked(setting: Setting, view: View, away: Tensor, shape: tuple[int, int]) -> None:
    """Scenes where furniture stands between lens and person have failed."""
    rays = view_rays(view.rotation, view.focal, shape, 7)[:, None]
    distance, _ = first_hit(setting, view.position[:, None], rays)
    setting.failed |= (distance[:, 0] < 0.7 * away[:, None]).float().mean(-1) > 0.12


def _foreground(setting: Setting, view: View, away: Tensor) -> None:
    """Desk edges, laptops, cups, microphones and monitors' rims between lens and person."""
    draw, count = setting.draw, setting.count
    flat = torch.atan2(-view.rotation[:, 2, 0], view.rotation[:, 2, 1])
    lens = view.position
    up = draw.uniform(count, low=0.18, high=0.45)
    height = (lens[:, 2] - up).clamp(0.45, 1.1)
    has = draw.chance(count, of=0.4) & (lens[:, 2] - height > 0.12) & (away > 0.5)
    reach = (away - 0.25).clamp(0.2, 0.9)
    size = vector(draw.uniform(count, low=1.1, high=1.9), reach, 0.03)
    foot = torch.cat([lens[:, :2], (height - 0.03)[:, None]], 1)
    middle = near(foot, flat, draw.normal(count, scale=0.2), reach / 2 + 0.02)
    setting.put(has[:, None], parts.box(setting, size[:, None]), middle[:, None], Kind.FURNITURE,
                yaw=flat[:, None])  # fmt: skip
    roles = furnish.roles_for(setting, furnish._ON_TOP, torch.full_like(away, Use.OFFICE).long(), 6)
    thing = setting.catalogue.mixed(roles, draw)
    thing = thing.scaled((0.3 / thing.size.amax(-1)).clamp(max=1.0))
    x = draw.uniform(count, 6, low=-0.5, high=0.5) * size[:, :1]
    y = draw.uniform(count, 6, low=0.3, high=0.95) * reach[:, None]
    here = has[:, None] & draw.chance(count, 6, of=0.5) & (x.abs() > 0.16)
    here &= torch.hypot(x, y) > 0.32
    top = foot + vector(0 * height, 0, 0.03)
    place = near(top[:, None], flat[:, None].expand(count, 6), x, y)
    here = setting.free(here, thing, place, flat[:, None].expand(count, 6))
    setting.put(here, thing, place, furnish.kind_of(setting, roles), yaw=draw.angle(count, 6))
    _microphone(setting, view, away, flat)


def _microphone(setting: Setting, view: View, away: Tensor, flat: Tensor) -> None:
    """A microphone on an arm beside the head."""
    draw, count = setting.draw, setting.count
    has = draw.chance(count, of=0.07)[:, None] & (away > 0.55)[:, None]
    side = draw.sign(count) * draw.uniform(count, low=0.1, high=0.25)
    foot = view.position + vector(0.0 * away, 0.0, -draw.uniform(count, low=0.08, high=0.25))
    at = near(foot, flat, side, 0.6 * away)[:, None]
    body = setting.catalogue.primitive(
        "cylinder", vector(0.055, 0.055, 0.16, like=away).expand(count, 1, 3)
    )
    dark = draw.uniform(count, 1, 1, high=0.08).expand(count, 1, 3)
    setting.put(has, body, at, Kind.PROP, tint=dark)
    arm = setting.catalogue.primitive(
        "cylinder", vector(0.02, 0.02, 0.7, like=away).expand(count, 1, 3)
    )
    lean = vector(draw.normal(count, 1, scale=0.3) + side[:, None].sign() * 1.0, 0.0, 1.0)
    axis = torch.nn.functional.normalize(lean, dim=-1)
    across = torch.linalg.cross(axis, vector(0.0, 1.0, 0.0, like=away).expand_as(axis))
    turn = torch.stack([across, torch.linalg.cross(axis, across), axis], -1)
    setting.put(has, arm, at + vector(0.0, 0.0, 0.02, like=away) - axis * 0.7, Kind.POLE,
                rotation=turn, tint=dark, solid=False)  # fmt: skip


def _finish(setting: Setting, view: View, room: Room, place: Tensor, draw: Draw) -> Stage:
    count = setting.count
    fixed = draw.chance(count, of=0.6).float()[:, None]
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, 0.4))
    face = vector(place[:, 0, 0], place[:, 0, 1], view.position[:, 2])
    return setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=velocity * (1 - fixed), camera_spin=spin * (1 - fixed),
        theme=lights.theme_of(draw, count, Theme.WEBCAM),
        **lights.indoors(draw, room, view.position, face),
    )  # fmt: skip

"""What fills lived-in rooms: piles, things on hooks, posts, pipes, what the next room holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import furnish, parts
from training.scenes.setting import Setting, turned, vector
from training.scenes.shell import WALLS, Room, wall_yaw
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

_LAYERS = 4


def piles(setting: Setting, room: Room, share: Tensor, slots: int = 8) -> None:
    """Stacks of boxes, bags and cases on the floor (B, slots), most of them along the walls."""
    draw, count = setting.draw, setting.count
    wide = draw.log_uniform(count, slots, low=0.25, high=0.9)
    deep = wide * draw.uniform(count, slots, low=0.5, high=1.1)
    high = draw.log_uniform(count, slots, _LAYERS, low=0.12, high=0.55)
    layers = draw.among(count, slots, 1, values=(1, 2, 3, 4), weights=(2, 3, 2, 1))
    high = high * (torch.arange(_LAYERS, device=setting.device) < layers)
    tall = high.sum(-1)
    spot = draw.uniform(count, slots, 2, low=-1.0, high=1.0)
    spot = torch.sign(spot) * spot.abs() ** 0.3
    half = vector(room.width, room.depth)[:, None] / 2 - 0.1 - vector(wide, wide) / 2
    place = torch.cat([spot * half.clamp(min=0), torch.zeros_like(spot[..., :1])], -1)
    turn = torch.round(draw.uniform(count, slots, low=0, high=3)) * math.pi / 2
    yaw = turn + draw.normal(count, slots, scale=0.15)
    probe = parts.box(setting, vector(wide, deep, tall))
    mask = draw.chance(count, slots, of=share[:, None]) & (tall < room.height[:, None] - 0.3)
    mask = setting.free(mask, probe, place, yaw)
    under = high.cumsum(-1) - high
    shrink = draw.uniform(count, slots, _LAYERS, low=0.6, high=1.0)
    size = vector(wide[..., None] * shrink, deep[..., None] * shrink, high.clamp(min=0.01))
    at = place[..., None, :] + vector(0.0 * under, 0.0, under)
    at = at + vector(*draw.normal(2, *under.shape, scale=0.02).unbind(0), 0.0)
    round_ones = draw.chance(count, slots, _LAYERS, of=0.35)
    here = mask[..., None] & (high > 0)
    yaw = yaw[..., None] + draw.normal(*under.shape, scale=0.12)
    for shown, shape in ((here & ~round_ones, "box"), (here & round_ones, "bevel_box")):
        thing = setting.catalogue.primitive(shape, size)
        setting.put(shown, thing, at, Kind.PROP, yaw=yaw)


def on_hooks(setting: Setting, room: Room, share: Tensor, slots: int = 4) -> None:
    """Bags, tools, coats and boards that hang on the walls."""
    draw, count = setting.draw, setting.count
    shape = (count, WALLS * slots)
    thing = setting.catalogue.thing("clutter", draw, *shape)
    deep, tall = (thing.size[..., i].reshape(count, WALLS, slots) for i in (1, 2))
    grid = (torch.arange(slots, device=setting.device) + 0.5) / slots - 0.5
    along = room.lengths[..., None] * (grid + draw.uniform(count, WALLS, slots, low=-0.1, high=0.1))
    up = draw.uniform(count, WALLS, slots, low=1.2, high=2.1) - tall / 2
    fits = up + tall < room.height[:, None, None] - 0.05
    place = room.at(along, deep / 2 + 0.01, up).reshape(count, -1, 3)
    apart = (along - room.along[..., None]).abs() > room.opening[..., None] / 2 + 0.4
    mask = draw.chance(count, WALLS, slots, of=share[:, None, None]) & apart & fits
    yaw = wall_yaw(along).reshape(count, -1)
    mask = setting.free(mask.reshape(count, -1), thing, place, yaw)
    setting.put(mask, thing, place, Kind.PROP, yaw=yaw)


def posts(setting: Setting, room: Room, share: Tensor, slots: int = 3) -> None:
    """Thin posts, square pillars and standpipes from floor to ceiling."""
    draw, count = setting.draw, setting.count
    half = vector(room.width, room.depth)[:, None] / 2 - 0.3
    spot = draw.uniform(count, slots, 2, low=-1.0, high=1.0) * half
    place = torch.cat([spot, torch.zeros_like(spot[..., :1])], -1)
    thick = draw.log_uniform(count, slots, low=0.04, high=0.4)
    size = vector(thick, thick, room.height[:, None])
    mask = draw.chance(count, slots, of=share[:, None])
    mask = setting.free(mask, parts.box(setting, size), place, 0.0 * thick)
    look = setting.looks(count, 1).expand(count, slots)
    round_ones = draw.chance(count, slots, of=0.6)
    for shown, shape, kind in (
        (mask & round_ones, "cylinder", Kind.POLE),
        (mask & ~round_ones, "box", Kind.WALL),
    ):
        setting.put(shown, setting.catalogue.primitive(shape, size), place, kind, look=look)


def pipes(setting: Setting, room: Room, share: Tensor, slots: int = 4) -> None:
    """Pipes and square ducts under the ceiling, along the room or across it."""
    draw, count = setting.draw, setting.count
    across = draw.chance(count, slots, of=0.35)
    long = torch.where(across, room.depth[:, None], room.width[:, None])
    aside = torch.where(across, room.width[:, None], room.depth[:, None])
    thick = draw.log_uniform(count, slots, low=0.03, high=0.45)
    off = draw.uniform(count, slots, low=-0.48, high=0.48) * aside
    down = thick + draw.uniform(count, slots, low=0.02, high=0.25)
    yaw = torch.where(across, math.pi / 2, 0.0)
    local = vector(-long / 2, torch.where(across, -off, off), room.height[:, None] - down / 2)
    place = (turned(yaw) @ local[..., None])[..., 0]
    mask = draw.chance(count, slots, of=share[:, None]) & (room.height[:, None] - down > 1.9)
    # A primitive stands on its underside: laid down, that is the end it begins with.
    lay = torch.tensor([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]], device=setting.device)
    square = draw.chance(count, slots, of=0.4)
    for shown, shape in ((mask & ~square, "cylinder"), (mask & square, "box")):
        thing = setting.catalogue.primitive(shape, vector(thick, thick, long))
        setting.put(shown, thing, place, Kind.POLE, rotation=turned(yaw) @ lay, solid=False)


def next_rooms(setting: Setting, room: Room, use: Tensor, away: Tensor, slots: int = 5) -> None:
    """Furniture and lamps in the rooms beyond the doors, whose back walls are `away` (B, 4)."""
    draw, count = setting.draw, setting.count
    many = WALLS * slots
    roles = furnish.roles_for(setting, furnish.ALONG, use, many)
    thing = setting.catalogue.mixed(roles, draw)
    deep = thing.size[..., 1].reshape(count, WALLS, slots)
    at_back = draw.chance(count, WALLS, slots, of=0.6)
    far = (away[..., None] - deep / 2 - 0.05).clamp(min=0.7)
    beyond = torch.where(at_back, far, 0.7 + (far - 0.7) * draw.uniform(count, WALLS, slots))
    along = room.along[..., None] + draw.normal(count, WALLS, slots, scale=1.5)
    place = room.at(along, -beyond - room.thickness[:, None, None], 0.0).reshape(count, many, 3)
    door = (room.opening > 0) & ~room.window
    turn = torch.round(draw.uniform(count, WALLS, slots, low=0, high=3)) * math.pi / 2
    yaw = wall_yaw(along) + torch.where(at_back, 0.0, turn)
    mask = door[..., None] & draw.chance(count, WALLS, slots, of=0.75) & (away[..., None] > 1.3)
    mask, yaw = mask.reshape(count, many), yaw.reshape(count, many)
    mask = setting.free(mask, thing, place, yaw)
    setting.put(mask, thing, place, Kind.FURNITURE, yaw=yaw, solid=False)


def islands(setting: Setting, room: Room, use: Tensor, slots: int = 7) -> None:
    """Furniture that stands free in larger rooms, straight or askew."""
    draw, count = setting.draw, setting.count
    thing = setting.catalogue.mixed(furnish.roles_for(setting, furnish.ALONG, use, slots), draw)
    half = vector(room.width, room.depth)[:, None] / 2 - 0.7
    spot = draw.uniform(count, slots, 2, low=-1.0, high=1.0) * half.clamp(min=0)
    place = torch.cat([spot, torch.zeros_like(spot[..., :1])], -1)
    yaw = torch.round(draw.uniform(count, slots, low=0, high=3)) * math.pi / 2
    yaw = yaw + draw.normal(count, slots, scale=0.2)
    share = ((room.width * room.depth - 10) / 45).clamp(0, 0.75) * draw.uniform(count)
    mask = draw.chance(count, slots, of=share[:, None])
    roomy = thing.stretched(thing.size + vector(0.4, 0.4, 0.0, like=yaw))
    mask = setting.free(mask, roomy, place, yaw)
    setting.put(mask, thing, place, Kind.FURNITURE, yaw=yaw)

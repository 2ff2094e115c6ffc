"""Concrete along a road: elevated tracks on straight or slanted columns, arcades, barriers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes.roadside import Sort
from training.scenes.setting import Piece, Setting, vector
from training.scenes.stage import Kind

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.road import Road

_COLUMNS = 8
_BLOCKS = 14


def along(setting: Setting, road: Road, sort: Tensor) -> None:
    """Puts a deck over one side of some streets, and rows of barriers beside others."""
    draw, count = setting.draw, setting.count
    often = torch.tensor([0.02, 0.16, 0.02, 0.06, 0.12], device=setting.device)[sort]
    _deck(setting, road, draw.chance(count, of=often))
    often = torch.tensor([0.06, 0.22, 0.06, 0.25, 0.15], device=setting.device)[sort]
    _barriers(setting, road, draw.chance(count, of=often), sort)


def _deck(setting: Setting, road: Road, mask: Tensor) -> None:
    """A viaduct or the upper floors of a building, high above the pavement."""
    draw, count = setting.draw, setting.count
    side = draw.sign(count)
    paved = torch.where(side > 0, road.pavement[:, 1], road.pavement[:, 0])
    deep = draw.uniform(count, low=4, high=14)
    over_road = draw.uniform(count, low=-3.0, high=1.0)
    inner = road.half + paved.clamp(min=1.5) + over_road
    clear = draw.uniform(count, low=4.2, high=9.0)
    thick = torch.where(
        draw.chance(count, of=0.5), draw.uniform(count, low=0.8, high=2.0),
        draw.uniform(count, low=4.0, high=18.0),
    )  # fmt: skip
    gap = draw.uniform(count, 1, low=5.0, high=13.0)
    s = (torch.arange(_COLUMNS, device=setting.device) - 1.0) * gap + draw.uniform(count, 1, high=8)
    d = (side * (inner + deep / 2))[:, None].expand_as(s)
    place, yaw = road.at(d, s), road.yaw(s)
    size = vector(deep[:, None], gap * 1.02, thick[:, None]).expand(count, _COLUMNS, 3)
    look = setting.looks(count, 1).expand(count, _COLUMNS)
    here = mask[:, None].expand(count, _COLUMNS)
    slab = setting.catalogue.primitive("box", size)
    above = place + vector(0.0 * s, 0.0, clear[:, None])
    setting.put(here, slab, above, Kind.BUILDING, yaw=yaw, look=look, solid=False)
    _columns(setting, here, place, deep * side, clear)


def _columns(setting: Setting, mask: Tensor, place: Tensor, across: Tensor, clear: Tensor) -> None:
    """Columns (B, S) on both sides of a deck, upright or leaning as a V."""
    draw, count = setting.draw, setting.count
    slots = mask.shape[1]
    lean = torch.where(draw.chance(count, 1, of=0.4), draw.uniform(count, 1, high=3.0), 0.0)
    thick = draw.uniform(count, 1, low=0.35, high=1.3).expand(count, slots)
    tall = (clear + 0.6)[:, None].expand(count, slots)
    zero = torch.zeros_like(thick)
    mesh = torch.tensor(setting.catalogue.shape("box"), device=setting.device).expand(count, slots)
    look = setting.looks(count, 1).expand(count, slots)
    for share in (-0.42, 0.42):
        for way in (-1.0, 1.0):
            up = vector(zero, way * lean.expand(count, slots), tall)
            linear = torch.stack([vector(thick, zero, zero), vector(zero, thick, zero), up], -1)
            foot = place + vector((share * across)[:, None].expand_as(zero), zero, zero - 0.3)
            wanted = mask if way > 0 else mask & (lean > 0).expand_as(mask)
            middle = foot + up / 2
            setting.put_raw(wanted, mesh, linear, middle, Kind.BUILDING, look=look)


def _barriers(setting: Setting, road: Road, mask: Tensor, sort: Tensor) -> None:
    """Red and white plastic blocks, or concrete ones, end to end along the edge of the road."""
    draw, count = setting.draw, setting.count
    long = draw.uniform(count, 1, low=0.9, high=2.2)
    first = draw.uniform(count, 1, low=2.0, high=25.0)
    s = first + torch.arange(_BLOCKS, device=setting.device) * (long + 0.06)
    edge = torch.where(sort == Sort.SQUARE, 0.5 * road.half, road.half - 0.5)
    d = (draw.sign(count) * edge)[:, None] + draw.normal(count, _BLOCKS, scale=0.05)
    place = road.at(d, s)
    yaw = road.yaw(s) + math.pi / 2 + draw.normal(count, _BLOCKS, scale=0.03)
    high = draw.uniform(count, 1, low=0.6, high=1.1).expand_as(s)
    wide = long.expand_as(s)
    probe = setting.catalogue.primitive("box", vector(wide * 0.9, 0.5, high))
    here = setting.free(mask[:, None].expand_as(s), probe, place, yaw)
    foot = [
        Piece("box", (wide, 0.5, 0.3 * high), (0.0, 0.0, 0.0)),
        Piece("bevel_box", (wide, 0.26, 0.7 * high), (0.0, 0.0, 0.3 * high)),
    ]
    odd = torch.arange(_BLOCKS, device=setting.device) % 2 == 0
    red = torch.tensor([0.55, 0.07, 0.03], device=setting.device)
    white = torch.tensor([0.75, 0.75, 0.72], device=setting.device)
    grey = torch.tensor([0.35, 0.34, 0.32], device=setting.device)
    striped = torch.where(odd[:, None], red, white).expand(count, _BLOCKS, 3)
    tint = torch.where(draw.chance(count, 1, 1, of=0.65), striped, grey)
    look = setting.looks(count, 1).expand_as(s)
    setting.assemble(here, place, yaw, foot, Kind.PROP, look=look, tint=tint)

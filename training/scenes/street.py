"""Streets: driving views above a road, and views from pavements, squares and car parks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.scenes import lights, roadside, structures, traffic, verge
from training.scenes.road import Road, lay, mark, zebra
from training.scenes.roadside import Sort
from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind, Theme
from training.scenes.view import View, best_view, focal_of, hand_held, looking

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw
    from training.scenes.stage import Stage


_SHARES = (0.36, 0.22, 0.2, 0.1, 0.12)
_CANDIDATES = 8


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of streets; wide pictures are always seen from a car."""
    setting = Setting(catalogue, count, draw)
    sort = draw.among(count, values=list(map(int, Sort)), weights=_SHARES)
    driving = draw.chance(count, of=1.0 if shape[1] > 2 * shape[0] else 0.6)
    driving |= sort == Sort.HIGHWAY
    road, lane, parking = _road(draw, sort)
    land = torch.where(
        (sort == Sort.URBAN) | (sort == Sort.SQUARE), int(Kind.PAVEMENT),
        torch.where(draw.chance(count, of=0.75), int(Kind.GRASS), int(Kind.SOIL)),
    )  # fmt: skip
    lay(setting, road, land)
    _paint(setting, road, sort, lane)
    side = _crossing(setting, road, sort)
    d, height = _stand(setting, road, lane, driving)
    _keep_clear(setting, road, d, driving)
    traffic.parked(setting, road, parking, lane)
    traffic.moving(setting, road, lane, sort == Sort.HIGHWAY)
    roadside.houses(setting, road, sort)
    verge.green(setting, road, sort)
    roadside.poles(setting, road, sort, side)
    roadside.people(setting, road, sort)
    structures.along(setting, road, sort)
    view = _camera(setting, road, d, height, driving, shape)
    return _finish(setting, draw, road, view, driving)


def _road(draw: Draw, sort: Tensor) -> tuple[Road, Tensor, Tensor]:
    """Roads, the middle of the own lane (B,), and the width of a parking lane per side (B, 2)."""
    count = len(sort)
    straight = draw.chance(count, of=0.4)
    tightest = torch.tensor([45.0, 60, 70, 250, 90], device=sort.device)[sort]
    bend = draw.sign(count) / (tightest * draw.log_uniform(count, low=1, high=8))
    hilly = torch.tensor([0.7, 0.4, 1.5, 0.8, 0.1], device=sort.device)[sort]
    waves = torch.stack(
        [
            draw.normal(count, 2, scale=0.7) * hilly[:, None],
            math.tau / draw.uniform(count, 2, low=70, high=260),
            draw.angle(count, 2),
        ],
        -1,
    )
    lane_wide = draw.uniform(count, low=2.7, high=3.7)
    lanes = torch.where(sort == Sort.HIGHWAY, draw.whole(count, below=3) + 2, 1)
    lanes = torch.where((sort == Sort.URBAN) & draw.chance(count, of=0.35), 2, lanes)
    parks = torch.tensor([0.75, 0.6, 0.06, 0.02, 1.0], device=sort.device)[sort]
    beside = draw.chance(count, 2, of=parks[:, None])
    angled = (sort == Sort.SQUARE) | draw.chance(count, of=0.1)
    depth = torch.where(angled, 5.2, 2.15)
    parking = torch.where(beside, depth[:, None], 0.0)
    half = lanes * lane_wide + parking.amax(1) + draw.uniform(count, high=0.6)
    half = torch.where(sort == Sort.SQUARE, half + draw.uniform(count, high=8), half)
    open_land = (sort == Sort.COUNTRY) | (sort == Sort.HIGHWAY)
    pavement = draw.uniform(count, 2, low=1.2, high=4.0) * ~open_land[:, None]
    steep = open_land[:, None] & draw.chance(count, 2, of=0.5)
    road = Road(
        bend=torch.where(straight, 0.0, bend),
        bend_at=draw.uniform(count, low=-10, high=60),
        grade=draw.normal(count, scale=0.012) * hilly,
        waves=waves,
        half=half,
        pavement=pavement * draw.chance(count, 2, of=0.9),
        kerb=torch.where(open_land, 0.0, draw.uniform(count, low=0.06, high=0.16)),
        bank=torch.where(steep, draw.normal(count, 2, scale=0.9), 0.0),
        slope=torch.where(steep, draw.normal(count, 2, scale=0.05), 0.0),
    )
    right = torch.where(draw.chance(count, of=0.75), 1.0, -1.0)
    own = torch.where(lanes > 1, (draw.uniform(count) * lanes).floor() + 0.5, 0.5)
    return road, right * own * lane_wide, parking


def _paint(setting: Setting, road: Road, sort: Tensor, lane: Tensor) -> None:
    draw, count = setting.draw, setting.count
    lines = torch.arange(5, device=setting.device) - 2.0
    d = lines * 3.4
    often = torch.tensor([0.3, 0.7, 0.75, 1.0, 0.1], device=setting.device)[sort]
    inside = d.abs() < (road.half - 2.5)[:, None]
    wanted = draw.chance(count, 1, of=often[:, None])
    mark(setting, road, d.expand(count, 5), wanted & inside)
    at = draw.uniform(count, low=6, high=45)
    zebra(setting, road, draw.chance(count, of=0.18) & (sort <= Sort.URBAN), at)
    del lane


def _crossing(setting: Setting, road: Road, sort: Tensor) -> Tensor:
    """Side streets; the distance (B, 2) of each side's, far away for none."""
    draw, count = setting.draw, setting.count
    has = draw.chance(count, 1, of=0.45) & (sort <= Sort.URBAN)[:, None]
    has = has & draw.chance(count, 2, of=0.75)
    s = draw.uniform(count, 1, low=6, high=55).expand(count, 2)
    wide = draw.uniform(count, 1, low=3.0, high=5.0).expand(count, 2)
    mesh = torch.tensor(setting.catalogue.shape("quad"), device=setting.device).expand(count, 2)
    sign = torch.tensor([-1.0, 1.0], device=setting.device).expand(count, 2)
    reach = 70.0
    zero = torch.zeros_like(s)
    level = (road.kerb[:, None] + 0.015).expand(count, 2)
    d = sign * (road.half[:, None] + reach / 2 - 0.1)
    place = road.at(sign * road.half[:, None], s) + vector(sign * reach / 2, 0, 0)
    place = torch.cat([place[..., :2], (road.height(s) + level)[..., None]], -1)
    linear = torch.stack(
        [vector(zero + reach, 0, 0), vector(0, 2 * wide, 0, like=s), vector(zero, 0, 1)], -1
    )
    setting.put_raw(has, mesh, linear, place, Kind.ROAD)
    corner = vector(zero + reach / 2, wide + 0.5, 6.0)
    setting.reserve(has, place - corner, place + corner)
    del d
    return torch.where(has, s, 1e4)


def _stand(setting: Setting, road: Road, lane: Tensor, driving: Tensor) -> tuple[Tensor, Tensor]:
    """Where the camera is: lateral position (B,) and height above the road (B,)."""
    draw, count = setting.draw, setting.count
    side = draw.sign(count)
    on_pavement = side * (road.half + draw.uniform(count, low=0.3, high=3.0))
    on_road = draw.uniform(count, low=-1, high=1) * road.half
    afoot = torch.where(draw.chance(count, of=0.65), on_pavement, on_road)
    height = torch.where(draw.chance(count, of=0.8), draw.uniform(count, low=1.3, high=1.8),
                         draw.uniform(count, low=0.5, high=4.0))  # fmt: skip
    usual = 1.62 + draw.normal(count, scale=0.1)
    car = torch.where(draw.chance(count, of=0.7), usual, draw.uniform(count, low=1.15, high=2.3))
    wobble = draw.normal(count, scale=0.25)
    return torch.where(driving, lane + wobble, afoot), torch.where(driving, car, height)


def _keep_clear(setting: Setting, road: Road, d: Tensor, driving: Tensor) -> None:
    """Keeps other things off the camera and the own car."""
    zero = torch.zeros_like(d)
    ahead = torch.where(driving, 5.0, 1.6)
    half = vector(torch.where(driving, 1.2, 0.8), ahead / 2 + 1.0, 4.0)[:, None]
    middle = road.at(d[:, None], (ahead / 2)[:, None])
    always = torch.ones(setting.count, 1, dtype=torch.bool, device=d.device)
    setting.reserve(always, middle - half, middle + half)
    del zero


def _camera(setting: Setting, road: Road, d: Tensor, height: Tensor, driving: Tensor,
            shape: tuple[int, int]) -> View:  # fmt: skip
    """Down the road from behind a windscreen; anywhere from a pavement."""
    draw, count, many = setting.draw, setting.count, _CANDIDATES
    s = draw.uniform(count, many, low=-0.6, high=2.0)
    aside = d[:, None] + draw.normal(count, many, scale=0.1)
    position = road.at(aside, s, height[:, None])
    drive = driving[:, None]
    turning = draw.chance(count, 1, of=0.08)
    off = draw.normal(count, many) * torch.where(turning, 0.4, 0.035)
    # Cars have cameras to their sides and to the rear too.
    sideways = draw.chance(count, 1, of=0.0 if shape[1] > 2 * shape[0] else 0.3)
    turned = draw.sign(count, 1) * draw.among(
        count, 1, values=(0.96, 1.6, 1.92, math.pi), weights=(0.5, 0.3, 0.12, 0.08)
    )
    off = off + torch.where(sideways, turned, 0.0)
    glance = torch.where(
        draw.chance(count, 1, of=0.55), draw.normal(count, many, scale=0.4), draw.angle(count, many)
    )
    yaw = road.yaw(s) + torch.where(drive, off, glance)
    grade = (road.height(s + 6) - road.height(s)) / 6
    pitch = torch.atan(grade) * torch.cos(yaw - road.yaw(s))
    pitch = pitch + draw.normal(count, many) * torch.where(drive, 0.02, 0.1)
    roll = draw.normal(count, many) * torch.where(drive, 0.01, 0.03)
    wide = shape[1] > 2 * shape[0]
    low, high = (66.0, 94.0) if wide else (52.0, 98.0)
    focal = focal_of(draw.uniform(count, 1, low=low, high=high), shape).expand(count, many)
    return best_view(
        setting, looking(yaw, pitch, roll), position, focal, shape, room=0.35, near=1.6
    )


def _finish(setting: Setting, draw: Draw, road: Road, view: View, driving: Tensor) -> Stage:
    count = setting.count
    s = view.position[:, 1:2]
    ahead = torch.cat([road.direction(s), torch.ones_like(s), 0 * s], 1)
    speed = draw.among(count, 1, values=(0.0, 4.0, 10.0, 20.0), weights=(0.2, 0.3, 0.35, 0.15))
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, 1.0))
    drive = driving[:, None]
    turn = vector(0, 0, draw.normal(count, scale=0.1)) + draw.normal(count, 3, scale=0.012)
    stage = setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=torch.where(drive, ahead * speed, velocity),
        camera_spin=torch.where(drive, turn * (speed > 0), spin),
        theme=lights.theme_of(draw, count, Theme.STREET),
        **lights.outdoors(draw, count),
    )  # fmt: skip
    return stage.chosen(~setting.failed)

"""Meadows, woods, hills, rocks and mountains, now and then with people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes import lights, open_air
from training.scenes.figures import crowd_of, put_people
from training.scenes.setting import Setting, vector
from training.scenes.stage import Kind, Stage, Theme
from training.scenes.view import best_view, focal_of, hand_held, looking

if TYPE_CHECKING:
    from training.scenes.catalogue import Catalogue
    from training.scenes.draw import Draw

_CANDIDATES = 10


def make(catalogue: Catalogue, draw: Draw, count: int, shape: tuple[int, int]) -> Stage:
    """A batch of landscapes."""
    setting = Setting(catalogue, count, draw)
    kind = draw.among(count, values=[int(Kind.GRASS), int(Kind.SOIL)],
                      weights=[7, 3])  # fmt: skip
    open_air.ground(setting, kind)
    wood = draw.chance(count, of=0.35)
    open_air.hills(setting, draw.uniform(count, low=0.3, high=1.0), wild=True)
    open_air.woods(setting, 44, torch.where(wood, 1.0, draw.uniform(count, high=0.7)), 3.0, 70)
    open_air.thicket(setting, draw.uniform(count, high=1.2), 10, 110)
    open_air.rocks(setting, draw.uniform(count) ** 2, 2, 40)
    open_air.bushes(setting, draw.uniform(count, low=0.2, high=1.0), 2, 25)
    open_air.town(setting, 0.12 * draw.chance(count, of=0.3), 30, 90)
    _people(setting)
    many = _CANDIDATES
    yaw, pitch = open_air.level_view(setting, many)
    spot = draw.normal(count, many, 2, scale=0.8)
    height = draw.uniform(count, 1, low=0.6, high=2.0).expand(count, many)
    position = vector(spot[..., 0], spot[..., 1], height)
    focal = focal_of(draw.uniform(count, 1, low=48, high=85), shape).expand(count, many)
    rotation = looking(yaw, pitch, draw.normal(count, many, scale=0.03))
    view = best_view(setting, rotation, position, focal, shape, room=0.4, near=1.2)
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, 1.0))
    stage = setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=velocity, camera_spin=spin,
        theme=lights.theme_of(draw, count, Theme.NATURE), **lights.outdoors(draw, count),
    )  # fmt: skip
    return stage.chosen(~setting.failed)


def _people(setting: Setting) -> None:
    draw, count, slots = setting.draw, setting.count, 4
    crowd = crowd_of(setting.catalogue)
    upright = torch.zeros(count, slots, dtype=torch.bool, device=setting.device)
    who = crowd.some(draw, count, slots, seated=upright)
    place, _ = open_air.ring(setting, slots, 2.5, 25)
    yaw = draw.angle(count, slots)
    mask = draw.chance(count, 1, of=0.35) & draw.chance(count, slots, of=0.5)
    thin = setting.catalogue.primitive("box", vector(0.7 + 0 * yaw, 0.7, 1.8))
    mask = setting.free(mask, thin, place, yaw)
    put_people(setting, crowd, mask, who, place, yaw, pace=0.6)

"""Lamps, sun and sky, and how well the picture is exposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from training.scenes.setting import vector
from training.scenes.stage import Light, Theme

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.draw import Draw
    from training.scenes.shell import Room

LIGHTS = 3


def warm_or_cold(draw: Draw, *shape: int) -> Tensor:
    """Colours (..., 3) of lamps, from candle to overcast sky, at equal brightness."""
    heat = draw.normal(*shape, scale=0.22)
    tint = draw.normal(*shape, scale=0.05)
    colour = torch.exp(vector(heat + tint, 0.0 * heat, -1.3 * heat + tint))
    return colour / colour.mean(-1, keepdim=True)


def indoors(draw: Draw, room: Room, camera: Tensor, subject: Tensor) -> dict[str, Tensor]:
    """A lamp under the ceiling, one at some place in the room, and one near the camera."""
    count = len(camera)
    span = vector(room.width, room.depth)
    above = draw.uniform(count, 2, low=-0.3, high=0.3) * span
    ceiling = torch.cat([above, (room.height - draw.uniform(count, low=0.1, high=0.5))[:, None]], 1)
    spot = draw.uniform(count, 2, low=-0.46, high=0.46) * span
    standing = torch.cat([spot, draw.uniform(count, 1, low=0.6, high=2.0)], 1)
    standing[:, 2] = torch.minimum(standing[:, 2], room.height - 0.1)
    aside = camera + (subject - camera) * draw.uniform(count, 1, high=0.5)
    aside = aside + draw.normal(count, 3, scale=0.5)
    aside[:, 2] = torch.minimum(aside[:, 2].clamp(min=0.3), room.height - 0.05)
    position = torch.stack([ceiling, standing, aside], 1)
    power = vector(draw.log_uniform(count, low=2, high=9), draw.log_uniform(count, low=0.4, high=5),
                   draw.log_uniform(count, low=0.15, high=1.5))  # fmt: skip
    size = draw.log_uniform(count, LIGHTS, low=0.03, high=0.8)
    on = torch.stack([draw.chance(count, of=p) for p in (0.8, 0.55, 0.3)], 1)
    on[:, 0] |= ~on.any(1)
    return {
        "light_position": position,
        "light_colour": warm_or_cold(draw, count, LIGHTS) * power[..., None],
        "light_size": size,
        "light_kind": torch.full((count, LIGHTS), int(Light.POINT), device=camera.device),
        "light_on": on,
        "ambient": warm_or_cold(draw, count) * draw.log_uniform(count, 1, low=0.06, high=0.5),
        "outdoor": torch.zeros(count, dtype=torch.bool, device=camera.device),
        "fog": torch.zeros(count, device=camera.device),
        "exposure": draw.normal(count, scale=0.4),
    }


def outdoors(draw: Draw, count: int) -> dict[str, Tensor]:
    """Sun under a blue sky, behind thin cloud or under an overcast, some haze, rarely night."""
    turn, height = draw.angle(count), torch.deg2rad(draw.uniform(count, low=8, high=70))
    flat = torch.cos(height)
    sun = vector(flat * torch.cos(turn), flat * torch.sin(turn), torch.sin(height))
    overcast = draw.chance(count, of=0.35)
    night = draw.chance(count, of=0.04)
    power = torch.where(overcast, 0.0, draw.uniform(count, low=1.0, high=2.6))
    sky = torch.where(overcast, draw.uniform(count, low=0.7, high=1.1), 0.45)
    sky = torch.where(night, 0.06, sky * draw.uniform(count, low=0.7, high=1.2))
    position = torch.zeros(count, LIGHTS, 3, device=draw.device)
    position[:, 0], position[:, 1:, 2] = sun, 1.0
    colour = torch.ones(count, LIGHTS, 3, device=draw.device)
    warm = vector(1.12, 1.0, 0.55 + 0.6 * torch.sin(height))
    colour[:, 0] = warm / warm.mean(-1, keepdim=True) * power[:, None]
    on = torch.zeros(count, LIGHTS, dtype=torch.bool, device=draw.device)
    on[:, 0] = ~overcast & ~night
    hazy = draw.chance(count, of=0.13)
    blue = vector(0.85, 0.97, 1.18, like=sky).expand(count, 3)
    sky_colour = torch.where(overcast[:, None], torch.ones_like(blue), blue)
    return {
        "light_position": position,
        "light_colour": colour,
        "light_size": torch.full((count, LIGHTS), 0.02, device=draw.device),
        "light_kind": torch.full((count, LIGHTS), int(Light.SUN), device=draw.device),
        "light_on": on,
        "ambient": sky_colour * sky[:, None],
        "outdoor": torch.ones(count, dtype=torch.bool, device=draw.device),
        "fog": torch.where(hazy, draw.log_uniform(count, low=0.0008, high=0.0045), 0.0003),
        "exposure": draw.normal(count, scale=0.35),
    }


def theme_of(draw: Draw, count: int, theme: Theme) -> Tensor:
    """The number of a theme (B,)."""
    return torch.full((count,), int(theme), device=draw.device)

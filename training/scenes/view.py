"""Chooses cameras that see something and stand inside nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from training.scenes import lights
from training.scenes.setting import vector

if TYPE_CHECKING:
    from torch import Tensor

    from training.scenes.draw import Draw
    from training.scenes.setting import Setting
    from training.scenes.stage import Stage, Theme

_FAR = 1e4


@dataclass(frozen=True, slots=True)
class View:
    """Cameras (B): `rotation` world to camera, `position`, `focal` in picture widths."""

    rotation: Tensor
    position: Tensor
    focal: Tensor


def focal_of(diagonal_degrees: Tensor, shape: tuple[int, int]) -> Tensor:
    """Focal length in picture widths of a field of view from corner to corner."""
    height, width = shape
    diagonal = math.hypot(1.0, height / width)
    return diagonal / 2 / torch.tan(torch.deg2rad(diagonal_degrees) / 2)


def looking(yaw: Tensor, pitch: Tensor, roll: Tensor) -> Tensor:
    """World to camera (..., 3, 3): yaw turns left from +y, pitch up, roll clockwise; radians."""
    forward = vector(
        -torch.sin(yaw) * torch.cos(pitch), torch.cos(yaw) * torch.cos(pitch), torch.sin(pitch)
    )
    right = vector(torch.cos(yaw), torch.sin(yaw), 0.0)
    down = torch.linalg.cross(forward, right)
    c, s = torch.cos(roll)[..., None], torch.sin(roll)[..., None]
    return torch.stack([right * c + down * s, down * c - right * s, forward], -2)


def towards(position: Tensor, target: Tensor, roll: Tensor) -> Tensor:
    """World to camera (..., 3, 3) of cameras that look at targets."""
    x, y, z = (target - position).unbind(-1)
    return looking(torch.atan2(-x, y), torch.atan2(z, torch.hypot(x, y)), roll)


def view_rays(rotation: Tensor, focal: Tensor, shape: tuple[int, int], across: int) -> Tensor:
    """World directions (..., across * across, 3) of a grid over the picture, forward part 1."""
    step = (torch.arange(across, device=focal.device) + 0.5) / across - 0.5
    y, x = torch.meshgrid(step * shape[0] / shape[1], step, indexing="ij")
    grid = torch.stack([x.reshape(-1), y.reshape(-1)], -1) / focal[..., None, None]
    rays = torch.cat([grid, torch.ones_like(grid[..., :1])], -1)
    return rays @ rotation


def first_hit(setting: Setting, origin: Tensor, rays: Tensor) -> tuple[Tensor, Tensor]:
    """How far (B, K, R) rays (B, K, R, 3) go from origins (B, K, 3) to a solid box, and to which.

    The distance is 0 within a box.
    """
    mask, low, high = setting.boxes()
    count, candidates, directions = rays.shape[:3]
    start = origin[:, :, None].expand_as(rays).reshape(count, -1, 1, 3)
    slope = 1 / rays.reshape(count, -1, 1, 3).abs().clamp(min=1e-6)
    slope = slope * torch.where(rays.reshape(count, -1, 1, 3) < 0, -1.0, 1.0)
    one, other = (low[:, None] - start) * slope, (high[:, None] - start) * slope
    enter = torch.minimum(one, other).amax(-1)
    leave = torch.maximum(one, other).amin(-1)
    reached = (leave > enter.clamp(min=0)) & mask[:, None]
    distance, which = torch.where(reached, enter.clamp(min=0), _FAR).min(-1)
    shape = (count, candidates, directions)
    return distance.reshape(shape), which.reshape(shape)


def richness(which: Tensor) -> Tensor:
    """How many different things (...) rays (..., R) meet."""
    ordered = which.sort(-1).values
    return (ordered[..., 1:] != ordered[..., :-1]).sum(-1)


def clearance(setting: Setting, origin: Tensor) -> Tensor:
    """Distance (B, K) from points (B, K, 3) to the nearest solid box; 0 within one."""
    mask, low, high = setting.boxes()
    point = origin[:, :, None]
    gap = torch.maximum(low[:, None] - point, point - high[:, None]).clamp(min=0).norm(dim=-1)
    return torch.where(mask[:, None], gap, _FAR).amin(-1)


def best_view(
    setting: Setting,
    rotation: Tensor,
    position: Tensor,
    focal: Tensor,
    shape: tuple[int, int],
    *,
    room: float,
    near: float,
) -> View:
    """One of K candidates (B, K, ...) with `room` metres about it and little before `near`.

    Mostly the one that sees the most things, else any; scenes where none will do have failed.
    """
    rays = view_rays(rotation, focal, shape, 6)
    distance, which = first_hit(setting, position, rays)
    cramped = (distance < near).float().mean(-1)
    good = (clearance(setting, position) > room) & (cramped < 0.12)
    good &= distance.median(-1).values > 1.6 * near
    setting.failed |= ~good.any(1)
    draw = setting.draw
    picky = draw.chance(len(good), 1, of=0.75)
    score = richness(which) * picky + draw.uniform(*good.shape, high=3.0)
    first = torch.where(good, score, -1.0).argmax(1)
    row = torch.arange(len(first), device=first.device)
    return View(rotation[row, first], position[row, first], focal[row, first])


def hand_held(draw: Draw, rotation: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """Velocity and spin (B, 3) of a camera in motion: still, shaken, panned or walked.

    `scale` (B,) is a usual distance of what is seen: pushes grow with it.
    """
    count = len(rotation)
    pace = draw.among(count, 1, values=(0.0, 0.15, 0.6, 1.6), weights=(0.2, 0.4, 0.25, 0.15))
    velocity = draw.normal(count, 3) * vector(0.5, 0.5, 0.2, like=scale) * pace
    turn = draw.among(count, 1, values=(0.0, 0.08, 0.35, 0.9), weights=(0.2, 0.4, 0.25, 0.15))
    spin = draw.normal(count, 3) * vector(0.7, 1.0, 0.35, like=scale) * turn
    return velocity * scale.clamp(0.3, 2.0)[:, None], (spin[:, None] @ rotation)[:, 0]


def finished(
    setting: Setting, view: View, theme: Theme, light: dict[str, Tensor], shake: float
) -> Stage:
    """The scenes that came off, seen by hand-held cameras that shake by so much."""
    draw, count = setting.draw, setting.count
    velocity, spin = hand_held(draw, view.rotation, torch.full_like(view.focal, shake))
    stage = setting.finish(
        rotation=view.rotation, position=view.position, focal=view.focal,
        camera_velocity=velocity, camera_spin=spin,
        theme=lights.theme_of(draw, count, theme), **light,
    )  # fmt: skip
    return stage.chosen(~setting.failed)

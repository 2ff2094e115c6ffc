"""Finds the focal length and the z shift that MoGe's points are free in, on the device.

Minimises |focal * xy / (z + shift) - uv|^2 over a 64 x 64 sample, as the reference solver does
with MINPACK on the CPU. The best focal length for a shift has a closed form, which leaves a search
in one unknown: Gauss-Newton, where a few lengths of each step are tried at once. The number of
steps is fixed so that nothing has to be read back in between.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from camfilter.engines.moge.layers import view_plane

_SAMPLE: Final = (64, 64)
_STEPS: Final = 10
_LENGTHS: Final = (1.0, 0.3, 0.08, 0.02)
_FEWEST: Final = 2
"""With fewer known points the reference solver gives focal 1 and shift 0."""


def recover_focal_shift(
    points: Tensor, known: Tensor, aspect: float, focal: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Focal length relative to half the diagonal, and z shift, both (B,) in float32.

    `points` are (B, H, W, 3), `known` (B, H, W) bool; a given `focal` (B,) is kept.
    """
    # Metal has no float64; float32 is off by some 1e-6 here.
    precise = torch.float32 if points.device.type == "mps" else torch.float64
    xyz, uv, weight = _sample(points, known, aspect, precise)
    fit = _Fit(xyz, uv, weight, None if focal is None else focal.to(precise))
    shift = fit.solve()
    found = fit.focal_at(shift[:, None])[:, 0]
    enough = weight.sum(1) >= _FEWEST
    shift = torch.where(enough, shift, 0.0)
    if focal is None:
        found = torch.where(enough, found, 1.0)
    return found.float(), shift.float()


def focal_from_fov(fov_x_deg: float, aspect: float, like: Tensor) -> Tensor:
    """Focal length (B,) relative to half the diagonal, from the horizontal field of view."""
    half = math.radians(fov_x_deg) / 2
    focal = aspect / math.sqrt(1 + aspect**2) / math.tan(half)
    return torch.full((len(like),), focal, dtype=torch.float32, device=like.device)


def _sample(
    points: Tensor, known: Tensor, aspect: float, dtype: torch.dtype
) -> tuple[Tensor, Tensor, Tensor]:
    plane = view_plane(points.shape[1], points.shape[2], aspect, points)
    uv = functional.interpolate(plane, _SAMPLE, mode="nearest").flatten(2).transpose(1, 2)
    xyz = functional.interpolate(points.permute(0, 3, 1, 2), _SAMPLE, mode="nearest")
    xyz = xyz.flatten(2).transpose(1, 2)
    weight = functional.interpolate(known[:, None].float(), _SAMPLE, mode="nearest").flatten(1)
    usable = (weight > 0) & xyz.isfinite().all(2)
    # A point without weight must not turn sums into NaN: it moves to (0, 0, 1), which is made on
    # the device, as a CUDA graph can take nothing from the host.
    harmless = torch.arange(3, device=xyz.device) // 2
    xyz = torch.where(usable[..., None], xyz, harmless.to(xyz.dtype))
    return xyz.to(dtype), uv.to(dtype), usable.to(dtype)


class _Fit:
    """The least-squares problem; shifts are (B, K), points (B, N, 3), weights (B, N)."""

    def __init__(self, xyz: Tensor, uv: Tensor, weight: Tensor, focal: Tensor | None) -> None:
        self._xy, self._z = xyz[:, None, :, :2], xyz[:, None, :, 2]
        self._uv, self._weight = uv[:, None], weight[:, None, :, None]
        self._focal = focal
        self._in_front = ((self._z > 0) | (weight[:, None] == 0)).all(2)

    def solve(self) -> Tensor:
        """The best shift (B,), from 0 on."""
        lengths = torch.cat([self._z.new_full((1,), length) for length in (0.0, *_LENGTHS)])
        shift = self._z.new_zeros(len(self._z), 1)
        for _ in range(_STEPS):
            trials = shift + self._step(shift) * lengths
            best = self._cost(trials).argmin(1, keepdim=True)
            shift = trials.gather(1, best)
        return shift[:, 0]

    def focal_at(self, shift: Tensor) -> Tensor:
        """The best focal length (B, K) for each shift, or the one that is known."""
        if self._focal is not None:
            return self._focal[:, None].expand_as(shift)
        projected = self._projected(shift)
        return self._sum(projected * self._uv) / self._sum(projected.square()).clamp_min(1e-12)

    def _projected(self, shift: Tensor) -> Tensor:
        return self._xy / (self._z + shift[..., None])[..., None]

    def _sum(self, terms: Tensor) -> Tensor:
        return (terms * self._weight).sum((2, 3))

    def _cost(self, shift: Tensor) -> Tensor:
        error = self.focal_at(shift)[..., None, None] * self._projected(shift) - self._uv
        cost = self._sum(error.square())
        depth = torch.where(self._weight[..., 0] > 0, self._z + shift[..., None], 1.0)
        # Past the nearest point lies the mirrored scene, which fits as well and is never meant.
        mirrored = (depth <= 0).any(2) & self._in_front
        return torch.where(mirrored | ~cost.isfinite(), torch.inf, cost)

    def _step(self, shift: Tensor) -> Tensor:
        """The Gauss-Newton step (B, 1) of the shift, the focal length following it."""
        projected = self._projected(shift)
        change = -projected / (self._z + shift[..., None])[..., None]
        focal = self.focal_at(shift)
        error = focal[..., None, None] * projected - self._uv
        slope = focal[..., None, None] * change
        if self._focal is None:
            follows = self._sum(change * self._uv) - 2 * focal * self._sum(projected * change)
            follows = follows / self._sum(projected.square()).clamp_min(1e-12)
            slope = slope + follows[..., None, None] * projected
        step = -self._sum(slope * error) / self._sum(slope.square()).clamp_min(1e-12)
        return torch.where(step.isfinite(), step, 0.0)

"""Depth of a cloud of Gaussians as a camera sees it, by exact front-to-back compositing.

Every Gaussian is projected to an ellipse (Zwicker et al., "EWA Splatting", 2002; Kerbl et al.,
"3D Gaussian Splatting", 2023); the pairs of pixel and Gaussian are sorted by depth within each
pixel, with no tiles, no limits on the number per pixel and no compiled rasteriser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from camfilter.engines.sam3d.gaussians import project

if TYPE_CHECKING:
    from torch import Tensor

    from camfilter.engines.sam3d.gaussians import Gaussians
    from camfilter.frames import Intrinsics

PAIRS: Final = 12_000_000
"""Most pairs of pixel and Gaussian at once, about 2 GB; more are done on a smaller picture."""

_FAINTEST: Final = 1 / 255
_WIDEST: Final = 3.0  # deviations
_BLUR: Final = 0.3  # squared pixels: no Gaussian falls between the pixels
_NEAREST: Final = 0.02  # of the cloud's median depth


@dataclass(frozen=True, slots=True)
class Splatted:
    """What is seen of a cloud; `front` and `back` are 0 where less than half is covered.

    Attributes:
        front: (h, w) depth at which half of the light from the camera is caught.
        back: (h, w) the same coming from behind.
        covered: (h, w) bool.
    """

    front: Tensor
    back: Tensor
    covered: Tensor


@dataclass(frozen=True, slots=True)
class _Ellipses:
    """Projected Gaussians.

    Attributes:
        centre: (G, 2) pixels.
        inverse: (G, 3) inverse covariance, xx xy yy.
        depth, slope: depth at the centre (G,), and per pixel away from it (G, 2).
        deviation: (G,) of depth.
        opacity: (G,).
        low, size: first pixel and number of pixels of the footprint (G, 2), column and row.
    """

    centre: Tensor
    inverse: Tensor
    depth: Tensor
    slope: Tensor
    deviation: Tensor
    opacity: Tensor
    low: Tensor
    size: Tensor


def splat(
    cloud: Gaussians, camera: Intrinsics, height: int, width: int, *, pairs: int = PAIRS
) -> Splatted:
    """The cloud, in OpenCV axes, seen at `height` x `width` or at the largest half that fits."""
    ellipses = _ellipses(cloud, camera, height, width)
    total = int(ellipses.size.prod(1).sum())
    if total > pairs and min(height, width) > 1:
        return splat(cloud, camera, height // 2, width // 2, pairs=pairs)
    pixel, depth, alpha = _pairs(ellipses, width, total)
    return _composited(pixel, depth, alpha, height, width)


def _ellipses(cloud: Gaussians, camera: Intrinsics, height: int, width: int) -> _Ellipses:
    centre, depth = project(cloud.xyz, camera, height, width)
    slope, deviation, flat = _flattened(cloud, camera, height, width)
    opacity = cloud.opacity[:, 0]
    reach = (2 * (opacity / _FAINTEST).clamp(min=1).log()).sqrt().clamp(max=_WIDEST)
    extent = flat[:, ::2].sqrt() * reach[:, None]
    limit = centre.new_tensor([width, height])
    low = (centre - extent - 0.5).ceil().clamp(min=0).minimum(limit)
    high = (centre + extent - 0.5).floor().add(1).clamp(min=0).minimum(limit)
    inverse = _inverse(flat)
    seen = _in_front(depth) & torch.isfinite(low + high + inverse[:, :2]).all(1)
    size = (high - low).clamp(min=0).nan_to_num(0) * seen[:, None]
    drawn = size.prod(1) > 0
    values = (centre, inverse, depth, slope, deviation, opacity, low.long(), size.long())
    return _Ellipses(*(value[drawn] for value in values))


def _inverse(symmetric: Tensor) -> Tensor:
    xx, xy, yy = symmetric.unbind(1)
    return torch.stack((yy, -xy, xx), 1) / (xx * yy - xy * xy)[:, None]


def _in_front(depth: Tensor) -> Tensor:
    ahead = depth[depth > 0]
    nearest = _NEAREST * ahead.median() if len(ahead) else depth.new_tensor(0.0)
    return depth > nearest


def _flattened(
    cloud: Gaussians, camera: Intrinsics, height: int, width: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Slope and deviation of depth, and blurred covariance of the pixel, to first order."""
    x, y, z = cloud.xyz.unbind(1)
    u, v = camera.fx * width / z, camera.fy * height / z
    zero = torch.zeros_like(u)
    rows = (torch.stack((u, zero, -u * x / z), 1), torch.stack((zero, v, -v * y / z), 1))
    jacobian = torch.stack(rows, 1)
    covariance = cloud.covariances()
    mixed = jacobian @ covariance
    square = mixed @ jacobian.transpose(1, 2)
    flat = torch.stack((square[:, 0, 0], square[:, 0, 1], square[:, 1, 1]), 1)
    # The blur would level the depth of a small Gaussian, so the slope is of the sharp one.
    spread = flat.new_tensor([1.0, 0.0, 1.0])
    sharp = flat + 1e-3 * (flat[:, :1] + flat[:, 2:]) * spread
    slope = _times(_inverse(sharp), mixed[:, :, 2])
    return slope, covariance[:, 2, 2].sqrt(), flat + _BLUR * spread


def _times(symmetric: Tensor, vector: Tensor) -> Tensor:
    x, y = vector.unbind(1)
    xx, xy, yy = symmetric.unbind(1)
    return torch.stack((xx * x + xy * y, xy * x + yy * y), 1)


def _pairs(ellipses: _Ellipses, width: int, total: int) -> tuple[Tensor, Tensor, Tensor]:
    """Pixel (flat), depth and opacity of each pair that can be seen."""
    counts = ellipses.size.prod(1)
    which = torch.repeat_interleave(counts, output_size=total)
    place = torch.arange(total, device=which.device) - (counts.cumsum(0) - counts)[which]
    columns = ellipses.size[which, 0]
    pixel = torch.stack((place % columns, place // columns), 1) + ellipses.low[which]
    away = pixel + 0.5 - ellipses.centre[which]
    pulled = _times(ellipses.inverse[which], away)
    alpha = ellipses.opacity[which] * torch.exp(-0.5 * (pulled * away).sum(1))
    limit = _WIDEST * ellipses.deviation[which]
    rise = (ellipses.slope[which] * away).sum(1).clamp(-limit, limit)
    depth = ellipses.depth[which] + rise
    kept = (alpha >= _FAINTEST) & (depth > 0)
    return (pixel[:, 1] * width + pixel[:, 0])[kept], depth[kept], alpha[kept]


def _composited(pixel: Tensor, depth: Tensor, alpha: Tensor, height: int, width: int) -> Splatted:
    # The bits of a positive float are ordered as the float is: one sort does pixel and depth.
    key = (pixel << 32) | depth.float().view(torch.int32).long()
    order = torch.argsort(key)
    pixel, depth, alpha = pixel[order], depth[order], alpha[order]
    passed = torch.log1p(-alpha.clamp(max=0.999).double())
    after = passed.cumsum(0)
    ends = torch.bincount(pixel, minlength=height * width).cumsum(0)
    sums = torch.cat((after.new_zeros(1), after))
    first = torch.cat((ends.new_zeros(1), ends[:-1]))
    begun, ended = sums[first], sums[ends]
    half = -0.6931471805599453
    front = torch.where(after - begun[pixel] <= half, depth, torch.inf)
    back = torch.where(ended[pixel] - (after - passed) <= half, depth, -torch.inf)
    blank = depth.new_zeros(height * width)
    nearest = blank.scatter_reduce(0, pixel, front, "amin", include_self=False)
    farthest = blank.scatter_reduce(0, pixel, back, "amax", include_self=False)
    covered = (ended - begun <= half) & torch.isfinite(nearest)
    nearest, farthest = nearest.where(covered, 0.0), farthest.where(covered, 0.0)
    shape = (height, width)
    return Splatted(nearest.view(shape), farthest.view(shape), covered.view(shape))

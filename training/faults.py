"""Camera faults put on clean renderings: what separates a drawn picture from a webcam's.

Every function takes and gives pictures (B, 3, H, W) in 0..1 and draws its own strength per picture.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from training.compression import band, compress, to_rgb, to_ycc

if TYPE_CHECKING:
    from collections.abc import Callable

_BLOCK_SIZES: Final = (8, 8, 8, 16, 32)


def apply_faults(rgb: Tensor, person: Tensor) -> Tensor:
    """`rgb` as one of many cheap cameras would have given it; `person` (B, H, W) marks people."""
    x = _some(rgb, 0.4, style)
    x = _some(x, 0.1, lambda y: filtered(y))
    x = _halo(x, person, 0.03)
    x = exposure(x)
    for share, fault in _OPTICS:
        x = _some(x, share, fault)
    x = sensor_noise(x.clamp(0, 1))
    for share, fault in _PROCESSING:
        x = _some(x, share, fault)
    return x.clamp(0, 1)


def _some(x: Tensor, share: float, fault: Callable[[Tensor], Tensor]) -> Tensor:
    """`fault` on a random `share` of the pictures; the count is drawn here, so nothing waits."""
    count = int(share * len(x) + random.random())
    if count == 0:
        return x
    rows = torch.randperm(len(x), device=x.device)[:count]
    return x.index_copy(0, rows, fault(x[rows]).to(x.dtype))


def _uniform(x: Tensor, low: float, high: float, channels: int = 1) -> Tensor:
    return torch.rand(len(x), channels, 1, 1, device=x.device) * (high - low) + low


def _normal(x: Tensor, channels: int = 1) -> Tensor:
    return torch.randn(len(x), channels, 1, 1, device=x.device)


def style(x: Tensor) -> Tensor:
    """Other colours and tones altogether: mixed channels, saturation, contrast, tone curve."""
    mixing = torch.eye(3, device=x.device) + 0.18 * torch.randn(len(x), 3, 3, device=x.device)
    mixing = mixing / mixing.sum(2, keepdim=True).clamp(min=0.5)
    x = torch.einsum("bij,bjhw->bihw", mixing, x)
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * _uniform(x, 0.0, 2.0)
    middle = x.mean((1, 2, 3), keepdim=True)
    x = (middle + (x - middle) * torch.exp(0.35 * _normal(x)) + 0.08 * _normal(x)).clamp(0, 1)
    # A bent tone curve, in shadows and lights apart.
    return (
        x
        + 0.12 * _normal(x, 3) * torch.sin(math.pi * x)
        + 0.06 * _normal(x) * torch.sin(2 * math.pi * x)
    )


def filtered(x: Tensor) -> Tensor:
    """Textures through random small filters, mixed with the picture: shape outlives texture."""
    kernel = torch.randn(3 * len(x), 3, 3, 3, device=x.device) / math.sqrt(27)
    y = F.conv2d(x.reshape(1, -1, *x.shape[2:]), kernel, padding=1, groups=len(x)).view_as(x)
    y = y - y.mean((2, 3), keepdim=True)
    y = y / y.std((2, 3), keepdim=True).clamp(min=0.02) * x.std((2, 3), keepdim=True)
    share = _uniform(x, 0.1, 0.6)
    return x * (1 - share) + (y + x.mean((2, 3), keepdim=True)) * share


def exposure(x: Tensor) -> Tensor:
    """Exposure, white balance and gamma, a little wrong in every picture."""
    x = x * (1 + 0.10 * _normal(x) + 0.07 * _normal(x, 3)) + 0.03 * _normal(x)
    return x.clamp(0, 1) ** torch.exp(0.2 * _normal(x))


def vignette(x: Tensor) -> Tensor:
    """Darker corners."""
    height, width = x.shape[-2:]
    rows = torch.linspace(-1, 1, height, device=x.device)[:, None]
    columns = torch.linspace(-1, 1, width, device=x.device)
    return x * (1 - _uniform(x, 0.05, 0.5) * (rows**2 + columns**2) / 2)


def motion_blur(x: Tensor) -> Tensor:
    """A smear along one line for each picture."""
    size = 2 * random.randint(1, 4) + 1
    angle = _uniform(x, 0, math.pi)
    at = torch.arange(size, device=x.device) - size // 2
    rows, columns = at[:, None], at[None, :]
    across = (rows * torch.cos(angle) - columns * torch.sin(angle)).abs()
    return _filter(x, (1 - across).clamp(min=0)[:, 0])


def defocus(x: Tensor) -> Tensor:
    """A round blur."""
    size = 2 * random.randint(1, 3) + 1
    at = torch.arange(size, device=x.device) - size // 2
    radius = (at[:, None] ** 2 + at[None, :] ** 2).sqrt()
    return _filter(x, (_uniform(x, 0.8, size / 2 + 0.3)[:, 0] - radius + 0.5).clamp(0, 1))


def _filter(x: Tensor, kernel: Tensor) -> Tensor:
    """Each picture through its own kernel (B, k, k), borders repeated."""
    kernel = kernel / kernel.sum((1, 2), keepdim=True)
    reach = kernel.shape[-1] // 2
    weight = kernel[:, None].repeat_interleave(3, 0)
    padded = F.pad(x, (reach,) * 4, mode="replicate")
    joined = padded.reshape(1, -1, *padded.shape[2:])
    return F.conv2d(joined, weight, groups=3 * len(x)).view_as(x)


def resampled(x: Tensor) -> Tensor:
    """A smaller picture blown up, as by a cheap camera or a digital zoom."""
    factor = random.uniform(0.25, 0.85)
    small = [max(8, round(side * factor)) for side in x.shape[-2:]]
    y = F.interpolate(x, size=small, mode="bilinear", antialias=True, align_corners=False)
    back = random.choice(["bilinear", "bicubic", "nearest"] if factor > 0.5 else ["bicubic"])
    corners = None if back == "nearest" else False
    return F.interpolate(y, size=x.shape[-2:], mode=back, align_corners=corners)


def grey(x: Tensor) -> Tensor:
    """No colour."""
    return to_ycc(x)[:, :1].expand_as(x)


def sensor_noise(x: Tensor) -> Tensor:
    """Shot and read noise; now and then low light, chroma blots and rolling rows."""
    low = (torch.rand(len(x), 1, 1, 1, device=x.device) < 0.15).float()
    x = x * (1 - low * _uniform(x, 0.15, 0.75))
    deviation = 0.002 + 0.02 * _uniform(x, 0, 1) ** 2 + 0.03 * low * _uniform(x, 0.2, 1)
    grain = torch.randn_like(x)
    # Most noise is common to the channels once a camera has filled in its colours.
    grain = grain + torch.randn_like(x[:, :1]) * _uniform(x, 0, 1.2)
    x = x + grain * deviation * (0.4 + x.sqrt())
    x = _some(x, 0.15, _chroma_blots)
    return _some(x, 0.06, _rolling_rows)


def _chroma_blots(x: Tensor) -> Tensor:
    step = random.choice((2, 4, 8))
    small = torch.randn(len(x), 2, -(-x.shape[2] // step), -(-x.shape[3] // step), device=x.device)
    blots = F.interpolate(small, size=x.shape[-2:], mode="bilinear", align_corners=False)
    blots = blots * _uniform(x, 0.01, 0.05)
    return x + to_rgb(torch.cat([torch.zeros_like(x[:, :1]), blots], 1))


def _rolling_rows(x: Tensor) -> Tensor:
    """Bands of brightness, as from lamps at mains frequency."""
    rows = torch.linspace(0, 1, x.shape[2], device=x.device)[:, None]
    wave = torch.sin(2 * math.pi * (rows * _uniform(x, 1, 6) + _uniform(x, 0, 1)))
    return x * (1 + wave * _uniform(x, 0.02, 0.12))


def sharpened(x: Tensor) -> Tensor:
    """Overdone sharpening with its halos."""
    size = random.choice((3, 5))
    blurred = F.avg_pool2d(F.pad(x, (size // 2,) * 4, mode="replicate"), size, 1)
    return x + (x - blurred) * _uniform(x, 0.3, 2.0)


def blocky(x: Tensor) -> Tensor:
    """Compression in blocks, whose grid need not begin in the picture's corner."""
    size = random.choice(_BLOCK_SIZES)
    shift = (random.randrange(size), random.randrange(size))
    strength = 0.02 + _uniform(x, 0.1, 1.6)[:, 0, 0, 0] ** 2
    y = compress(x.roll(shift, (2, 3)), strength, size)
    return y.roll((-shift[0], -shift[1]), (2, 3))


def banded(x: Tensor) -> Tensor:
    """Few levels of brightness."""
    return band(x, torch.randint(12, 48, (len(x),), device=x.device))


def smoothed(x: Tensor) -> Tensor:
    """A camera's noise filter: flat parts lose their texture, edges stay."""
    blurred = F.avg_pool2d(F.pad(x, (2,) * 4, mode="replicate"), 5, 1)
    apart = (x - blurred).abs().amax(1, keepdim=True)
    return x + (blurred - x) * torch.exp(-apart / _uniform(x, 0.02, 0.08))


def framed(x: Tensor) -> Tensor:
    """A black or white rim, as of letterboxed films and of rectified pictures."""
    height, width = x.shape[-2:]
    low, high = random.choice(((0.0, 0.025), (0.0, 0.04), (0.0, 0.12)))
    sides = [random.uniform(low, high) * random.choice((0, 1, 1)) for _ in range(4)]
    top, bottom, left, right = sides if random.random() < 0.5 else (sides[0], sides[0], 0, 0)
    shown = torch.zeros(height, width, device=x.device)
    down, across = round(bottom * height), round(right * width)
    shown[round(top * height) : height - down, round(left * width) : width - across] = 1
    return x * shown + (1 - shown) * float(random.random() < 0.4)


def _halo(x: Tensor, person: Tensor, share: float) -> Tensor:
    """A blurred background as of video calls, with a ragged rim about the people."""
    if random.random() > share * 4:
        return x
    count = max(1, len(x) // 4)
    near = F.avg_pool2d(person[:count, None].float(), 9, 1, 4) * 1.8
    size = 2 * random.randint(3, 8) + 1
    padded = F.pad(x[:count], (size // 2,) * 4, mode="replicate")
    blurred = F.avg_pool2d(padded, size, 1)
    kept = near.clamp(0, 1)
    return torch.cat([x[:count] * kept + blurred * (1 - kept), x[count:]])


_OPTICS: Final = (
    (0.25, vignette),
    (0.12, motion_blur),
    (0.15, defocus),
    (0.20, resampled),
)
_PROCESSING: Final = (
    (0.15, smoothed),
    (0.25, sharpened),
    (0.05, banded),
    (0.45, blocky),
    (0.08, resampled),
    (0.04, grey),
    (0.14, framed),
)

"""From scene light to a picture: exposure, white balance and the tone curves cameras use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

_METERED = 29  # every so many pixels are metered for the highlights
_HIGHEST = 1.5


@dataclass(frozen=True, slots=True)
class Development:
    """How each camera develops its pictures, (B, ...) each."""

    stops: Tensor
    adaption: Tensor
    cast: Tensor
    shoulder: Tensor
    contrast: Tensor
    saturation: Tensor
    black: Tensor

    @classmethod
    def draw(cls, exposure: Tensor, outdoor: Tensor, generator: torch.Generator) -> Development:
        """A camera for each picture; `exposure` (B,) is in stops.

        Outdoors cameras trust daylight, so that a meadow does not turn the sky pink.
        """
        count, device = len(exposure), exposure.device

        def uniform(low: float, high: float, *more: int) -> Tensor:
            throw = torch.rand(count, *more, generator=generator, device=device)
            return low + (high - low) * throw

        def normal(*more: int) -> Tensor:
            return torch.randn(count, *more, generator=generator, device=device)

        return cls(
            stops=exposure + normal() * 0.25,
            adaption=uniform(0.25, 0.95, 1) * torch.where(outdoor, 0.25, 1.0)[:, None],
            cast=torch.exp(normal(3) * 0.035),
            shoulder=uniform(0.0, 1.0),
            contrast=1.0 + normal() * 0.12,
            saturation=(1.0 + normal() * 0.2).clamp(0.0, 1.6),
            black=uniform(-0.02, 0.035),
        )


def gains(colour: Tensor, camera: Development) -> Tensor:
    """Factors (B, 3) for linear colour (B, 3, H, W): metering and white balance."""
    light = colour.clamp(max=6.0)
    bright = light.mean(1).flatten(1)
    level = torch.exp(torch.log(bright.clamp(min=1e-3)).mean(1))
    level = 0.5 * level + 0.5 * bright.clamp(max=4.0).mean(1)
    grey = light.clamp(max=2.0).flatten(2).mean(2).clamp(min=1e-4)
    balance = (grey.mean(1, keepdim=True) / grey) ** camera.adaption
    balance = balance.clamp(0.4, 2.5) * camera.cast
    gain = 0.2 * torch.exp2(camera.stops) / level.clamp(min=1e-3)
    # Metering spares all but the brightest few hundredths of the picture.
    bright = torch.quantile(bright[:, ::_METERED], 0.96, dim=1)
    gain = torch.minimum(gain, _HIGHEST * torch.exp2(camera.stops * 0.5) / bright.clamp(min=1e-3))
    return balance * gain[:, None]


def develop(colour: Tensor, camera: Development, gain: Tensor) -> Tensor:
    """sRGB pictures (B, 3, H, W) in 0..1 from linear colour."""
    x = colour * gain[..., None, None]
    each = (slice(None), None, None, None)
    soft = camera.shoulder[each]
    film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    plain = x / (1 + (x / 1.8) ** 3) ** (1 / 3)
    x = torch.lerp(plain, film * 0.85 + 0.15 * plain, soft).clamp(0, 1)
    x = torch.where(x < 0.0031308, 12.92 * x, 1.055 * x.clamp(min=1e-6) ** (1 / 2.4) - 0.055)
    grey = (x * x.new_tensor([0.3, 0.59, 0.11])[:, None, None]).sum(1, keepdim=True)
    x = grey + (x - grey) * camera.saturation[each]
    x = (x - 0.45) * camera.contrast[each] + 0.45 + camera.black[each]
    return x.clamp(0, 1)

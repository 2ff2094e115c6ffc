"""What the user's settings mean for SAM 3D, and what `auto` comes to on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from camfilter.engines.sam3d.networks import GAUSSIAN_DECODER_FILES
from camfilter.engines.sam3d.preparation import SIZE
from camfilter.engines.sam3d.request import Options
from camfilter.settings import GaussianCount, MemoryChoice, SamplerChoice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from camfilter.settings import FilterSettings

_SHORTCUT_STEPS: Final = 4
"""Up to here the samplers run without guidance, which so few steps could not follow."""

_ROOMY: Final = 14 << 30
"""Bytes of GPU memory from which on all networks stay there."""


def options_of(settings: FilterSettings, size: int = SIZE) -> Options:
    """How to reconstruct, from square pictures of `size` pixels."""
    steps = settings.diffusion_steps
    if settings.sampler is SamplerChoice.AUTO:
        shortcut = steps <= _SHORTCUT_STEPS
    else:
        shortcut = settings.sampler is SamplerChoice.SHORTCUT
    return Options(
        steps, steps, shortcut=shortcut, seed=settings.seed, warm=settings.warm_start, size=size
    )


def gaussians_of(settings: FilterSettings, paths: Mapping[str, Path]) -> int:
    """Gaussians per voxel; on auto 4 where that decoder is among `paths`."""
    if settings.gaussians_per_voxel is not GaussianCount.AUTO:
        return int(settings.gaussians_per_voxel)
    return 4 if GAUSSIAN_DECODER_FILES[4] in paths else 32


def saves_memory(settings: FilterSettings, device: torch.device) -> bool:
    """Whether only the network at work is on the GPU; on auto where that has under 14 GB."""
    if settings.gpu_memory is not MemoryChoice.AUTO:
        return settings.gpu_memory is MemoryChoice.LOW
    if device.type != "cuda":
        return False
    return torch.cuda.get_device_properties(device).total_memory < _ROOMY
